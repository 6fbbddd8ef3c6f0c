import { edgesOf, qaoa } from "@uphill/circuits";
import { streams, type Random } from "@uphill/core";
import { lbfgs, type Answer } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { oneLayerMore } from "../src/expectation/interpolation.js";
import { relaxedCut } from "../src/expectation/relaxed-cut.js";
import { families, solve, type Conditions, type ProblemFamily, type ProblemSpec } from "../src/index.js";

const { cutFamily, independentSetFamily, partitionFamily } = families;
const planOf = (family: ProblemFamily, options: object): ProblemSpec =>
  family.plan({ options: { ...options }, data: {}, changes: new Map() });
const make = (family: ProblemFamily, options: object, conditions: Partial<Conditions> = {}) =>
  family.instance(planOf(family, options), { seed: 1, ...conditions }, {});

/** The least loss of some starts of a circuit that reaches every bit string. */
function least(family: ProblemFamily, options: object, optimum: number): number {
  let found = Infinity;
  for (let seed = 0; seed < 12 && found > optimum + 1e-6; seed++) {
    const instance = make(family, { ...options, ansatz: "real-amplitudes", layers: 1 }, { seed });
    const start = instance.start("uniform");
    found = Math.min(found, solve({ instance, optimizer: lbfgs(), start, steps: 30, seed }).loss);
  }
  return found;
}

function randomGraph(random: Random, vertices: number): string {
  const line = Array.from({ length: vertices - 1 }, (_, v) => `${v}-${v + 1}`);
  for (let a = 0; a < vertices; a++)
    for (let b = a + 2; b < vertices; b++) if (random.uniform() < 0.4) line.push(`${a}-${b}`);
  return line.join(", ");
}

/** A random graph of degree 3 on 8 vertices. */
const regular = (seed: number) => ({ graph: `regular-3:${seed}`, qubits: 8 });

/** The largest set of these vertices without an edge inside, by leaving out a vertex or its neighbours. */
function largestSet(vertices: readonly number[], edges: readonly (readonly [number, number, number])[]): number {
  const [vertex, ...others] = vertices;
  if (vertices.length === 0) return 0;
  const neighbours = edges.flatMap(([a, b]) => (a === vertex ? [b] : b === vertex ? [a] : []));
  const apart = others.filter((other) => !neighbours.includes(other));
  return Math.max(largestSet(others, edges), 1 + largestSet(apart, edges));
}

/** The least difference, by putting each number on one side or the other. */
const leastDifference = (numbers: readonly number[], difference = 0): number =>
  numbers.length === 0
    ? Math.abs(difference)
    : Math.min(...[1, -1].map((side) => leastDifference(numbers.slice(1), difference + side * numbers[0])));

describe("independent sets", () => {
  it("come to the optimum of 10 random graphs, and never below", () => {
    const random = streams(1).stream("test").at(0);
    for (let k = 0; k < 10; k++) {
      const qubits = 3 + (k % 3);
      const graph = randomGraph(random, qubits);
      const most = largestSet(
        Array.from({ length: qubits }, (_, v) => v),
        edgesOf("test", graph, qubits),
      );
      for (const penalty of [1, 2]) {
        const instance = make(independentSetFamily, { graph, penalty });
        expect(instance.optimum).toBe(-most);
        expect(instance.loss(instance.start("uniform"))).toBeGreaterThanOrEqual(-most);
      }
      const found = least(independentSetFamily, { graph }, -most);
      expect(found).toBeCloseTo(-most, 6);
      expect(found).toBeGreaterThanOrEqual(-most - 1e-12);
    }
  });

  it("are 7 of the 16 sets of a square, of which 2 have the most vertices", () => {
    const { metrics } = make(independentSetFamily, { qubits: 4 });
    // 1 of size 0, 4 of size 1, 2 of size 2; 2 vertices and 1 edge on average.
    const upTo = (count: number): number => (count / 16) ** 100;
    expect(metrics(new Float64Array(2))).toEqual({
      loss: expect.closeTo(2 * 1 - 2, 12) as number,
      approximationRatio: expect.closeTo(0, 12) as number,
      feasible: expect.closeTo(7 / 16, 12) as number,
      // Sets with an edge inside count as none.
      bestSet: expect.closeTo(1 * (upTo(14) - upTo(10)) + 2 * (1 - upTo(14)), 12) as number,
    });
    expect(make(independentSetFamily, { qubits: 4, penalty: 3 }).loss(new Float64Array(2))).toBeCloseTo(1, 12);
  });

  it("say what they are made of, and leave out what is not known", () => {
    const spec = planOf(independentSetFamily, { graph: "0 1\n1 2\n" });
    expect(independentSetFamily.describe(spec)[0]).toBe("a graph of 3 vertices and 2 edges, penalty 2");
    const large = make(independentSetFamily, { qubits: 21 });
    expect(large.optimum).toBeNull();
    expect(Object.keys(large.metrics(new Float64Array(2)))).toEqual(["loss"]);
  });
});

