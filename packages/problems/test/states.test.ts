import { hardwareEfficient } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import { lbfgs, type Answer } from "@uphill/optimizers";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { stateCircuit } from "../src/expectation/targets.js";
import { families, solve, type Conditions, type ProblemInstance, type ProblemSpec } from "../src/index.js";

const family = families.statePreparationFamily;
const plan = (options: object, changes: Record<string, object> = {}): ProblemSpec =>
  family.plan({ options: { ...options }, data: {}, changes: new Map(Object.entries(changes) as never) });
const make = (options: object, conditions: Partial<Conditions> = {}): ProblemInstance =>
  family.instance(plan(options), { seed: 1, ...conditions }, {});
/** One layer of RX, and CNOTs down the line. */
const rxLine = (options: object, conditions: Partial<Conditions> = {}): ProblemInstance =>
  family.instance(
    plan({ target: "zero", layers: 1, ...options }, { "hardware-efficient": { rotations: ["rx"] } }),
    { seed: 1, ...conditions },
    {},
  );
const zeros = ({ problem }: ProblemInstance): Float64Array => new Float64Array(problem.size);

/** What a target's circuit makes of |0…0⟩. */
function stateOf(target: string, qubits: number): { re: Float64Array; im: Float64Array } {
  return compile(stateCircuit("test", target, qubits, qubits), { observables: [] }).state({ weights: [] });
}

describe("targets", () => {
  it("are GHZ and W states", () => {
    for (const qubits of [1, 2, 3, 5]) {
      const [ghz, w] = [stateOf("ghz", qubits), stateOf("w", qubits)];
      const last = 2 ** qubits - 1;
      ghz.re.forEach((x, j) => expect(x).toBeCloseTo(j === 0 || j === last ? Math.SQRT1_2 : 0, 14));
      w.re.forEach((x, j) => expect(x).toBeCloseTo(j > 0 && (j & (j - 1)) === 0 ? 1 / Math.sqrt(qubits) : 0, 14));
    }
  });

  it("are random by Haar's measure: the first two moments of a probability are 1/d and 2/(d(d + 1))", () => {
    const found = Array.from({ length: 150 }, (_, seed) => {
      const { re, im } = stateOf(`haar:${seed}`, 2);
      return re[1] ** 2 + im[1] ** 2;
    });
    const mean = found.reduce((sum, p) => sum + p, 0) / 150;
    const second = found.reduce((sum, p) => sum + p * p, 0) / 150;
    // Four standard errors.
    expect(Math.abs(mean - 1 / 4)).toBeLessThan(0.063);
    expect(Math.abs(second - 1 / 10)).toBeLessThan(0.042);
    expect(stateOf("haar", 2)).toEqual(stateOf("haar:0", 2));
    expect(stateOf("haar", 2)).not.toEqual(stateOf("haar:1", 2));
  });

  it.each(["0.6 0 0 0.8i", "0.6, 0, 0\n+0.8j", "[0.6, 0, 0, [0, 0.8]]", '[0.6, 0, 0, "0.8i"]'])(
    "are read from %j",
    (target) => {
      const spec = plan({ target });
      expect(spec.options).toMatchObject({ qubits: 2 });
      expect(family.describe(spec)[0]).toBe("target given by its amplitudes");
      const instance = make({ target, ansatz: "basic-entangler", layers: 1 });
      expect(instance.metrics(zeros(instance)).fidelity).toBeCloseTo(0.36, 14);
      expect(instance.loss(zeros(instance))).toBeCloseTo(0.64, 14);
    },
  );
});

