"""TensorCircuit-NG on JAX in complex128: vmap over rows, jit around everything."""

import jax_work
import tensorcircuit as tc
from protocol import serve

backend = tc.set_backend("jax")
tc.set_dtype("complex128")


def build(work):
    gates = list(work.gates())

    def value(circuit, weights):
        for kind, a, b in gates:
            if kind == "CNOT":
                circuit.cnot(a, b)
            else:
                getattr(circuit, kind.lower())(a, theta=weights[b])
        return backend.real(circuit.expectation_ps(z=[work.qubits - 1]))

    def single(weights):
        return value(tc.Circuit(work.qubits), weights)

    def one(weights, row):
        return value(tc.Circuit(work.qubits, inputs=row), weights)

    batch = backend.vmap(one, vectorized_argnums=1)
    return jax_work.variants("tensorcircuit jit", work, single, batch, most_forward=24, most_gradient=10)


serve(["tensorcircuit-ng", "jax", "optax"], build)
