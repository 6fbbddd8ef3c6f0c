import { edgesOf } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { lbfgs, rotosolve } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { families, solve, type ProblemInstance, type ProblemSpec } from "../src/index.js";

const family = families.cutFamily;
const plan = (options: object, changes: Record<string, object> = {}): ProblemSpec =>
  family.plan({ options: { ...options }, data: {}, changes: new Map(Object.entries(changes) as never) });
const make = (options: object, seed = 1): ProblemInstance => family.instance(plan(options), { seed }, {});

/** The best ratio of some starts. */
function best(options: object, starts = 4): number {
  return Math.max(
    ...Array.from({ length: starts }, (_, seed) => {
      const instance = make(options, seed);
      const { metrics } = solve({ instance, optimizer: lbfgs(), start: instance.start("uniform"), steps: 60, seed });
      return metrics.approximationRatio;
    }),
  );
}

// Farhi, Goldstone & Gutmann 2014, arXiv:1411.4028, and Wang, Hadfield, Jiang & Rieffel 2018, arXiv:1706.02998.
describe("QAOA", () => {
  it.each([4, 5, 6, 9])("on a ring of %i at p = 1 cuts ½ + ¼ sin 4β sin 2γ of every edge", (qubits) => {
    const { metrics } = make({ qubits });
    const random = streams(qubits).stream("test").at(0);
    for (let k = 0; k < 5; k++) {
      const [gamma, beta] = [random.uniform() * 6, random.uniform() * 6];
      const wanted = qubits * (0.5 + 0.25 * Math.sin(4 * beta) * Math.sin(2 * gamma));
      expect(metrics(Float64Array.of(gamma, beta)).cut).toBeCloseTo(wanted, 10);
    }
    expect(metrics(Float64Array.of(Math.PI / 4, Math.PI / 8)).cut).toBeCloseTo(0.75 * qubits, 10);
  });

  it.each([
    [1, 3 / 4],
    [2, 5 / 6],
    [3, 7 / 8],
  ])("on a ring of 8 at p = %i comes to the ratio %f", (layers, ratio) => {
    expect(best({ qubits: 8, layers }, 6)).toBeCloseTo(ratio, 8);
  });

  it("on K₃,₃ at p = 1 cuts 1/2 + 1/(3√3) of every edge", () => {
    const graph = "0-3, 0-4, 0-5, 1-3, 1-4, 1-5, 2-3, 2-4, 2-5";
    expect(make({ graph }).optimum).toBe(-9);
    expect(best({ graph })).toBeCloseTo(0.5 + 1 / (3 * Math.sqrt(3)), 8);
  });

  it("on the complete graph of 3 and on a line of 2 finds all that there is", () => {
    expect(best({ graph: "complete", qubits: 3, layers: 2 }, 6)).toBeCloseTo(1, 8);
    expect(best({ graph: "line", qubits: 2 })).toBeCloseTo(1, 8);
  });
});

