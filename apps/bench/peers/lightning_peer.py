"""PennyLane's lightning.qubit through its own C++ classes (the state vector, and the adjoint Jacobian that
`diff_method="adjoint"` calls), without the seconds that tapes and queues take in Python."""

import numpy as np
from pennylane_lightning.lightning_qubit_ops import MeasurementsC128, StateVectorC128
from pennylane_lightning.lightning_qubit_ops.algorithms import AdjointJacobianC128, create_ops_listC128
from pennylane_lightning.lightning_qubit_ops.observables import NamedObsC128, SparseHamiltonianC128
from protocol import Refused, Variant, fused, serve


def build(work):
    if work.kind == "training":
        raise Refused("the library's own step is timed with default.qubit, which is faster for batches")
    state = StateVectorC128(work.qubits)
    z = NamedObsC128("PauliZ", [work.qubits - 1])
    gates = list(work.gates())
    apply_gates, apply_merged, operations = on(work, gates, 0)

    def value(of=state):
        return MeasurementsC128(of).expval(z)

    if work.kind == "forward":

        def forward(apply):
            def run(weights):
                state.resetStateVector()
                apply(state, weights)
                return [value()]

            return run

        return [
            Variant("lightning", forward(apply_gates)),
            Variant("lightning merged by hand", forward(apply_merged)),
        ]

    everything = list(range(work.count))
    adjoint = AdjointJacobianC128()

    if work.kind == "gradient":

        def gradient(weights):
            state.resetStateVector()
            apply_merged(state, weights)
            return [np.asarray(adjoint(state, [z], operations(weights), everything))]

        return [Variant("lightning adjoint", gradient)]

    rows = [np.ascontiguousarray(row, dtype=complex) for row in work.states]

    def batch(apply):
        def run(weights):
            out = np.empty(work.rows)
            prepared = apply.prepare(weights)
            for index, row in enumerate(rows):
                state.updateData(row)
                apply(state, weights, prepared)
                out[index] = value()
            return [out]

        return run

    if work.kind == "batch-forward":
        return [
            Variant("lightning", batch(apply_gates)),
            Variant("lightning merged by hand", batch(apply_merged)),
            Variant("lightning merged, rows as qubits", stacked(work, gates).forward, counts=False),
        ]

    def jacobian(weights):
        values = np.empty(work.rows)
        out = np.empty((work.rows, work.count))
        listed = operations(weights)
        prepared = apply_merged.prepare(weights)
        for index, row in enumerate(rows):
            state.updateData(row)
            apply_merged(state, weights, prepared)
            values[index] = value()
            out[index] = adjoint(state, [z], listed, everything)
        return [values, out]

    if work.kind == "jacobian":
        return [Variant("lightning adjoint", jacobian)]

    def vjp(weights):
        values, out = jacobian(weights)
        return [values, work.slopes(values) @ out]

    return [
        Variant("lightning adjoint", vjp),
        Variant("lightning adjoint, rows as qubits", stacked(work, gates).vjp, counts=False),
    ]


def on(work, gates, first):
    """The circuit on qubits from `first`: gate by gate, one matrix a qubit and layer, and as the adjoint sweep's list."""

    def apply_gates(state, weights, prepared=None):
        angles = weights.tolist() if prepared is None else prepared
        by_name = {"RX": state.RX, "RY": state.RY, "RZ": state.RZ}
        cnot = state.CNOT
        for kind, a, b in gates:
            if kind == "CNOT":
                cnot([first + a, first + b], False, [])
            else:
                by_name[kind]([first + a], False, [angles[b]])

    apply_gates.prepare = lambda weights: weights.tolist()

    def apply_merged(state, weights, prepared=None):
        matrices = fused(work, weights) if prepared is None else prepared
        for layer in matrices:
            for qubit, matrix in enumerate(layer):
                state.applyMatrix(matrix, [first + qubit], False)
            for qubit in range(work.qubits - 1):
                state.CNOT([first + qubit, first + qubit + 1], False, [])

    apply_merged.prepare = lambda weights: fused(work, weights)

    names = [kind for kind, _, _ in gates]
    wires = [[first + a, first + b] if kind == "CNOT" else [first + a] for kind, a, b in gates]
    count = len(gates)
    constant = ([False] * count, [np.zeros((1, 1), complex)] * count, [[]] * count, [[]] * count)

    def operations(weights):
        angles = weights.tolist()
        parameters = [[] if kind == "CNOT" else [angles[b]] for kind, _, b in gates]
        return create_ops_listC128(names, parameters, wires, *constant)

    return apply_gates, apply_merged, operations


class stacked:
    """All rows in one state vector, their number in extra qubits in front."""

    def __init__(self, work, gates):
        self.work = work
        self.extra = (work.rows - 1).bit_length()
        self.shape = (1 << self.extra, 1 << work.qubits)
        padded = np.zeros(self.shape, complex)
        padded[: work.rows] = work.states
        self.start = padded.ravel()
        self.state = StateVectorC128(self.extra + work.qubits)
        self.out = np.empty(self.start.size, complex)
        _, self.apply, self.operations = on(work, gates, self.extra)

    def forward(self, weights):
        self.state.updateData(self.start)
        self.apply(self.state, weights)
        self.state.getState(self.out)
        weight = np.abs(self.out.reshape(self.shape)[: self.work.rows]) ** 2
        return [weight[:, 0::2].sum(1) - weight[:, 1::2].sum(1)]

    def vjp(self, weights):
        (values,) = self.forward(weights)
        factor = np.zeros(self.shape)
        factor[: self.work.rows, 0::2] = self.work.slopes(values)[:, None]
        factor[: self.work.rows, 1::2] = -factor[: self.work.rows, 0::2]
        size = factor.size
        observable = SparseHamiltonianC128(
            factor.ravel().astype(complex),
            np.arange(size, dtype=np.uint64),
            np.arange(size + 1, dtype=np.uint64),
            list(range(self.extra + self.work.qubits)),
        )
        jacobian = AdjointJacobianC128()(
            self.state, [observable], self.operations(weights), list(range(self.work.count))
        )
        return [values, np.asarray(jacobian)]


serve(["pennylane-lightning"], build)
