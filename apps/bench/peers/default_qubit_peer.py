"""PennyLane's default.qubit: a QNode with the JAX interface and backprop under jit, rows by parameter broadcasting."""

import jax_work
import pennylane as qml
from protocol import serve


def build(work):
    device = qml.device("default.qubit", wires=work.qubits)
    gates = list(work.gates())
    rotations = {"RX": qml.RX, "RY": qml.RY, "RZ": qml.RZ}

    def layers(weights):
        for kind, a, b in gates:
            if kind == "CNOT":
                qml.CNOT([a, b])
            else:
                rotations[kind](weights[b], a)
        return qml.expval(qml.Z(work.qubits - 1))

    @qml.qnode(device, interface="jax", diff_method="backprop")
    def single(weights):
        return layers(weights)

    @qml.qnode(device, interface="jax", diff_method="backprop")
    def batch(weights, rows):
        qml.StatePrep(rows, wires=range(work.qubits), validate_norm=False)
        return layers(weights)

    return jax_work.variants("default.qubit jit", work, single, batch, most_forward=14, most_gradient=10)


serve(["pennylane", "jax"], build)