describe("the loss", () => {
  it("is 1 − ∏ cos²(θ/2) of a product of RX, and its local form the mean of 1 − cos² of each qubit", () => {
    const theta = Float64Array.of(0.4, -1.1, 2.3);
    const global = rxLine({ qubits: 3 });
    const share = theta.reduce((product, t) => product * Math.cos(t / 2) ** 2, 1);
    expect(global.loss(theta)).toBeCloseTo(1 - share, 14);
    expect(global.metrics(theta)).toEqual({ loss: global.loss(theta), fidelity: expect.closeTo(share, 14) as number });
    // Behind CNOTs down the line qubit q is the parity of qubits 0 to q.
    let [cosines, lost] = [1, 0];
    for (const t of theta) {
      cosines *= Math.cos(t);
      lost += (1 - cosines) / 2 / 3;
    }
    const local = rxLine({ qubits: 3, cost: "local" });
    expect(local.loss(theta)).toBeCloseTo(lost, 14);
    expect(local.metrics(theta).fidelity).toBeCloseTo(share, 14);
  });

  // Cerezo et al. 2021, arXiv:2001.00550.
  it("has derivatives with variance (1/8)(3/8)ⁿ⁻¹ where all qubits count at once", () => {
    for (const qubits of [2, 4]) {
      const instance = rxLine({ qubits });
      const random = streams(qubits).stream("test").at(0);
      let squares = 0;
      for (let k = 0; k < 1000; k++) {
        const theta = Float64Array.from({ length: qubits }, () => (2 * random.uniform() - 1) * Math.PI);
        squares += instance.gradientNorm(theta) ** 2 / qubits / 1000;
      }
      expect(squares / ((1 / 8) * (3 / 8) ** (qubits - 1))).toBeCloseTo(1, 0.7);
    }
  });

  it("is 1 less the overlap with the target, for any ansatz and target", () => {
    const random = streams(5).stream("test").at(0);
    const raw = Array.from({ length: 8 }, () => [random.normal(), random.normal()]);
    const length = Math.hypot(...raw.flat());
    const amplitudes = raw.map((pair) => pair.map((part) => part / length));
    const instance = make({ target: JSON.stringify(amplitudes), layers: 2 });
    const theta = instance.start("uniform");
    const circuit = hardwareEfficient({ qubits: 3, layers: 2 });
    const { re, im } = compile(circuit, { observables: [] }).state({ weights: theta });
    let [a, b] = [0, 0];
    amplitudes.forEach(([x, y], j) => {
      a += x * re[j] + y * im[j];
      b += x * im[j] - y * re[j];
    });
    expect(instance.loss(theta)).toBeCloseTo(1 - a * a - b * b, 12);
  });

  it("comes from shots in one setting: the share that is not found 0, with the spread of a coin", () => {
    for (const cost of ["global", "local"]) {
      const instance = make({ target: "w", qubits: 3, cost, layers: 1 }, { lossShots: 50 });
      const theta = instance.start("uniform");
      const { problem } = instance;
      expect(problem.price({ kind: "values", thetas: [theta], phase: "loss" })).toMatchObject({
        circuits: 1,
        shots: 50,
      });
      const found = Array.from(
        { length: 200 },
        (_, step) =>
          (
            problem.answer(
              { kind: "values", thetas: [theta], phase: "loss" },
              { step, phase: "loss", ask: 0 },
            ) as Answer
          )[0],
      );
      const mean = found.reduce((sum, { value }) => sum + value, 0) / 200;
      const told = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / 200;
      expect(Math.abs(mean - instance.loss(theta))).toBeLessThan(3 * told);
      // A shot finds all zeros or not; locally it finds some number of them.
      const steps = cost === "global" ? 50 : 150;
      for (const { value } of found) expect(value * steps).toBeCloseTo(Math.round(value * steps), 9);
    }
  });

  it("has the same gradient by every method that is exact", () => {
    for (const cost of ["global", "local"]) {
      const options = { target: "haar:2", qubits: 2, cost, layers: 1 };
      const theta = make(options).start("uniform");
      const gradientBy = (method: "adjoint" | "parameterShift" | "hadamardTest" | "finiteDifference"): Float64Array => {
        const { problem } = make(options, { gradient: gradientMethods[method]() });
        const request = { kind: "gradient", thetas: [theta], phase: "gradient" } as const;
        return (problem.answer(request, { step: 0, phase: "gradient", ask: 0 }) as Answer)[0].gradient!;
      };
      const wanted = gradientBy("adjoint");
      for (const method of ["parameterShift", "hadamardTest", "finiteDifference"] as const)
        gradientBy(method).forEach((slope, k) => expect(slope).toBeCloseTo(wanted[k], 8));
    }
  });

  it.each(["global", "local"])("goes to 0 where the circuit allows it (%s)", (cost) => {
    for (const target of ["haar", "w"]) {
      const options = { target, qubits: 3, cost, layers: 3 };
      const best = Math.min(
        ...[0, 1].map((seed) => {
          const instance = make(options, { seed });
          return solve({ instance, optimizer: lbfgs(), start: instance.start("uniform"), steps: 50, seed }).loss;
        }),
      );
      expect(best).toBeLessThan(1e-6);
      expect(best).toBeGreaterThanOrEqual(0);
    }
  });
});

it.each([
  [{ target: "hear" }, 'state-preparation: there is no target "hear".*Did you mean "haar"'],
  [{ target: "" }, 'state-preparation: target is "", but it must be haar'],
  [{ target: "1 0 0" }, "state-preparation: 3 amplitudes are given, but there must be 2ⁿ of them"],
  [{ target: "[1]" }, "state-preparation: 1 amplitude is given"],
  [{ target: "1 0 0 0", qubits: 3 }, "state-preparation: 4 amplitudes are given, but 3 qubits have 8"],
  [{ target: "0 0" }, "state-preparation: all amplitudes are 0, but they sum to 1 in a state"],
  [{ target: "1 1" }, "state-preparation: the amplitudes' squares sum to 2, but they sum to 1"],
  [{ target: "0.6 x" }, 'state-preparation: a number is "x"'],
  [{ target: "1e999 0" }, 'state-preparation: a number is "1e999"'],
  [{ target: "[1, [0]]" }, "state-preparation: a number is"],
  [{ target: "[1, 0" }, "state-preparation: the text is no JSON"],
  [{ qubits: 13 }, "state-preparation: qubits is 13"],
  [{ cost: "middle" }, 'state-preparation: cost is "middle", but it must be global | local'],
])("%o is refused in one sentence", (options, words) => {
  expect(() => plan(options)).toThrow(new RegExp(words.replaceAll(/[()[\]|]/g, "\\$&")));
});
