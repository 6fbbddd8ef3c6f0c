import { streams } from "@uphill/core";
import { gaussian } from "@uphill/datasets";
import { describe, expect, it } from "vitest";
import { assemble, ceilingsOnFeatures, classicalCeilings, classifier, type Ceilings } from "../src/index.js";
import { randomTable, table } from "./data.js";

const angle = classifier({ qubits: 2, layers: 1, encoding: "angle" });

describe("classicalCeilings", () => {
  it("reach 1 on classes that a line parts", () => {
    const all = (seed: number): ReturnType<typeof gaussian> =>
      gaussian({ rows: 60, seed, features: 2, angle: 90, spread: 0.02 });
    const train = all(1);
    const found = classicalCeilings(assemble(angle, train), train, train);
    expect(found).toEqual({ logistic: { train: 1, test: 1 }, quadraticRidge: { train: 1, test: 1 }, rows: 60 });
  });

  it("tell a line from a product: y = sign(x₁x₂)", () => {
    const xor = (seed: number): ReturnType<typeof table> => {
      const random = streams(seed).stream("xor").at();
      const points = Array.from({ length: 120 }, () => [2 * random.uniform() - 1, 2 * random.uniform() - 1]);
      return table(
        points,
        points.map(([a, b]) => (a * b > 0 ? 1 : 0)),
      );
    };
    const { logistic, quadraticRidge } = classicalCeilings(assemble(angle, xor(1)), xor(1), xor(2));
    expect(quadraticRidge.train).toBeGreaterThan(0.9);
    expect(quadraticRidge.test).toBeGreaterThan(0.9);
    expect(Math.abs(logistic.test! - 0.5)).toBeLessThan(0.15);
  });

  it("see what the circuit sees: under amplitude encoding x and −x are one, so that only products tell", () => {
    // Rows along ±(1, 1) against ±(1, −1).
    const random = streams(3).stream("rays").at();
    const points = Array.from({ length: 80 }, (_, row) => {
      const sign = random.integer(2) ? 1 : -1;
      return [sign + 0.1 * random.normal(), (row % 2 ? sign : -sign) + 0.1 * random.normal()];
    });
    const rays = table(
      points,
      points.map((_, row) => row % 2),
    );
    const { logistic, quadraticRidge } = classicalCeilings(
      assemble(classifier({ qubits: 1, layers: 1 }), rays),
      rays,
      rays,
    );
    expect(quadraticRidge.train).toBe(1);
    expect(logistic.train).toBeLessThan(0.75);
  });

  it("depend on the data alone, and guess on noise", () => {
    const [train, test] = [randomTable(90, 2, 4), randomTable(200, 2, 5)];
    const found = classicalCeilings(assemble(angle, train), train, test);
    expect(classicalCeilings(assemble(angle, train), train, test)).toEqual(found);
    for (const { test: share } of [found.logistic, found.quadraticRidge])
      expect(Math.abs(share! - 0.5)).toBeLessThan(0.15);
  });

  it.each([2, 3, 4, 5, 6])("cope with %d training rows, fewer than or about as many as folds", (rows) => {
    const train = randomTable(rows, 2, 6);
    expectShares(classicalCeilings(assemble(angle, train), train, randomTable(10, 2, 7)));
  });

  it("see a difference that is small beside the rest: nine parts in ten thousand of an amplitude, and an angle beside thousands", () => {
    const random = streams(5).stream("small").at();
    const points = Array.from({ length: 60 }, (_, row) => [
      (row % 2 ? 1 : 2) + 0.2 * random.uniform(),
      1000 + 5 * random.normal(),
    ]);
    const data = table(
      points,
      points.map((_, row) => row % 2),
    );
    const amplitude = classifier({ qubits: 1, layers: 1 });
    for (const model of [amplitude, angle]) {
      const { logistic, quadraticRidge } = classicalCeilings(assemble(model, data), data, data);
      for (const { train, test } of [logistic, quadraticRidge]) expect([train, test]).toEqual([1, 1]);
    }
  });

  it("reach what only next to no penalty can: the difference of two columns that are nearly the same", () => {
    const random = streams(6).stream("twins").at();
    const points = Array.from({ length: 80 }, (_, row) => {
      const both = random.normal();
      return [both, both + (row % 2 ? 1e-3 : -1e-3) * (1 + random.uniform())];
    });
    const twins = table(
      points,
      points.map((_, row) => row % 2),
    );
    const { logistic, quadraticRidge } = ceilingsOnFeatures(twins, twins);
    for (const { train, test } of [logistic, quadraticRidge]) expect([train, test]).toEqual([1, 1]);
  });

  it("do not depend on units, nor on columns that say nothing", () => {
    const [train, test] = [randomTable(40, 3, 8), randomTable(40, 3, 9)];
    const scaled = (data: ReturnType<typeof table>): ReturnType<typeof table> =>
      table(
        Array.from({ length: data.rows }, (_, row) => {
          const [a, b, c] = data.features.subarray(3 * row, 3 * row + 3);
          return [a * 2 ** 900, 7, b * 2 ** -900, 0.1 + (row % 2) * 1e-17, c];
        }),
        [...data.labels],
      );
    expect(ceilingsOnFeatures(scaled(train), scaled(test))).toEqual(ceilingsOnFeatures(train, test));
  });

  it("find the signal in wide rows too, where the weights lie in the span of few rows", () => {
    const wide = (seed: number): ReturnType<typeof table> => {
      const random = streams(seed).stream("wide").at();
      const points = Array.from({ length: 40 }, (_, row) =>
        Array.from({ length: 90 }, () => random.normal() + (row % 2 ? 0.7 : -0.7)),
      );
      return table(
        points,
        points.map((_, row) => row % 2),
      );
    };
    const { logistic } = ceilingsOnFeatures(wide(1), wide(2));
    expect(logistic).toEqual({ train: 1, test: 1 });
  });

  const column = (make: (row: number) => number[], rows = 24): ReturnType<typeof table> =>
    table(
      Array.from({ length: rows }, (_, row) => make(row)),
      Array.from({ length: rows }, (_, row) => row % 2),
    );
  const noise = streams(11).stream("nasty").at();
  const nasty: Record<string, ReturnType<typeof table>> = {
    "huge columns": column((row) => [1e300 * noise.normal(), row % 3]),
    "the largest numbers of either sign": column((row) => [row % 2 ? Number.MAX_VALUE : -Number.MAX_VALUE, 1]),
    "one huge number among small ones": column((row) => [row === 5 ? 1e300 : noise.normal(), noise.normal()]),
    "tiny columns": column(() => [1e-300 * noise.normal(), 5e-324 * noise.integer(3)]),
    "all columns constant": column(() => [3, 0, -1e300]),
    "columns constant to rounding": column(() => [0.1 + 1e-17 * noise.integer(2), 1e9 + 1e-7 * noise.integer(2)]),
    duplicates: column((row) => [row, row, -2 * row, row + 1e-9 * noise.normal()]),
    "sums of others": column(() => {
      const [a, b] = [noise.normal(), noise.normal()];
      return [a, b, a + b, a - b];
    }),
    "more features than rows": column(() => Array.from({ length: 50 }, () => noise.normal()), 10),
    "one row a class": column((row) => [row], 2),
    "equal rows of both classes": column(() => [1, 2]),
    "a line parts them, barely": column((row) => [row % 2 ? 1 + 1e-12 : 1, noise.normal()]),
    "a line parts them, widely": column((row) => [row % 2 ? 1e9 : -1e9, row % 2]),
    "one row of a class": { ...column(() => [noise.normal()]), labels: Int32Array.from({ length: 24 }, (_, k) => +!k) },
  };
  it.each(Object.entries(nasty))("never throw: %s", (_, data) => {
    expectShares(ceilingsOnFeatures(data, data));
    // Rows like no other.
    const far = column(() => Array.from({ length: data.width }, () => -1e308 * noise.uniform()));
    expectShares(ceilingsOnFeatures(data, far));
  });

  it.each([
    ["one class", { ...randomTable(12, 2), labels: new Int32Array(12) }, "The training rows are of one class."],
    ["one row", randomTable(1, 2), "The training rows are of one class."],
    ["infinity", column((row) => [row === 3 ? Infinity : row]), "A feature is not finite."],
    ["NaN", column((row) => [row === 3 ? NaN : row]), "A feature is not finite."],
  ])("give no figure but a reason of %s", (_, data, reason) => {
    const none = { train: null, test: null, reason };
    expect(ceilingsOnFeatures(data, data)).toEqual({ logistic: none, quadraticRidge: none, rows: data.rows });
  });
});

function expectShares({ logistic, quadraticRidge }: Ceilings): void {
  for (const { train, test, reason } of [logistic, quadraticRidge]) {
    expect(reason).toBeUndefined();
    for (const share of [train, test]) expect(share! >= 0 && share! <= 1).toBe(true);
  }
}
