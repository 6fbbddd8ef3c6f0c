import { circuit, hardwareEfficient, type Circuit } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { lbfgs, type Answer } from "@uphill/optimizers";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { conjugate, unitaryCircuit } from "../src/expectation/targets.js";
import { families, solve, type Conditions, type ProblemInstance, type ProblemSpec } from "../src/index.js";

const family = families.unitaryFamily;
const plan = (options: object, changes: Record<string, object> = {}): ProblemSpec =>
  family.plan({ options: { ...options }, data: {}, changes: new Map(Object.entries(changes) as never) });
const make = (options: object, conditions: Partial<Conditions> = {}): ProblemInstance =>
  family.instance(plan(options), { seed: 1, ...conditions }, {});

interface Columns {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What a circuit makes of each basis state, one after the other: its matrix, transposed. */
function columnsOf(made: Circuit, weights: ArrayLike<number> = []): Columns {
  const size = 2 ** made.qubits;
  const re = Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0));
  const program = compile(made, { observables: [] });
  return program.state({ weights, batch: program.prepare({ states: { re } }) });
}

/** |tr(V†U)|² / 4ⁿ */
function processFidelity(u: Columns, v: Columns): number {
  let [a, b] = [0, 0];
  u.re.forEach((x, k) => {
    a += x * v.re[k] + u.im[k] * v.im[k];
    b += u.im[k] * v.re[k] - x * v.im[k];
  });
  return (a * a + b * b) / u.re.length;
}

const X_BY_H = "0.7071067811865476 0.7071067811865476i\n0.7071067811865476i 0.7071067811865476";
const QASM = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\nrz(0.7) q[1];\n';

describe("targets", () => {
  it("have the Fourier transform: e^{2πi jk/d}/√d", () => {
    for (const qubits of [1, 2, 3, 4]) {
      const size = 2 ** qubits;
      const { re, im } = columnsOf(unitaryCircuit("test", "qft", qubits, qubits));
      re.forEach((x, at) => {
        const turn = (2 * Math.PI * (at % size) * Math.floor(at / size)) / size;
        expect(x).toBeCloseTo(Math.cos(turn) / Math.sqrt(size), 12);
        expect(im[at]).toBeCloseTo(Math.sin(turn) / Math.sqrt(size), 12);
      });
    }
  });

  it("are random by Haar's measure: |tr V|² is 1 on average, and its square 2", () => {
    const identity = columnsOf(circuit(2, []));
    const found = Array.from({ length: 200 }, (_, seed) => {
      const made = columnsOf(unitaryCircuit("test", `haar:${seed}`, 2, 2));
      return 16 * processFidelity(made, identity);
    });
    // Four standard errors.
    expect(Math.abs(found.reduce((sum, x) => sum + x, 0) / 200 - 1)).toBeLessThan(0.29);
    expect(Math.abs(found.reduce((sum, x) => sum + x * x, 0) / 200 - 2)).toBeLessThan(1.3);
  });

  it("are conjugated entry by entry", () => {
    for (const target of ["haar:4", "qft", "iswap", QASM]) {
      const made = unitaryCircuit("test", target, 2, 2);
      const [plain, turned] = [columnsOf(made), columnsOf(conjugate(made))];
      plain.re.forEach((x, k) => {
        expect(turned.re[k]).toBeCloseTo(x, 12);
        expect(turned.im[k]).toBeCloseTo(-plain.im[k], 12);
      });
    }
  });

  it.each([
    ["toffoli", 3, "target toffoli"],
    [X_BY_H, 1, "target given as a matrix"],
    ["[[0, [0, -1]], [[0, 1], 0]]", 1, "target given as a matrix"],
    ["0 -i; i 0", 1, "target given as a matrix"],
    [QASM, 2, "target given as a circuit"],
    ["haar:7", 2, "target haar:7"],
  ])("%j is one on %i qubits", (target, qubits, words) => {
    const spec = plan({ target });
    expect(spec.options.qubits).toBe(qubits);
    expect(family.describe(spec)[0]).toBe(words);
  });
});

