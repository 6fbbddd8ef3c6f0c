"""What the two JAX peers share: given f(weights, row) → ⟨Z⟩, everything else is JAX as its guides write it. complex128."""

from protocol import Refused, Variant, pin

pin()
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402

jax.config.update("jax_enable_x64", True)


def variants(name, work, single, batch, most_forward, most_gradient):
    """
    single(weights) → ⟨Z⟩ from |0…0⟩; batch(weights, rows) → [rows] values; both traceable.
    Every function is compiled once, at load; calls end with block_until_ready. On more qubits than the last two say, the
    case is refused: compiling takes too long or too much memory.
    """

    def ready(function, *rest):
        compiled = jax.jit(function)

        def run(weights):
            return jax.block_until_ready(compiled(weights, *rest))

        return run

    if work.kind in ("forward", "gradient"):
        most = most_forward if work.kind == "forward" else most_gradient
        if work.qubits > most:
            raise Refused(f"compiling takes too long or too much memory above {most} qubits")
        function = single if work.kind == "forward" else jax.grad(single)
        return [Variant(name, ready(lambda weights: [function(weights)]))]

    rows = jnp.asarray(work.states, dtype=jnp.complex128)
    labels = jnp.asarray(work.labels)

    def loss(weights, rows):
        values = batch(weights, rows)
        return jnp.mean((values - labels) ** 2), values

    if work.kind == "batch-forward":
        return [Variant(name, ready(lambda weights, rows: [batch(weights, rows)], rows))]

    if work.kind == "batch-vjp":

        def vjp(weights, rows):
            (_, values), gradient = jax.value_and_grad(loss, has_aux=True)(weights, rows)
            return [values, gradient]

        return [Variant(name, ready(vjp, rows))]

    if work.kind == "jacobian":

        def one(weights, row):
            return batch(weights, row[None])[0]

        def jacobian(weights, rows):
            return jax.vmap(jax.value_and_grad(one), in_axes=(None, 0))(weights, rows)

        return [Variant(name, ready(jacobian, rows))]

    optimizer = optax.adam(work.rate)

    @jax.jit
    def step(weights, state):
        _, gradient = jax.value_and_grad(loss, has_aux=True)(weights, rows)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(weights, updates), state

    def train(weights, steps=3):
        weights = jnp.asarray(weights)
        state = optimizer.init(weights)
        for _ in range(steps):
            weights, state = step(weights, state)
        return [jax.block_until_ready(weights)]

    return [Variant(f"{name} + optax", train, repeats_as_one=True)]
