import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox, randomFrom, streams, type Random } from "../src/index.js";

const ALL = 0xffffffff;
const draw = (random: Random, count = 8): number[] => Array.from({ length: count }, () => random.uniform());

describe("philox", () => {
  // Random123's kat_vectors, philox4x32 with 10 rounds.
  it.each([
    [[0, 0, 0, 0], [0, 0], "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    [[ALL, ALL, ALL, ALL], [ALL, ALL], "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ] as const)("gives the authors' known answer, case %#", (counter, key, answer) => {
    const block = philox([...counter], key);
    expect(block.map((word) => word.toString(16).padStart(8, "0")).join(" ")).toBe(answer);
  });
});

describe("streams", () => {
  it("keep their numbers between releases", () => {
    expect(draw(streams(7).stream("shots").at(1, 2, 3, 4, 5), 3)).toMatchInlineSnapshot(`
      [
        0.3531143063832939,
        0.6194040685586755,
        0.5090190418002108,
      ]
    `);
    expect(streams(7).stream("start").at().permutation(6)).toMatchInlineSnapshot(`
      [
        0,
        3,
        1,
        2,
        4,
        5,
      ]
    `);
  });

  it("are pure: an address gives the same numbers whatever else was asked", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.string(),
        fc.array(fc.nat(), { maxLength: 7 }),
        fc.array(fc.array(fc.nat(), { maxLength: 7 }), { maxLength: 4 }),
        (seed, name, address, others) => {
          const alone = draw(
            streams(seed)
              .stream(name)
              .at(...address),
          );
          const stream = streams(seed).stream(name);
          for (const other of others) draw(stream.at(...other), 3);
          const interleaved = stream.at(...address);
          const noise = stream.at(...address);
          expect(
            Array.from({ length: 8 }, () => {
              noise.normal();
              return interleaved.uniform();
            }),
          ).toEqual(alone);
        },
      ),
      { seed: 1 },
    );
  });

  it("differ by seed, name and address, also where these look alike", () => {
    const all = [
      ...[0, 1, 2, 4294967295, 4294967296, Number.MAX_SAFE_INTEGER].map((seed) => streams(seed).stream("a").at()),
      ...["", "b", "aa", "ab", "ba", "aaa", "aaaa", "a\0"].map((name) => streams(0).stream(name).at()),
      ...[[0], [1], [0, 0], [0, 1], [1, 0], [0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3]].map(
        (address) =>
          streams(0)
            .stream("a")
            .at(...address),
      ),
    ].map((random) => draw(random, 4).join(" "));
    expect(new Set(all).size).toBe(all.length);
  });

  it("do not follow from one another: neighbouring addresses are uncorrelated", () => {
    const stream = streams(3).stream("correlation");
    const count = 20_000;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (stream.at(i).uniform() - 0.5) * (stream.at(i + 1).uniform() - 0.5);
    expect(Math.abs(sum / count)).toBeLessThan((5 * (1 / 12)) / Math.sqrt(count));
  });
});

describe("Random", () => {
  it("can be had once more by its key, whatever was drawn", () => {
    const random = streams(7).stream("optimizer").at(3);
    const all = (from: Random): unknown => [from.normal(), from.uniform(), from.integer(9), from.permutation(5)];
    const first = all(random);
    expect(all(randomFrom(random.key!))).toEqual(first);
  });

  const count = 100_000;
  const of = (name: string): Random => streams(2024).stream(name).at();
  const moment = (values: readonly number[], k: number): number =>
    values.reduce((sum, value) => sum + value ** k, 0) / values.length;

  it("uniform lies in [0, 1) with mean ½ and variance 1/12", () => {
    const values = draw(of("uniform"), count);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const centred = values.map((value) => value - 0.5);
    expect(Math.abs(moment(centred, 1))).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(moment(centred, 2) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
    const perTenth = values.reduce<number[]>((bins, value) => {
      bins[Math.floor(value * 10)] += 1;
      return bins;
    }, new Array<number>(10).fill(0));
    for (const found of perTenth) expect(Math.abs(found - count / 10)).toBeLessThan(5 * Math.sqrt(count * 0.09));
  });

  it("normal has the first four moments 0, 1, 0, 3, and its pairs are uncorrelated", () => {
    const random = of("normal");
    const values = Array.from({ length: count }, () => random.normal());
    // Standard deviation of the k-th sample moment: √((m₂ₖ − mₖ²)/count).
    const expected = [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ];
    for (const [k, mean, variance] of expected) {
      expect(Math.abs(moment(values, k) - mean)).toBeLessThan(5 * Math.sqrt(variance / count));
    }
    const products = values.slice(1).map((value, i) => value * values[i]);
    expect(Math.abs(moment(products, 1))).toBeLessThan(5 / Math.sqrt(count));
  });

  it("integer is unbiased, also where 2³² is far from a multiple of the bound", () => {
    const random = of("integer");
    for (const [bound, bins] of [
      [6, 6],
      [7, 7],
      [3 * 2 ** 30, 3],
    ]) {
      const found = new Array<number>(bins).fill(0);
      for (let i = 0; i < 60_000; i++) {
        const value = random.integer(bound);
        if (!Number.isInteger(value) || value < 0 || value >= bound) expect.unreachable(`${value} of ${bound}`);
        found[Math.floor((value / bound) * bins)] += 1;
      }
      const p = 1 / bins;
      for (const n of found) expect(Math.abs(n - 60_000 * p)).toBeLessThan(5 * Math.sqrt(60_000 * p * (1 - p)));
    }
    expect(random.integer(1)).toBe(0);
    expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 32 + 1, 2 ** 40])("integer refuses the bound %d", (bound) => {
    expect(() => of("integer").integer(bound)).toThrow(`random integer: the bound is ${bound}, but it must be`);
  });

  it("permutation is one, and every order is as likely", () => {
    const random = of("permutation");
    fc.assert(
      fc.property(fc.nat({ max: 40 }), (size) => {
        expect(random.permutation(size).sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
      { seed: 2 },
    );
    const found = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.permutation(3).join("");
      found.set(order, (found.get(order) ?? 0) + 1);
    }
    expect(found.size).toBe(6);
    for (const n of found.values()) expect(Math.abs(n - 2000)).toBeLessThan(5 * Math.sqrt((12_000 * 5) / 36));
  });
});