describe("the loss", () => {
  it("is 1 − |tr(V†U)|²/4ⁿ by the columns of both, for any target and weights", () => {
    for (const [target, qubits] of [
      ["haar:3", 2],
      ["qft", 3],
      ["iswap", 2],
      [QASM, 2],
      ["haar", 1],
    ] as const) {
      const instance = make({ target, qubits, layers: 2 });
      const theta = instance.start("uniform");
      const u = columnsOf(hardwareEfficient({ qubits, layers: 2 }), theta);
      const wanted = processFidelity(u, columnsOf(unitaryCircuit("test", target, qubits, qubits)));
      const d = 2 ** qubits;
      expect(instance.loss(theta)).toBeCloseTo(1 - wanted, 12);
      expect(instance.metrics(theta)).toEqual({
        loss: instance.loss(theta),
        processFidelity: expect.closeTo(wanted, 12) as number,
        averageGateFidelity: expect.closeTo((d * wanted + 1) / (d + 1), 12) as number,
      });
    }
  });

  it("is cos²(θ/2) for X by RX(θ), and 0 for a CNOT by itself", () => {
    const spec = plan({ target: "x", layers: 1 }, { "hardware-efficient": { rotations: ["rx"] } });
    const instance = family.instance(spec, { seed: 1 }, {});
    for (const theta of [0, 0.9, 2]) {
      expect(instance.loss(Float64Array.of(theta))).toBeCloseTo(Math.cos(theta / 2) ** 2, 14);
      const { averageGateFidelity } = instance.metrics(Float64Array.of(theta));
      expect(averageGateFidelity).toBeCloseTo((2 * Math.sin(theta / 2) ** 2 + 1) / 3, 14);
    }
    expect(make({ target: "cnot", layers: 1 }).loss(new Float64Array(6))).toBeCloseTo(0, 14);
  });

  // Khatri et al. 2019, arXiv:1807.00800, equation 24.
  it("has a local form between a part of the global one and the whole", () => {
    const random = streams(3).stream("test").at(0);
    const [global, local] = ["global", "local"].map((cost) => make({ target: "qft", qubits: 3, cost, layers: 1 }));
    for (let k = 0; k < 20; k++) {
      const theta = Float64Array.from({ length: 9 }, () => 0.6 * random.normal());
      expect(local.loss(theta)).toBeLessThanOrEqual(global.loss(theta) + 1e-12);
      expect(global.loss(theta)).toBeLessThanOrEqual(3 * local.loss(theta) + 1e-12);
      expect(local.metrics(theta).processFidelity).toBeCloseTo(1 - global.loss(theta), 12);
    }
  });

  it("comes from shots of one circuit on twice as many qubits", () => {
    const instance = make({ target: "haar", qubits: 2, layers: 1 }, { lossShots: 100 });
    const theta = instance.start("uniform");
    const request = { kind: "values", thetas: [theta], phase: "loss" } as const;
    expect(instance.problem.price(request)).toMatchObject({ circuits: 1, shots: 100 });
    const found = Array.from({ length: 100 }, (_, step) => {
      const [{ value }] = instance.problem.answer(request, { step, phase: "loss", ask: 0 }) as Answer;
      expect(value * 100).toBeCloseTo(Math.round(value * 100), 9);
      return value;
    });
    const loss = instance.loss(theta);
    const mean = found.reduce((sum, value) => sum + value, 0) / 100;
    expect(Math.abs(mean - loss)).toBeLessThan(3 * Math.sqrt((loss * (1 - loss)) / 1e4));
  });

  it.each(["global", "local"])("goes to 0 where the circuit allows it (%s)", (cost) => {
    for (const target of ["qft", "swap"]) {
      const best = Math.min(
        ...[0, 1].map((seed) => {
          const instance = make({ target, cost, layers: 4 }, { seed });
          return solve({ instance, optimizer: lbfgs(), start: instance.start("uniform"), steps: 60, seed }).loss;
        }),
      );
      expect(best).toBeLessThan(1e-7);
    }
  });
});

it.each([
  [{ target: "qtf" }, 'unitary: there is no target "qtf", but it must be one of haar, qft'],
  [{ target: "rx" }, 'unitary: there is no target "rx"'],
  [{ target: "swap", qubits: 3 }, "unitary: qubits is 3, but the target acts on 2 qubits"],
  [{ target: "[[1, 0], [0, 1]]", qubits: 2 }, "unitary: qubits is 2, but the target acts on 1 qubit."],
  [{ target: "[[1, 0], [0, 2]]" }, "unitary: the matrix is not unitary, but its rows must have length 1"],
  [{ target: "[[1, 1], [1, 1]]" }, "unitary: the matrix is not unitary"],
  [{ target: "[[0, 0], [0, 0]]" }, "unitary: the matrix is not unitary"],
  [{ target: "[[1, 0, 0], [0, 1, 0], [0, 0, 1]]" }, "unitary: the matrix has 3 rows, but it must have 2ⁿ"],
  [{ target: "[[1, 0], [0]]" }, "unitary: the matrix has 2 rows, and one of them has 1 entry"],
  [{ target: "[1, 0]" }, "unitary: a row of the matrix is 1"],
  [{ target: "[[1, 0], [0, null]]" }, "unitary: a number is null"],
  [{ target: `${QASM}input float a;\nrx(a) q[0];` }, "unitary: the circuit has 1 angle without a number"],
  [{ target: "OPENQASM 3.0;\nqubit q;\nfoo q;" }, "foo"],
  [{ qubits: 7 }, "unitary: qubits is 7"],
])("%o is refused in one sentence", (options, words) => {
  expect(() => plan(options)).toThrow(words);
});
