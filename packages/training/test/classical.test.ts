import { streams } from "@uphill/core";
import { gaussian } from "@uphill/datasets";
import { describe, expect, it } from "vitest";
import { assemble, classicalCeilings, classifier } from "../src/index.js";
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
    expect(Math.abs(logistic.test - 0.5)).toBeLessThan(0.15);
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
      expect(Math.abs(share - 0.5)).toBeLessThan(0.15);
  });

  it.each([1, 2, 3])("cope with %d training rows, fewer than or as many as folds", (rows) => {
    const train = randomTable(rows, 2, 6);
    const { logistic, quadraticRidge } = classicalCeilings(assemble(angle, train), train, randomTable(10, 2, 7));
    for (const { train: share, test } of [logistic, quadraticRidge]) {
      for (const found of [share, test]) expect(found >= 0 && found <= 1).toBe(true);
    }
  });
});
