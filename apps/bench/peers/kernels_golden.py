"""Kernel matrices by Qiskit and PennyLane, and decisions by scikit-learn, for comparison with @uphill/kernels.

    python kernels_golden.py golden            prints the small matrices that packages/kernels/test/golden.json holds
    python kernels_golden.py check FOLDER      compares FOLDER/{zz,projected,iqp}.npy, made from FOLDER/rows.npy, with the peers'

Qiskit: states of zz_feature_map by quantum_info.Statevector, |vdot|², and one-qubit partial traces. PennyLane: states of IQPEmbedding by
default.qubit. Needs qiskit, pennylane, scikit-learn and numpy in the environment that runs it.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
import pennylane as qml
from qiskit.circuit.library import zz_feature_map
from qiskit.quantum_info import Statevector, partial_trace
from sklearn.svm import SVC


def rows_of(count, width):
    """Numbers that a test can make again."""
    return np.array([[np.sin(1.0 + 3.0 * i + 0.7 * k * k) for k in range(width)] for i in range(count)])


def qiskit_states(rows):
    made = zz_feature_map(rows.shape[1], reps=2, entanglement="full")
    return [Statevector(made.assign_parameters(row)) for row in rows]


def fidelities(states):
    data = np.array([np.asarray(state) for state in states])
    return np.abs(data.conj() @ data.T) ** 2


def projected(states, gamma):
    qubits = states[0].num_qubits
    reduced = np.array(
        [[partial_trace(state, [q for q in range(qubits) if q != k]).data for k in range(qubits)] for state in states]
    )
    distances = np.abs(reduced[:, None] - reduced[None]) ** 2
    return np.exp(-gamma * distances.sum(axis=(2, 3, 4)))


def pennylane_states(rows):
    wires = range(rows.shape[1])
    device = qml.device("default.qubit", wires=len(wires))

    @qml.qnode(device)
    def state(row):
        qml.IQPEmbedding(row, wires)
        return qml.state()

    return [state(row) for row in rows]


def flat(matrix):
    return [float(x) for x in np.asarray(matrix).ravel()]


def golden():
    rows = rows_of(6, 3)
    states = qiskit_states(rows)
    machines = []
    # A kernel that is not made for the classes, so that rows lie at the bound, inside it and beyond.
    train, test = rows_of(40, 2), rows_of(60, 2)[40:]
    gaussian = lambda a, b: np.exp(-0.8 * ((a[:, None] - b[None]) ** 2).sum(axis=2))
    for classes, cost, tolerance in [(2, 1.0, 1e-3), (2, 100.0, 1e-8), (3, 2.0, 1e-8)]:
        labels = np.array([int(np.floor((row[0] * row[1] + 1) / 2 * classes * 0.999) if i % 7 else i % classes) for i, row in enumerate(train)])
        machine = SVC(kernel="precomputed", C=cost, tol=tolerance, decision_function_shape="ovo")
        machine.fit(gaussian(train, train), labels)
        asked = gaussian(test, train)
        machines.append(
            {
                "classes": classes,
                "cost": cost,
                "tolerance": tolerance,
                "labels": [int(label) for label in labels],
                "support": [int(k) for k in sorted(machine.support_)],
                "decisions": flat(machine.decision_function(asked)),
                "predicted": [int(label) for label in machine.predict(asked)],
            }
        )
    return {
        "source": {name: version(name) for name in ["qiskit", "pennylane", "scikit-learn", "numpy"]},
        "script": "apps/bench/peers/kernels_golden.py golden",
        "zz": flat(fidelities(states)),
        "projected": flat(projected(states, 1.0)),
        "iqp": flat(fidelities(pennylane_states(rows))),
        "machines": machines,
    }


def check(folder):
    rows = np.load(f"{folder}/rows.npy")
    states = qiskit_states(rows)
    peers = {
        "zz": fidelities(states),
        "projected": projected(states, 1.0),
        "iqp": fidelities(pennylane_states(rows)),
    }
    return {
        "shape": list(rows.shape),
        "versions": {name: version(name) for name in ["qiskit", "pennylane"]},
        "largestDifference": {
            name: float(np.max(np.abs(np.load(f"{folder}/{name}.npy") - peer))) for name, peer in peers.items()
        },
    }


print(json.dumps(golden() if sys.argv[1] == "golden" else check(sys.argv[2])))
