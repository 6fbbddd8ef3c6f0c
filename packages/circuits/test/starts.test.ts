import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { identityBlocks, starts, type Start } from "../src/index.js";
import { apply, distance, ground, identity, unitary } from "./dense.js";

const random = (seed = 0) => streams(seed).stream("start").at(0);

describe.each(Object.entries(starts) as unknown as [string, Start][])("contract of start %s", (key, start) => {
  it("is named in kebab case after its export, with options that say what they are", () => {
    expect(start.name).toBe(key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
    for (const field of Object.values(start.options)) {
      expect(field.about).toMatch(/^[A-Z]/);
      expect(field.schema["~standard"].validate(field.default)).toHaveProperty("value");
    }
  });

  it("gives finite weights, the same for the same random numbers", () => {
    for (const weights of [0, 4, 24]) {
      const drawn = start({ weights, layers: 2, random: random() });
      expect(drawn).toBeInstanceOf(Float64Array);
      expect(drawn).toHaveLength(weights);
      expect(drawn.every(Number.isFinite)).toBe(true);
      expect(start({ weights, layers: 2, random: random() })).toEqual(drawn);
    }
  });

  it("refuses bad counts and unknown options", () => {
    for (const wrong of [{ weights: -1 }, { weights: 1.5 }, { weights: 2, layers: -1 }, { weights: 2, nonsense: 1 }]) {
      expect(() => start({ ...wrong, random: random() })).toThrow(`${start.name} start: `);
    }
  });
});

/** Mean and variance of many weights. */
function moments(drawn: Float64Array): [number, number] {
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  return [mean, drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length];
}

describe("distributions", () => {
  const weights = 40_000;

  it("uniform has variance range²/3 and stays inside", () => {
    const drawn = starts.uniform({ weights, random: random() });
    const [mean, variance] = moments(drawn);
    expect(Math.abs(mean)).toBeLessThan(0.04);
    expect(variance / (Math.PI ** 2 / 3)).toBeCloseTo(1, 1);
    expect(drawn.every((value) => value >= -Math.PI && value < Math.PI)).toBe(true);
    expect(starts.uniform({ weights: 3, range: 0.5, random: random() }).every((value) => Math.abs(value) <= 0.5)).toBe(
      true,
    );
  });

  it("uniform draws what training has always started from", () => {
    const same = random();
    const wanted = Float64Array.from({ length: 5 }, () => (2 * same.uniform() - 1) * Math.PI);
    expect(starts.uniform({ weights: 5, random: random() })).toEqual(wanted);
  });

  it("normal has the variance that was asked for", () => {
    const [mean, variance] = moments(starts.normal({ weights, variance: 0.25, random: random() }));
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(variance / 0.25).toBeCloseTo(1, 1);
  });

  it("small-angle has variance 1/(4S(L + 2))", () => {
    for (const [layers, locality] of [
      [5, 1],
      [18, 1],
      [2, 3],
    ] as const) {
      // prettier-ignore
      const [, variance] = moments(starts.smallAngle({ weights, layers, locality, random: random() }));
      expect(variance * 4 * locality * (layers + 2)).toBeCloseTo(1, 1);
    }
    const one = starts.normal({ weights: 4, variance: 1 / 28, random: random() });
    starts.smallAngle({ weights: 4, layers: 5, random: random() }).forEach((w, k) => expect(w).toBeCloseTo(one[k], 14));
  });

  it("zeros are zeros", () => expect([...starts.zeros({ weights: 3, random: random() })]).toEqual([0, 0, 0]));
});

describe("linear-ramp", () => {
  it("rises in the first half of each layer and falls in the second", () => {
    const drawn = (weights: number, layers: number, time?: number): number[] => [
      ...starts.linearRamp({ weights, layers, random: random(), ...(time !== undefined && { time }) }),
    ];
    expect(drawn(2, 1)).toEqual([0.375, 0.375]);
    expect(drawn(4, 2, 1)).toEqual([0.25, 0.75, 0.75, 0.25]);
    expect(drawn(8, 2, 1)).toEqual([0.25, 0.25, 0.75, 0.75, 0.75, 0.75, 0.25, 0.25]);
  });

  it("refuses layers without two halves", () => {
    expect(() => starts.linearRamp({ weights: 9, layers: 3, random: random() })).toThrow(
      "linear-ramp start: there are 9 weights in 3 layers, but the weights of each layer must have two halves",
    );
  });
});

describe("identity-block", () => {
  it("makes identity-blocks the identity, and any other second half does not", () => {
    for (const options of [{}, { depth: 3, entanglingGate: "cnot" as const }, { layers: 3, depth: 1 }]) {
      const made = identityBlocks({ qubits: 3, ...options });
      const layers = identityBlocks.layered({ qubits: 3, ...options }).length;
      const drawn = starts.identityBlock({ weights: made.weights, layers, random: random(3) });
      expect(new Set(drawn).size).toBe(made.weights / 2);
      expect(distance(unitary(made, drawn), identity(8))).toBeLessThan(1e-12);
      drawn[made.weights - 1] += 0.5;
      expect(distance(apply(unitary(made, drawn), ground(3)), ground(3))).toBeGreaterThan(1e-3);
    }
  });

  it("refuses weights that are no pairs of halves", () => {
    try {
      starts.identityBlock({ weights: 9, layers: 2, random: random() });
      expect.unreachable();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe("start");
    }
  });
});
