import { circuit, h, parseObservable, realAmplitudes, rx, ry, rzz, twoLocal, weight, h2 } from "@uphill/circuits";
import { adam, lbfgs, qng, rotosolve, sgd, type Optimizer } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { expectationInstance } from "../src/expectation/instance.js";
import { solve, type ProblemInstance } from "../src/index.js";
import type { ExpectationOptions } from "../src/expectation/problem.js";

// Energies that others published, reached by what they describe.

function instanceOf(options: Omit<ExpectationOptions, "seed"> & { seed?: number }): ProblemInstance {
  return expectationInstance({
    seed: 0,
    ...options,
    who: "test",
    layers: 1,
    reads: "the energy",
    optimum: null,
    metrics: (problem, theta) => ({ energy: problem.value(theta) }),
  });
}

describe("six spins in a transverse field by Adam", () => {
  // Pull request 215 of tencent-quantum-lab/tensorcircuit (Apache-2.0): its start is NumPy's RandomState(42).uniform(size=48).
  // prettier-ignore
  const start = Float64Array.of(
    0.3745401188473625, 0.9507143064099162, 0.7319939418114051, 0.5986584841970366, 0.15601864044243652, 0.15599452033620265, 0.05808361216819946, 0.8661761457749352, 0.6011150117432088, 0.7080725777960455, 0.020584494295802447, 0.9699098521619943, 0.8324426408004217, 0.21233911067827616, 0.18182496720710062, 0.18340450985343382, 0.3042422429595377, 0.5247564316322378, 0.43194501864211576, 0.2912291401980419, 0.6118528947223795, 0.13949386065204183, 0.29214464853521815, 0.3663618432936917, 0.45606998421703593, 0.7851759613930136, 0.19967378215835974, 0.5142344384136116, 0.5924145688620425, 0.046450412719997725, 0.6075448519014384, 0.17052412368729153, 0.06505159298527952, 0.9488855372533332, 0.9656320330745594, 0.8083973481164611, 0.3046137691733707, 0.09767211400638387, 0.6842330265121569, 0.4401524937396013, 0.12203823484477883, 0.4951769101112702, 0.034388521115218396, 0.9093204020787821, 0.2587799816000169, 0.662522284353982, 0.31171107608941095, 0.5200680211778108,
  );
  // −Σ X + Σ ZZ on an open chain. Weights [qubit, layer, rzz or rx]; those of a pair behind the last qubit act on nothing.
  const pairs = [0, 1, 2, 3, 4];
  const qubits = [...pairs, 5];
  const at = (qubit: number, layer: number, k: number): number => (4 * qubit + layer) * 2 + k;
  const made = circuit(6, [
    ...qubits.map((q) => h(q)),
    ...[0, 1, 2, 3].flatMap((layer) => [
      ...pairs.map((q) => rzz(weight(at(q, layer, 0)), q, q + 1)),
      ...qubits.map((q) => rx(weight(at(q, layer, 1)), q)),
    ]),
  ]);
  const observable = parseObservable(
    [...qubits.map((q) => `- X${q}`), ...pairs.map((q) => `+ Z${q} Z${q + 1}`)].join(" "),
  );
  const optimizer = adam({ learningRate: 0.01, schedule: `exponential:${0.9 ** (1 / 500)}` });

  it("comes to −7.28513 in 1,000 steps, exact", () => {
    const instance = instanceOf({ circuit: made, observable });
    expect(instance.loss(start)).toBeCloseTo(-1.0137958078, 9);
    const { metrics } = solve({ instance, optimizer, start, steps: 1000 });
    expect(metrics.energy).toBeCloseTo(-7.285135058, 7);
  });
});

describe("hydrogen", () => {
  const observable = h2({ qubits: 2 });
  const best = (instance: (seed: number) => ProblemInstance, optimizer: Optimizer): number =>
    Math.min(
      ...[0, 1, 2, 3].map((seed) => {
        const one = instance(seed);
        return solve({ instance: one, optimizer, start: one.start("uniform"), steps: 100, seed }).metrics.energy;
      }),
    );

  // Qiskit's tutorials on VQE.
  it("is −1.85727503 behind four layers of RY with CZ between", () => {
    const made = twoLocal({ qubits: 2, layers: 3, rotations: ["ry"], entanglingGates: ["cz"] });
    expect(best((seed) => instanceOf({ circuit: made, observable, seed }), lbfgs())).toBeCloseTo(-1.85727503, 8);
  });

  it("is −1.857275 by Rotosolve on real-amplitudes of two layers", () => {
    const made = realAmplitudes({ qubits: 2, layers: 2 });
    expect(best((seed) => instanceOf({ circuit: made, observable, seed }), rotosolve())).toBeCloseTo(-1.857275, 6);
  });
});

describe("one qubit in X + Z", () => {
  // PennyLane's demonstration of the quantum natural gradient: it stops where the energy changes by 1e-6 or less, after 500 steps at most.
  const instance = instanceOf({
    circuit: circuit(1, [rx(weight(0), 0), ry(weight(1), 0)]),
    observable: parseObservable("X0 + Z0"),
  });
  const start = Float64Array.of(3.97507603, 3.00854038);

  function energies(optimizer: Optimizer): number[] {
    const found = [instance.loss(start)];
    solve({ instance, optimizer, start, steps: 500, onStep: ({ theta }) => void found.push(instance.loss(theta)) });
    const settled = found.findIndex((energy, step) => step > 0 && Math.abs(energy - found[step - 1]) <= 1e-6);
    return settled < 0 ? found : found.slice(0, settled + 1);
  }

  it("gradient descent does not settle in 500 steps", () => {
    const found = energies(sgd({ learningRate: 0.01 }));
    expect(found).toHaveLength(501);
    expect(found[1]).toBeCloseTo(0.56743624, 7);
    expect(found[500]).toBeCloseTo(-1.41365468, 7);
  });

  it("natural gradient settles at step 117, counted from 0", () => {
    const found = energies(qng({ learningRate: 0.01, regularization: 0 }));
    expect(found[1]).toBeCloseTo(0.51052556, 7);
    expect(found).toHaveLength(119);
    expect(found[118]).toBeCloseTo(-1.41420585, 7);
  });
});