describe("partitions", () => {
  it("come to the optimum of 10 random lists, and never below", () => {
    for (let k = 0; k < 10; k++) {
      const random = streams(k).stream("test").at(0);
      const numbers = Array.from({ length: 3 + (k % 3) }, () => 1 + random.integer(20));
      const squares = numbers.reduce((sum, a) => sum + a * a, 0);
      const optimum = leastDifference(numbers) ** 2 / squares;
      const given = { numbers: numbers.join(" ") };
      expect(make(partitionFamily, given).optimum).toBeCloseTo(optimum, 12);
      const found = least(partitionFamily, given, optimum);
      expect(found).toBeCloseTo(optimum, 6);
      expect(found).toBeGreaterThanOrEqual(optimum - 1e-12);
    }
  });

  it("by coins have the loss 1, and the figures of all strings", () => {
    // 3 | 2 1 in two ways; differences 0, 2, 4, 6 in two ways each.
    const { metrics, optimum } = make(partitionFamily, { numbers: "3 2 1" });
    expect(optimum).toBe(0);
    const chance = [3 / 4, 1 / 2, 1 / 4].map((share) => share ** 100);
    expect(metrics(new Float64Array(2))).toEqual({
      loss: expect.closeTo(1, 12) as number,
      difference: expect.closeTo(3, 12) as number,
      bestDifference: expect.closeTo(
        2 * (chance[0] - chance[1]) + 4 * (chance[1] - chance[2]) + 6 * chance[2],
        12,
      ) as number,
      solved: expect.closeTo(1 / 4, 12) as number,
    });
  });

  it("are of random numbers that a seed decides, or of a list", () => {
    const { options } = planOf(partitionFamily, { qubits: 5 });
    expect(options).toMatchObject({ numbers: "random", qubits: 5 });
    const described = (given: object): string => partitionFamily.describe(planOf(partitionFamily, given))[0];
    expect(described({ qubits: 5 })).toMatch(/^5 random numbers from \d+ to \d+$/);
    expect(described({ qubits: 5, numbers: "random:1" })).not.toBe(described({ qubits: 5 }));
    expect(described({ numbers: "4, 5\n6.5" })).toBe("3 numbers from 4 to 6.5");
    expect(described({ numbers: [4, 5] })).toBe("2 numbers from 4 to 5");
  });

  it("come from shots in one setting, right on average", () => {
    const instance = make(partitionFamily, { numbers: "5 4 3 2" }, { lossShots: 20 });
    const theta = Float64Array.of(0.5, 0.3);
    const request = { kind: "values", thetas: [theta], phase: "loss" } as const;
    expect(instance.problem.price(request)).toMatchObject({ circuits: 1, shots: 20 });
    const found = Array.from(
      { length: 200 },
      (_, step) => (instance.problem.answer(request, { step, phase: "loss", ask: 0 }) as Answer)[0],
    );
    const mean = found.reduce((sum, { value }) => sum + value, 0) / 200;
    const told = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / 200;
    expect(Math.abs(mean - instance.loss(theta))).toBeLessThan(3 * told);
  });
});

