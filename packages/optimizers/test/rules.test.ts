import { describe, expect, it } from "vitest";
import { adam, momentum, sgd, type Optimizer } from "../src/index.js";

const gradients = [
  [1, -2, 0],
  [-1, 0.5, 0],
  [0.25, 3, 0],
  [2, -0.125, 0],
  [-0.5, 1, 1e-3],
];

/** Steps and states of five updates. */
function trace({ rule }: Optimizer): { step: number[]; state: unknown }[] {
  let state = rule!.init(3);
  return gradients.map((gradient, count) => {
    const theta = Float64Array.of(5, 6, 7);
    const given = Float64Array.from(gradient);
    const updated = rule!.update({ theta, gradient: given, state, count });
    expect([theta, given]).toEqual([Float64Array.of(5, 6, 7), Float64Array.from(gradient)]);
    state = updated.state;
    return { step: [...updated.step], state };
  });
}

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => expect(Math.abs(value - wanted[i])).toBeLessThanOrEqual(1e-14 * Math.abs(wanted[i])));
}

describe("sgd", () => {
  it("steps by η·g and carries nothing", () => {
    expect(trace(sgd({ learningRate: 0.5 }))).toEqual(
      gradients.map((gradient) => ({ step: gradient.map((g) => 0.5 * g), state: null })),
    );
  });
});

describe("momentum", () => {
  it("steps by η·v with v ← μv + g, by hand", () => {
    // μ = ½: v₁ = 1, −½, 0, 2, ½ and v₂ = −2, −½, 2¾, 1¼, 1⅝.
    const found = trace(momentum({ learningRate: 0.1, momentum: 0.5 }));
    const velocities = [
      [1, -2, 0],
      [-0.5, -0.5, 0],
      [0, 2.75, 0],
      [2, 1.25, 0],
      [0.5, 1.625, 1e-3],
    ];
    expect(found.map(({ state }) => state)).toEqual(velocities.map((velocity) => ({ velocity })));
    expect(found.map(({ step }) => step)).toEqual(velocities.map((velocity) => velocity.map((v) => 0.1 * v)));
  });

  it("reaches 1 + 0.9 + 0.81 + … under a constant gradient", () => {
    const { rule } = momentum();
    let state = rule!.init(1);
    for (const wanted of [1, 1.9, 2.71, 3.439, 4.0951]) {
      const updated = rule!.update({ theta: Float64Array.of(0), gradient: Float64Array.of(1), state, count: 0 });
      state = updated.state;
      expect(updated.step[0]).toBeCloseTo(0.01 * wanted, 15);
    }
  });
});

describe("adam", () => {
  it("is Kingma & Ba's Algorithm 1, summed out", () => {
    const [eta, b1, b2, epsilon] = [0.1, 0.8, 0.95, 1e-3];
    const found = trace(adam({ learningRate: eta, beta1: b1, beta2: b2, epsilon }));
    found.forEach(({ step, state }, t) => {
      // m_t = (1−β₁)Σ β₁^(t−k)·g_k, and so for v: no recursion shared with the code.
      const decayed = (beta: number, power: number): number[] =>
        [0, 1, 2].map((i) =>
          gradients.slice(0, t + 1).reduce((total, g, k) => total + (1 - beta) * beta ** (t - k) * g[i] ** power, 0),
        );
      const [mean, square] = [decayed(b1, 1), decayed(b2, 2)];
      const [power1, power2] = [b1 ** (t + 1), b2 ** (t + 1)];
      const plain = state as { mean: number[]; square: number[]; power1: number; power2: number };
      expect(Object.keys(plain)).toEqual(["mean", "square", "power1", "power2"]);
      expectClose(plain.square, square);
      plain.mean.forEach((m, i) => expect(m).toBeCloseTo(mean[i], 14));
      expectClose([plain.power1, plain.power2], [power1, power2]);
      step.forEach((s, i) => {
        const wanted = (eta * (mean[i] / (1 - power1))) / (Math.sqrt(square[i] / (1 - power2)) + epsilon);
        expect(s, `step ${t}, weight ${i}`).toBeCloseTo(wanted, 13);
      });
    });
  });

  it("by hand with its defaults: first step η·sign g; then 1, −1 gives −η/19", () => {
    const { rule } = adam();
    const one = rule!.update({
      theta: Float64Array.of(0),
      gradient: Float64Array.of(1),
      state: rule!.init(1),
      count: 0,
    });
    expect(one.step[0]).toBeCloseTo(0.01, 9);
    expect(one.state).toEqual({ mean: [1 - 0.9], square: [1 - 0.999], power1: 0.9, power2: 0.999 });
    const two = rule!.update({ theta: Float64Array.of(0), gradient: Float64Array.of(-1), state: one.state, count: 1 });
    // m = 0.09 − 0.1 = −0.01, m̂ = −0.01/0.19; v̂ = 0.001999/0.001999 = 1.
    expect(two.step[0]).toBeCloseTo(-0.01 / 19, 9);
  });

  it("never divides by zero: no gradient, no step", () => {
    const { rule } = adam();
    const { step } = rule!.update({
      theta: Float64Array.of(1),
      gradient: Float64Array.of(0),
      state: rule!.init(1),
      count: 0,
    });
    expect([...step]).toEqual([0]);
  });
});

it("a rule takes a learning rate from its wrapper", () => {
  for (const family of [sgd, momentum, adam]) {
    const given = { theta: Float64Array.of(1), gradient: Float64Array.of(3), count: 0 };
    const own = family({ learningRate: 0.7 }).rule!;
    const wrapped = family({ learningRate: 0.1 }).rule!;
    expect(wrapped.update({ ...given, state: wrapped.init(1), learningRate: 0.7 })).toEqual(
      own.update({ ...given, state: own.init(1) }),
    );
  }
});
