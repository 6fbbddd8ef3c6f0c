import { circuit, crx, ry, weight, z } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { compile, type Program } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { adjoint, randomSubset, spsa } from "../src/index.js";
import { statistics } from "./cases.js";

/** ⟨Z⟩ = cos(a + b + c) by three turns: three live weights. */
const program: Program = compile(circuit(1, [ry(weight(0), 0), ry(weight(1), 0), ry(weight(2), 0)]), {
  observables: [z(0)],
});
const ask = {
  program,
  weights: Float64Array.of(0.3, 0.2, 0.4),
  batch: program.prepare({}),
  cotangents: () => Float64Array.of(1),
};
const stream = streams(3).stream("directions");
const slope = -Math.sin(0.9);

describe("spsa", () => {
  it("gives every weight the slope along the direction, with its sign: by hand", () => {
    const random = stream.at(5);
    const signs = [0, 1, 2].map(() => (random.integer(2) ? 1 : -1));
    const total = signs[0] + signs[1] + signs[2];
    const move = 0.3 / Math.sqrt(3);
    // cos(0.9 + total·h) − cos(0.9 − total·h), over 2h.
    const along = (Math.cos(0.9 + total * move) - Math.cos(0.9 - total * move)) / (2 * move);
    const { gradient } = spsa({ step: 0.3 }).estimate({ ...ask, chance: () => stream.at(5) });
    signs.forEach((sign, k) => expect(gradient[k]).toBeCloseTo(sign * along, 12));
  });

  it("averages its directions, one after the other from one stream", () => {
    const random = stream.at(6);
    const directions = [0, 1].map(() => [0, 1, 2].map(() => (random.integer(2) ? 1 : -1)));
    const { gradient } = spsa({ directions: 2 }).estimate({ ...ask, chance: () => stream.at(6) });
    for (const k of [0, 1, 2]) {
      const mean = directions.reduce((s, signs) => s + signs[k] * (signs[0] + signs[1] + signs[2]) * slope, 0) / 2;
      expect(gradient[k]).toBeCloseTo(mean, 8);
    }
  });

  it("has the variance of the other weights' slopes, over the number of directions", () => {
    for (const directions of [1, 4]) {
      const found = Array.from({ length: 4000 }, (_, k) => {
        return spsa({ directions }).estimate({ ...ask, chance: () => stream.at(7, k) }).gradient;
      });
      for (const { mean, error, variance } of statistics(found)) {
        expect(Math.abs(mean - slope)).toBeLessThan(4 * error);
        expect(Math.abs(variance / ((2 * slope * slope) / directions) - 1)).toBeLessThan(0.1);
      }
    }
  });

  it("from shots is right on average but for the bias of its step", () => {
    const shots = streams(4).stream("shots");
    const found = Array.from({ length: 2000 }, (_, k) => {
      const random = (row: number, number: number) => shots.at(k, row, number);
      return spsa({ shotStep: 0.2 }).estimate({ ...ask, shots: 20, random, chance: () => stream.at(8, k) }).gradient;
    });
    for (const { mean, error } of statistics(found)) {
      // h²/6 times third derivatives of at most 27 of length 1 each.
      expect(Math.abs(mean - slope)).toBeLessThan(4 * error + (0.2 ** 2 / 3 / 6) * 9);
    }
  });
});

describe("random-subset", () => {
  it("takes the weights that come first in a permutation, times live/k", () => {
    const chosen = stream.at(9).permutation(3).slice(0, 2);
    for (const unbiased of [true, false]) {
      const { gradient } = randomSubset({ weights: 2, unbiased }).estimate({ ...ask, chance: () => stream.at(9) });
      [0, 1, 2].forEach((k) => {
        const wanted = chosen.includes(k) ? slope * (unbiased ? 1.5 : 1) : 0;
        expect(gradient[k]).toBeCloseTo(wanted, 12);
      });
    }
  });

  it("scaled is unbiased, from shots too; as it is it is k/live of the gradient", () => {
    const shots = streams(4).stream("shots");
    for (const [unbiased, share] of [
      [true, 1],
      [false, 2 / 3],
    ] as const) {
      const found = Array.from({ length: 2000 }, (_, k) => {
        const random = (row: number, number: number) => shots.at(k, row, number);
        const method = randomSubset({ weights: 2, unbiased });
        return method.estimate({ ...ask, shots: 5, random, chance: () => stream.at(10, k) }).gradient;
      });
      for (const { mean, error } of statistics(found)) expect(Math.abs(mean - share * slope)).toBeLessThan(4 * error);
    }
  });

  it("of all weights is parameter shift; its price is that of the dearest", () => {
    const mixed = compile(circuit(2, [ry(weight(0), 0), crx(weight(1), 0, 1), ry(weight(2), 1), ry(weight(2), 0)]), {
      observables: [z(1)],
    });
    const all = { ...ask, program: mixed, batch: mixed.prepare({}), chance: () => stream.at(11) };
    const exact = adjoint().estimate(all).gradient;
    randomSubset({ weights: 3 })
      .estimate(all)
      .gradient.forEach((value, k) => expect(value).toBeCloseTo(exact[k], 12));
    // Two terms for CRX; weight 2's use on qubit 0 cannot be seen: one term, as weight 0.
    expect([1, 2, 3, 4].map((weights) => randomSubset({ weights }).circuits(mixed))).toEqual([5, 7, 9, 9]);
  });
});