describe("angles from fewer layers", () => {
  it("lie between their neighbours", () => {
    expect([...oneLayerMore(Float64Array.of(1, 2))]).toEqual([1, 2, 1, 2]);
    expect([...oneLayerMore(Float64Array.of(1, 2, 3, 4))]).toEqual([1, 2, 2, 3, 3, 4]);
    expect([...oneLayerMore(Float64Array.of(3, 6, 9), 1)]).toEqual([3, 5, 7, 9]);
  });

  // Farhi, Goldstone & Gutmann 2014, arXiv:1411.4028.
  it.each([1, 2, 3])("lead to (2p + 1)/(2p + 2) on a ring of 8 at p = %i, from one start", (layers) => {
    const instance = make(cutFamily, { qubits: 8, layers });
    const start = instance.start("interp");
    expect(make(cutFamily, { qubits: 8, layers }, { seed: 9 }).start("interp")).toEqual(start);
    const { metrics } = solve({ instance, optimizer: lbfgs(), start, steps: 40 });
    expect(metrics.approximationRatio).toBeCloseTo((2 * layers + 1) / (2 * layers + 2), 8);
    if (layers > 1) expect(instance.metrics(start).approximationRatio).toBeGreaterThan((2 * layers - 2) / (2 * layers));
  });

  it("serve independent sets and partitions", () => {
    for (const family of [independentSetFamily, partitionFamily]) {
      const losses = [1, 2, 3].map((layers) => {
        const instance = make(family, { qubits: 5, layers });
        return solve({ instance, optimizer: lbfgs(), start: instance.start("interp"), steps: 30 }).loss;
      });
      expect(losses[1]).toBeLessThan(losses[0]);
      expect(losses[2]).toBeLessThan(losses[1]);
    }
  });

  it("are lifted from given ones without a search", () => {
    const angles = "0.7853981633974483 0.39269908169872414";
    const instance = make(cutFamily, { qubits: 8, layers: 3, angles });
    const [gamma, beta] = angles.split(" ").map(Number);
    expect([...instance.start("interp")]).toEqual([gamma, beta, gamma, beta, gamma, beta]);
    const same = make(cutFamily, { qubits: 8, angles });
    expect(same.metrics(same.start("interp")).approximationRatio).toBeCloseTo(3 / 4, 12);
  });

  it("tell what they took, which is what L-BFGS would have been charged", () => {
    const told = (options: object, start = "interp"): string =>
      (cutFamily.cautions?.(planOf(cutFamily, options), { start }) ?? []).map(({ text }) => text).join();
    expect(told({ layers: 2 }, "uniform")).toBe("");
    expect(told({ layers: 1 })).toBe("All seeds start from the same point.");
    expect(told({ layers: 2, angles: "1 2" })).toBe("All seeds start from the same point.");
    expect(told({ layers: 3 })).toMatch(
      /^Before the runs the start interp optimised 1 to 2 layers from exact values: \d+ circuit evaluations in \d+ rounds, which no run is charged for\. All/,
    );
    const [one] = /\d+ circuit/.exec(told({ layers: 2 }))!;
    const instance = make(cutFamily, { layers: 1 });
    const ramp = instance.start("linear-ramp");
    const { account, history } = solve({ instance, optimizer: lbfgs({ reuse: true }), start: ramp, steps: 20 });
    expect(history.at(-1)!.loss).toBeCloseTo(-4.5, 8);
    // It stops where the slope is next to nothing.
    expect(Number.parseInt(one)).toBeLessThan(account.circuits);
    expect(Number.parseInt(one)).toBeGreaterThan(2 * (1 + 2 * 12));
  });

  it.each([
    [
      { angles: "1 2", layers: 2 },
      "uniform",
      "cut: angles are given and the start is uniform, but only interp goes by them.",
    ],
    [
      { angles: "1 2 3", layers: 2 },
      "interp",
      "cut: 3 angles are given, but there must be two for each layer, and 4 at most",
    ],
    [
      { angles: "1 2 3 4" },
      "interp",
      "cut: 4 angles are given, but there must be two for each layer, and 2 at most, since the circuit has 1 layer.",
    ],
    [{ angles: 1 }, "interp", "cut: 1 angle is given"],
    [
      { ansatz: "basic-entangler" },
      "interp",
      "cut: the ansatz is basic-entangler and the start interp, but interp gives angles of qaoa.",
    ],
    [{}, "intrep", 'cut: there is no start "intrep"'],
  ])("%o from %s is refused in one sentence", (options, start, words) => {
    expect(() => make(cutFamily, options).start(start)).toThrow(words);
  });
});

