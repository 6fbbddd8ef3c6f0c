"""qulacs: circuits as its guide writes them, its merging optimizer, its backprop. Its qubit 0 is the least significant,
and its RX(θ) is exp(+iθX/2), so qubits are counted from the other end and angles change sign."""

import time

import numpy as np
from qulacs import Observable, ParametricQuantumCircuit, QuantumCircuit, QuantumState
from qulacs.circuit import QuantumCircuitOptimizer
from qulacs.gate import DenseMatrix
from protocol import Refused, Variant, serve


def plain(work, weights, width=None):
    """The circuit with its angles written in, on the low qubits of `width`."""
    circuit = QuantumCircuit(width or work.qubits)
    add = {"RX": circuit.add_RX_gate, "RY": circuit.add_RY_gate, "RZ": circuit.add_RZ_gate}
    angles = (-np.asarray(weights)).tolist()
    last = work.qubits - 1
    for kind, a, b in work.gates():
        if kind == "CNOT":
            circuit.add_CNOT_gate(last - a, last - b)
        else:
            add[kind](last - a, angles[b])
    return circuit


def parametric(work, first=None):
    """The circuit with open angles, after an optional first gate."""
    circuit = ParametricQuantumCircuit(work.qubits)
    if first is not None:
        circuit.add_gate(first)
    add = {
        "RX": circuit.add_parametric_RX_gate,
        "RY": circuit.add_parametric_RY_gate,
        "RZ": circuit.add_parametric_RZ_gate,
    }
    last = work.qubits - 1
    for kind, a, b in work.gates():
        if kind == "CNOT":
            circuit.add_CNOT_gate(last - a, last - b)
        else:
            add[kind](last - a, 0.0)
    return circuit


def bind(circuit, weights):
    for index, angle in enumerate((-np.asarray(weights)).tolist()):
        circuit.set_parameter(index, angle)


def merge(circuit, size):
    if size == "light":
        QuantumCircuitOptimizer().optimize_light(circuit)
    else:
        QuantumCircuitOptimizer().optimize(circuit, size)
    return circuit


def best_merge(run, weights):
    """The block size that is fastest here; choosing is not timed, merging is."""
    found = {}
    for size in ["light", 1, 2, 3, 4]:
        for _ in range(2):
            begin = time.perf_counter()
            run(weights, size)
            found[size] = time.perf_counter() - begin
            if found[size] > 0.5:
                break
        if found[size] > 2 * min(found.values()):
            break
    return min(found, key=found.get)


def build(work):
    z = Observable(work.qubits)
    z.add_operator(1.0, "Z 0")
    state = QuantumState(work.qubits)
    open_circuit = parametric(work)

    if work.kind == "forward":

        def as_given(weights):
            bind(open_circuit, weights)
            state.set_zero_state()
            open_circuit.update_quantum_state(state)
            return [z.get_expectation_value(state)]

        def merged(weights, size):
            circuit = merge(plain(work, weights), size)
            state.set_zero_state()
            circuit.update_quantum_state(state)
            return [z.get_expectation_value(state)]

        size = best_merge(merged, work.weights)
        return [
            Variant("qulacs", as_given),
            Variant(f"qulacs merged ({size})", lambda weights: merged(weights, size)),
        ]

    if work.kind == "gradient":

        def backprop(weights):
            bind(open_circuit, weights)
            return [-np.array(open_circuit.backprop(z))]

        return [Variant("qulacs backprop", backprop)]

    if work.kind == "training":
        raise Refused("qulacs has no optimizer of its own")

    starts = []
    for row in work.states:
        start = QuantumState(work.qubits)
        start.load(row.astype(complex))
        starts.append(start)

    def values_with(circuit):
        out = np.empty(work.rows)
        for row, start in enumerate(starts):
            state.load(start)
            circuit.update_quantum_state(state)
            out[row] = z.get_expectation_value(state)
        return out

    def batch_as_given(weights):
        bind(open_circuit, weights)
        return [values_with(open_circuit)]

    def batch_merged(weights, size):
        return [values_with(merge(plain(work, weights), size))]

    if work.kind == "batch-forward":
        size = best_merge(batch_merged, work.weights)
        return [
            Variant("qulacs", batch_as_given),
            Variant(f"qulacs merged ({size})", lambda weights: batch_merged(weights, size)),
            Variant("qulacs, rows as qubits", stacked_forward(work), counts=False),
        ]

    # backprop starts from |0…0⟩, so every row's circuit begins with a reflection that turns it to the row.
    circuits = [parametric(work, DenseMatrix(list(range(work.qubits)), reflection(row))) for row in work.states]

    def jacobian(weights):
        out = np.empty((work.rows, work.count))
        for row, circuit in enumerate(circuits):
            bind(circuit, weights)
            out[row] = circuit.backprop(z)
        return -out

    if work.kind == "jacobian":
        return [Variant("qulacs backprop", lambda weights: [batch_as_given(weights)[0], jacobian(weights)])]

    def vjp(weights):
        (values,) = batch_as_given(weights)
        return [values, work.slopes(values) @ jacobian(weights)]

    return [Variant("qulacs backprop", vjp)]


def reflection(row):
    """The real reflection that swaps |0…0⟩ and the row."""
    axis = -row.copy()
    axis[0] += 1
    return np.eye(row.size) - 2 * np.outer(axis, axis) / max(axis @ axis, 1e-300)


def stacked_forward(work):
    """All rows in one state vector, their number in extra qubits."""
    extra = (work.rows - 1).bit_length()
    width = work.qubits + extra
    start = QuantumState(width)
    padded = np.zeros((1 << extra, 1 << work.qubits), complex)
    padded[: work.rows] = work.states
    start.load(padded.ravel())
    state = QuantumState(width)

    def run(weights):
        state.load(start)
        merge(plain(work, weights, width), "light").update_quantum_state(state)
        weight = np.abs(state.get_vector().reshape(padded.shape)[: work.rows]) ** 2
        return [weight[:, 0::2].sum(1) - weight[:, 1::2].sum(1)]

    return run


serve(["qulacs"], build)
