import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cos, exp, log, sin, ulp } from "../src/index.js";
import * as truth from "./truth.js";

const wide = fc.double({ noNaN: true, noDefaultInfinity: true });
const angle = fc.oneof(
  fc.double({ min: -7, max: 7, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: 1e6, max: 1e300, noNaN: true }),
  wide,
  // Neighbours of multiples of π/2, where almost everything cancels.
  fc.tuple(fc.integer({ min: -700_000, max: 700_000 }), fc.integer({ min: -2, max: 2 })).map(([k, steps]) => {
    const near = (k * Math.PI) / 2;
    return near + steps * ulp(near);
  }),
);
const runs = (seed: number, numRuns: number): { seed: number; numRuns: number } => ({ seed, numRuns });

const hard = [
  ...[1e6, 999999.9999, 1e7, 1e10, 1e15, 2 ** 53, 1e22, 1e100, 1e200, 1e300, Number.MAX_VALUE],
  // The double closest to a multiple of π/2 (Muller, Elementary Functions, ch. 11): 6381956970095103 · 2^797.
  6381956970095103 * 2 ** 797,
  ...[Math.PI / 4, 0.7853981633974484, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI, 355, 103993 / 33102],
  ...[1, 0.5, 1e-3, 1e-8, 2 ** -27, 1e-20, 1e-160, 2 ** -1022, 5e-324],
].flatMap((x) => [x, -x]);

describe("sin and cos", () => {
  const check = (x: number): void => {
    for (const [name, found, wanted] of [
      ["sin", sin(x), truth.sin(x)],
      ["cos", cos(x), truth.cos(x)],
    ] as const) {
      const unit = ulp(Math.max(Math.abs(found), 2 ** -53));
      expect(truth.error(found, wanted, unit), `${name}(${x}) in ulp`).toBeLessThan(1);
    }
  };

  it("are within 1 ulp of the truth at hard places", () => hard.forEach(check));
  it("are within 1 ulp of the truth anywhere", () => fc.assert(fc.property(angle, check), runs(11, 4000)));

  it("keep the relative error small where |x| ≤ π/4, however small", () => {
    fc.assert(
      fc.property(fc.double({ min: -0.785, max: 0.785, noNaN: true }), (x) => {
        expect(truth.error(sin(x), truth.sin(x), ulp(x))).toBeLessThan(1);
      }),
      runs(12, 1000),
    );
  });

  it("have the symmetries of sine and cosine, to the bit", () => {
    fc.assert(
      fc.property(angle, (x) => {
        expect(sin(-x)).toBe(-sin(x));
        expect(cos(-x)).toBe(cos(x));
        expect(Math.abs(sin(x))).toBeLessThanOrEqual(1);
        expect(Math.abs(cos(x))).toBeLessThanOrEqual(1);
      }),
      runs(13, 1000),
    );
  });

  it("know the special values", () => {
    expect(sin(0)).toBe(0);
    expect(sin(-0)).toBe(-0);
    expect(cos(0)).toBe(1);
    expect(cos(-0)).toBe(1);
    for (const x of [NaN, Infinity, -Infinity]) {
      expect(sin(x)).toBeNaN();
      expect(cos(x)).toBeNaN();
    }
  });
});

describe("exp", () => {
  const check = (x: number): void => {
    const found = exp(x);
    expect(truth.error(found, truth.exp(x), ulp(found)), `exp(${x}) in ulp`).toBeLessThan(1);
  };

  it("is within 1 ulp of the truth at hard places", () => {
    const edges = [709.782712893384, 709.7, 700, 1, 0.5 * Math.LN2, 1e-8, 5e-324, -1, -708.3964185322641, -708.4, -745];
    [...edges, 0.34657359027997264, 0.3465735902799727, -744.4400719213812, -745.1332191019411].forEach(check);
  });
  it("is within 1 ulp of the truth anywhere", () => {
    const x = fc.oneof(fc.double({ min: -745, max: 709.78, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }));
    fc.assert(fc.property(x, check), runs(21, 3000));
  });

  it("knows the special values", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(NaN)).toBeNaN();
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(710)).toBe(Infinity);
    expect(exp(-746)).toBe(0);
  });
});

describe("log", () => {
  const check = (x: number): void => {
    const found = log(x);
    const wanted = truth.log(x);
    expect(truth.error(found, wanted, ulp(found)), `log(${x}) in ulp`).toBeLessThan(1);
  };

  it("is within 1 ulp of the truth at hard places", () => {
    const around = [1, Math.SQRT2, Math.SQRT1_2, 2, Math.E].flatMap((x) => [x - ulp(x), x, x + ulp(x)]);
    [...around, 1 - 2 ** -53, 5e-324, 2 ** -1022, 1e-310, Number.MAX_VALUE, 0.999, 1.001, 10].forEach(check);
  });
  it("is within 1 ulp of the truth anywhere", () => {
    const x = fc.oneof(
      fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
    );
    fc.assert(fc.property(x, check), runs(31, 3000));
  });

  it("knows the special values", () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    for (const x of [-1, -Infinity, -5e-324, NaN]) expect(log(x)).toBeNaN();
  });
});

describe("order", () => {
  it.each([
    ["exp", exp, -740, 709],
    ["log", log, 1e-300, 1e3],
    ["sin on [−π/2, π/2]", sin, -1.57, 1.57],
    ["−cos on [0, π]", (x: number) => -cos(x), 0.01, 3.14],
  ])("%s rises", (_, f, low, high) => {
    fc.assert(
      fc.property(fc.double({ min: low, max: high, noNaN: true }), (x) => {
        // A few ulp apart: an error below 1 ulp cannot turn these around.
        expect(f(x + 1e-12 * (1 + Math.abs(x)))).toBeGreaterThanOrEqual(f(x));
      }),
      runs(41, 1000),
    );
  });
});

describe("ulp", () => {
  it("knows values by hand", () => {
    expect(ulp(1)).toBe(2 ** -52);
    expect(ulp(-1)).toBe(2 ** -52);
    expect(ulp(2 - 2 ** -52)).toBe(2 ** -52);
    expect(ulp(2)).toBe(2 ** -51);
    for (const x of [0, -0, 5e-324, 2 ** -1022, 2 ** -1021 - 5e-324]) expect(ulp(x)).toBe(5e-324);
    expect(ulp(2 ** -1021)).toBe(1e-323);
    expect(ulp(2 ** -970)).toBe(2 ** -1022);
    expect(ulp(Number.MAX_VALUE)).toBe(2 ** 971);
    for (const x of [NaN, Infinity, -Infinity]) expect(ulp(x)).toBeNaN();
  });

  it("is the distance to the next double", () => {
    const next = new DataView(new ArrayBuffer(8));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e308, noNaN: true }), (x) => {
        next.setFloat64(0, x);
        next.setBigUint64(0, next.getBigUint64(0) + 1n);
        expect(ulp(x)).toBe(next.getFloat64(0) - x);
      }),
      runs(51, 1000),
    );
  });
});