// Egger, Mareček & Woerner 2021, arXiv:2009.10095.
describe("a warm start", () => {
  const graph = "0-1:2, 1-2:0.5, 2-3, 3-4:1.5, 4-0, 1-3:0.7";

  it("begins at a cut that a relaxation found, as near as the regularisation says", () => {
    const edges = edgesOf("test", graph, 5);
    const { sides, cut } = relaxedCut(edges, 5);
    expect(cut).toBeCloseTo(-make(cutFamily, { graph }).optimum!, 12);
    expect(edges.reduce((sum, [a, b, w]) => sum + (sides[a] === sides[b] ? 0 : w), 0)).toBe(cut);
    const at = (regularisation: number): Readonly<Record<string, number>> =>
      make(cutFamily, { graph, warmStart: "relaxed", regularisation }).metrics(new Float64Array(2));
    expect(at(1e-12).cut).toBeCloseTo(cut, 9);
    // Each edge is cut where both bits or none are turned over.
    const kept = 0.75 ** 2 + 0.25 ** 2;
    const wanted = edges.reduce((sum, [a, b, w]) => sum + w * (sides[a] === sides[b] ? 1 - kept : kept), 0);
    expect(at(0.25).cut).toBeCloseTo(wanted, 12);
  });

  it("is QAOA as it is where half of the bits may differ", () => {
    const theta = Float64Array.of(0.7, 0.3);
    const warm = make(cutFamily, { graph, warmStart: "relaxed", regularisation: 0.5 });
    expect(warm.loss(theta)).toBeCloseTo(make(cutFamily, { graph }).loss(theta), 12);
  });

  it("is as good as the relaxed vectors promise: at least 0.878 of the largest cut", () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = regular(seed);
      const most = -make(cutFamily, random).optimum!;
      expect(relaxedCut(edgesOf("test", random.graph, random.qubits), random.qubits).cut).toBeGreaterThanOrEqual(
        0.878 * most,
      );
    }
  });

  it("tells what was found before, and is for QAOA alone", () => {
    const told = cutFamily.cautions?.(planOf(cutFamily, { warmStart: "relaxed", layers: 2 }), { start: "interp" });
    expect(told?.map(({ code }) => code)).toEqual(["warm-start", "start-cost"]);
    expect(told?.[0].text).toBe(
      "Before the runs a classical relaxation found a cut of 6, and the circuit begins near it.",
    );
    expect(() => planOf(cutFamily, { warmStart: "relaxed", ansatz: "two-local" })).toThrow(
      "cut: warmStart is relaxed and the ansatz is two-local, but only qaoa begins near a cut.",
    );
  });
});

it("a problem without a graph has the phase of its own cost", () => {
  const { problem } = make(partitionFamily, { numbers: "1 1" });
  expect(problem.size).toBe(2);
  // ⟨Z₀Z₁⟩ of one edge at p = 1: C = −1 − Z₀Z₁, so e^{−iγC} turns by RZZ(−2γ).
  const [gamma, beta] = [0.3, 0.4];
  const { loss } = make(partitionFamily, { numbers: "1 1" });
  expect(loss(Float64Array.of(gamma, beta))).toBeCloseTo(1 - Math.sin(4 * beta) * Math.sin(2 * gamma), 12);
  expect(qaoa({ qubits: 2, cost: "-1 - Z0 Z1" }).operations.map(({ gate }) => gate.name)).toEqual([
    "h",
    "h",
    "rzz",
    "rx",
    "rx",
  ]);
});

it.each([
  ["independentSetFamily", { graph: "0-1, 2-3" }, "independent-set: no path leads from vertex 0 to vertex 2"],
  ["independentSetFamily", { graph: [] }, "independent-set: the graph has no edge with a weight"],
  [
    "independentSetFamily",
    { graph: "0-1:2" },
    "independent-set: edge 0-1 has weight 2, but two vertices are neighbours or they are not.",
  ],
  ["independentSetFamily", { penalty: 0.5 }, "independent-set: penalty is 0.5, but it must be a number ≥ 1."],
  ["partitionFamily", { numbers: "1 -2" }, 'partition: numbers is "1 -2", but it must be random'],
  ["partitionFamily", { numbers: "1 x" }, 'partition: numbers is "1 x"'],
  ["partitionFamily", { numbers: [] }, "partition: numbers is []"],
  ["partitionFamily", { numbers: "7" }, "partition: there is 1 number, but there must be 2 to 30"],
  [
    "partitionFamily",
    { numbers: "1 2 3", qubits: 4 },
    "partition: qubits is 4, but there are 3 numbers, a qubit each.",
  ],
  ["partitionFamily", { numbers: Array.from({ length: 31 }, () => 1) }, "partition: there are 31 numbers"],
  ["cutFamily", { regularisation: 0 }, "cut: regularisation is 0, but it must be a number > 0 and ≤ 0.5."],
  ["cutFamily", { angles: "a b" }, 'cut: angles is "a b", but it must be numbers such as'],
] as ["cutFamily" | "independentSetFamily" | "partitionFamily", object, string][])(
  "%s with %o is refused in one sentence",
  (name, options, words) => {
    expect(() => planOf(families[name], options)).toThrow(words);
  },
);