describe("the figures of a cut", () => {
  const graph =
    "0 1 0.5\n0 2 -1\n1 2 2\n1 3 1.5\n2 4 0.7\n3 4 1\n3 5 2.5\n4 5 -0.3\n4 6 1.1\n5 7 0.9\n6 7 1.3\n0 7 0.2\n";

  it("are those of brute force on twelve weighted edges from lines of a file, and the ratio is at most 1", () => {
    const spec = plan({ graph });
    expect(spec.options).toMatchObject({ qubits: 8, layers: 1, ansatz: "qaoa" });
    expect(family.describe(spec)[0]).toBe("a graph of 8 vertices and 12 edges with weights");
    const edges = edgesOf("test", spec.options.graph as string, 8);
    let most = 0;
    for (let bits = 0; bits < 256; bits++) {
      const cut = edges.reduce((sum, [a, b, w]) => sum + (((bits >> a) ^ (bits >> b)) & 1 ? w : 0), 0);
      most = Math.max(most, cut);
    }
    const instance = make({ graph });
    expect(instance.optimum).toBeCloseTo(-most, 12);
    for (let seed = 0; seed < 20; seed++) {
      const theta = make({ graph }, seed).start("uniform");
      const { loss, cut, approximationRatio, bestCut } = instance.metrics(theta);
      expect(cut).toBe(-loss);
      expect(approximationRatio).toBeCloseTo(cut / most, 12);
      expect(approximationRatio).toBeLessThanOrEqual(1);
      expect(bestCut).toBeGreaterThan(cut);
      expect(bestCut).toBeLessThanOrEqual(most);
    }
  });

  it("come without frequencies where weights of edges have too many sums", () => {
    const weights = Array.from({ length: 15 }, (_, k) => Math.sqrt(k + 2));
    const line = weights.map((weight, k) => `${k}-${k + 1}:${weight}`).join(", ");
    const { problem } = make({ graph: line });
    expect(problem.frequencies!(0)).toBeNull();
    expect(problem.frequencies!(1)).toHaveLength(16);
    expect(() => rotosolve().init(2, problem)).toThrow("rotosolve: those of weight 0 are unknown");
  });

  it("tell the mean of the best of 100 strings exactly", () => {
    // From H on both ends of one edge half of the strings cut it.
    expect(make({ graph: "line", qubits: 2 }).metrics(new Float64Array(2)).bestCut).toBeCloseTo(1 - 2 ** -100, 15);
    // Of a ring of 8, 2 of 256 strings cut all edges, and all cut an even number.
    const ways = [2, 56, 140, 56, 2];
    let [below, chance, wanted] = [0, 0, 0];
    ways.forEach((count, half) => {
      below += count / 256;
      wanted += 2 * half * (below ** 100 - chance);
      chance = below ** 100;
    });
    expect(make({ qubits: 8 }).metrics(new Float64Array(2)).bestCut).toBeCloseTo(wanted, 12);
  });

  it("are left out where nothing can be cut, or too many strings would have to be tried", () => {
    expect(make({ graph: "0-1:-1" }).metrics(new Float64Array(2))).not.toHaveProperty("approximationRatio");
    const large = make({ qubits: 21 });
    expect(large.optimum).toBeNull();
    expect(Object.keys(large.metrics(new Float64Array(2)))).toEqual(["loss", "cut"]);
  });

  it("hold for other circuits, with options of their own", () => {
    const spec = plan({ ansatz: "identity-blocks" }, { "identity-blocks": { depth: 1 } });
    expect(spec.parts).toMatchObject({ "identity-blocks": { depth: 1, rotations: ["rx", "ry", "rz"] } });
    expect(family.instance(spec, { seed: 1 }, {}).problem.size).toBe(36);
    expect(plan({ graph: "regular-3", qubits: 10 }).options.graph).toBe("regular-3");
  });
});

it.each([
  [{ graph: "0-1:0" }, "cut: the graph has no edge with a weight, but without one every answer is as good."],
  [{ graph: "" }, 'cut: graph is "", but it must be ring'],
  [{ graph: [] }, "cut: the graph has no edge with a weight"],
  [{ graph: "0-1, 2-3" }, "cut: no path leads from vertex 0 to vertex 2, but the graph must be connected"],
  [{ graph: "0-1", qubits: 3 }, "cut: no path leads from vertex 0 to vertex 2"],
  [{ graph: "0-1:1e999" }, "cut: edge 0-1 has weight Infinity, but a weight must be finite."],
  [{ graph: "0-40" }, "cut: edge 0-40 has vertex 40, but there are qubits 0 to 29."],
  [{ graph: "0 1\n1 2 x" }, 'cut: graph is "0-1, 1-2:x", but it must be ring'],
  [{ graph: "regular-3", qubits: 7 }, "cut: a graph of degree 3 is asked for on 7 qubits"],
  [{ qubits: 31 }, "cut: qubits is 31"],
])("%o is refused in one sentence", (options, words) => {
  expect(() => plan(options)).toThrow(words);
});

it("options of a part that takes no part are refused", () => {
  expect(() => plan({}, { "identity-blocks": { depth: 1 } })).toThrow(
    "cut: options of identity-blocks are given, but this problem is made of qaoa.",
  );
});
