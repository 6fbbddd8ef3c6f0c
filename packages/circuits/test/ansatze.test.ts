import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  ansatze,
  basicEntangler,
  efficientSu2,
  freeFermions,
  hamiltonianVariational,
  hardwareEfficient,
  hartreeFockExcitations,
  identityBlocks,
  maxcut,
  parseObservable,
  pauli,
  qaoa,
  randomLayers,
  realAmplitudes,
  simplifiedTwoDesign,
  stronglyEntangling,
  twoLocal,
  type Ansatz,
  type Circuit,
  type InputAngle,
} from "../src/index.js";
import {
  adjoint,
  apply,
  combine,
  distance,
  expectation,
  exponential,
  ground,
  identity,
  observableMatrix,
  product,
  unitary,
} from "./dense.js";

const all = Object.entries(ansatze) as unknown as [string, Ansatz][];

describe.each(all)("contract of ansatz %s", (key, ansatz) => {
  it("is named in kebab case after its export", () => {
    expect(ansatz.name).toBe(key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
  });

  it.each([1, 2, 3, 6])("makes a trainable circuit of %d qubits with its defaults", (qubits) => {
    const made = ansatz({ qubits });
    expect(made.qubits).toBe(qubits);
    expect(made.inputs).toBe(0);
    expect(made.weights).toBeGreaterThan(0);
    expect(ansatz({ qubits })).toEqual(made);
    const used = made.operations.flatMap(({ angles }) =>
      angles.flatMap((angle) => (typeof angle === "object" && "weight" in angle ? [angle.weight] : [])),
    );
    expect([...new Set(used)].sort((a, b) => a - b)).toEqual(Array.from({ length: made.weights }, (_, i) => i));
  });

  it("comes layer by layer, as many as the option layers says", () => {
    for (const qubits of [1, 3]) {
      for (const layers of [1, 2, 4]) {
        const given = { qubits, layers };
        const parts = ansatz.layered(given);
        expect(parts).toHaveLength(layers);
        expect(parts.flat()).toEqual(ansatz(given).operations);
      }
    }
  });

  it("is unitary", () => {
    const made = ansatz({ qubits: 2 });
    const u = unitary(
      made,
      Array.from({ length: made.weights }, (_, i) => 0.3 * i - 1),
    );
    expect(distance(product(adjoint(u), u), identity(4))).toBeLessThan(1e-12);
  });

  it("has options with a sentence, and refuses others", () => {
    for (const field of Object.values(ansatz.options)) {
      expect(field.about.length).toBeGreaterThan(5);
      expect(field.schema["~standard"].validate(field.default)).toHaveProperty("value");
    }
    for (const wrong of [{ qubits: 0 }, { qubits: 31 }, { qubits: 1.5 }, { qubits: 2, nonsense: 1 }]) {
      try {
        ansatz(wrong);
        expect.unreachable();
      } catch (error) {
        expect(isUphillError(error) && error.code).toBe("options");
        expect((error as Error).message).toContain(`${ansatz.name}: `);
      }
    }
  });
});

describe("hardwareEfficient", () => {
  type Options = Partial<Parameters<typeof hardwareEfficient>[0]>;
  /** Each operation as a word: `rx[4] 1` is RX on qubit 1 with weight 4. */
  const words = (qubits: number, options: Options = {}): string[] =>
    hardwareEfficient({ ...options, qubits }).operations.map(({ gate, angles, qubits: on }) =>
      [
        gate.name +
          angles.map((angle) => (typeof angle === "object" && "weight" in angle ? `[${angle.weight}]` : "?")).join(""),
        ...on,
      ].join(" "),
    );
  const entanglers = (qubits: number, options: Options): string[] =>
    words(qubits, { layers: 1, rotations: ["rx"], ...options }).slice(qubits);

  it("has the paper's 90 weights on 6 qubits in 5 layers, index (layer · 6 + qubit) · 3 + rotation", () => {
    expect(hardwareEfficient({ qubits: 6 })).toEqual(hardwareEfficient({ qubits: 6, layers: 5 }));
    expect(hardwareEfficient({ qubits: 6 }).weights).toBe(90);
    const wanted = Array.from({ length: 5 }, (_, layer) => [
      ...Array.from({ length: 6 }, (_, qubit) =>
        ["rx", "ry", "rz"].map((name, k) => `${name}[${(layer * 6 + qubit) * 3 + k}] ${qubit}`),
      ).flat(),
      ...["cnot 0 1", "cnot 1 2", "cnot 2 3", "cnot 3 4", "cnot 4 5"],
    ]).flat();
    expect(words(6)).toEqual(wanted);
  });

  it("takes other rotations, in time order", () => {
    expect(words(2, { layers: 2, rotations: ["rz", "ry"], entanglingGate: "cz" })).toEqual([
      ...["rz[0] 0", "ry[1] 0", "rz[2] 1", "ry[3] 1", "cz 0 1"],
      ...["rz[4] 0", "ry[5] 0", "rz[6] 1", "ry[7] 1", "cz 0 1"],
    ]);
  });

  it("entangles in a line, a ring, or all to all", () => {
    expect(entanglers(4, { entangler: "linear" })).toEqual(["cnot 0 1", "cnot 1 2", "cnot 2 3"]);
    expect(entanglers(4, { entangler: "ring" })).toEqual(["cnot 0 1", "cnot 1 2", "cnot 2 3", "cnot 3 0"]);
    expect(entanglers(2, { entangler: "ring" })).toEqual(["cnot 0 1"]);
    expect(entanglers(4, { entangler: "all-to-all" })).toEqual(
      ["0 1", "0 2", "0 3", "1 2", "1 3", "2 3"].map((pair) => `cnot ${pair}`),
    );
    expect(entanglers(5, { entangler: "pairwise" })).toEqual(["cnot 0 1", "cnot 2 3", "cnot 1 2", "cnot 3 4"]);
    for (const entangler of ["linear", "ring", "all-to-all", "pairwise"] as const)
      expect(entanglers(1, { entangler })).toEqual([]);
  });

  it("says what is wrong with an option", () => {
    expect(() => hardwareEfficient({ qubits: 2, layers: 0 })).toThrow(
      "hardware-efficient: layers is 0, but it must be an integer ≥ 1. Number of layers (default 5).",
    );
  });
});

/** Each operation as a word: `rx[4] 1` is RX on qubit 1 with weight 4, `rzz[0·-1] 0 1` has a scale. */
const words = ({ operations }: Circuit): string[] =>
  operations.map(({ gate, angles, qubits }) => {
    const shown = angles.map((angle) => {
      if (typeof angle === "number") return String(angle);
      const index = "weight" in angle ? angle.weight : (angle as InputAngle).input;
      return angle.scale === 1 ? String(index) : `${index}·${angle.scale}`;
    });
    return [gate.name + (shown.length ? `[${shown.join(",")}]` : ""), ...qubits].join(" ");
  });

describe("PennyLane's ansätze", () => {
  it("stronglyEntangling: Rot with three weights, CNOTs at distance 1, 2, …, n − 1, 1, …", () => {
    expect(words(stronglyEntangling({ qubits: 3, layers: 2 }))).toEqual([
      ...["rot[0,1,2] 0", "rot[3,4,5] 1", "rot[6,7,8] 2", "cnot 0 1", "cnot 1 2", "cnot 2 0"],
      ...["rot[9,10,11] 0", "rot[12,13,14] 1", "rot[15,16,17] 2", "cnot 0 2", "cnot 1 0", "cnot 2 1"],
    ]);
    expect(words(stronglyEntangling({ qubits: 1, layers: 2 }))).toEqual(["rot[0,1,2] 0", "rot[3,4,5] 0"]);
    expect(words(stronglyEntangling({ qubits: 2, layers: 1 })).slice(2)).toEqual(["cnot 0 1", "cnot 1 0"]);
  });

  it("stronglyEntangling refuses ranges that are too few, no integers, or lead back to the qubit itself", () => {
    for (const ranges of [[1], [1, 3], [0, 1], [1.5, 1]]) {
      expect(() => stronglyEntangling({ qubits: 3, layers: 2, ranges })).toThrow("strongly-entangling: ranges is [");
    }
  });

  it("basicEntangler: one rotation a qubit and a closed ring", () => {
    expect(words(basicEntangler({ qubits: 3, layers: 1 }))).toEqual([
      ...["rx[0] 0", "rx[1] 1", "rx[2] 2", "cnot 0 1", "cnot 1 2", "cnot 2 0"],
    ]);
    expect(words(basicEntangler({ qubits: 2, layers: 1, rotation: "rz" }))).toEqual(["rz[0] 0", "rz[1] 1", "cnot 0 1"]);
  });

  it("simplifiedTwoDesign: a first layer of RY, then CZ and two RY on even and on odd pairs", () => {
    expect(words(simplifiedTwoDesign({ qubits: 3, layers: 2 }))).toEqual([
      ...["ry[0] 0", "ry[1] 1", "ry[2] 2"],
      ...["cz 0 1", "ry[3] 0", "ry[4] 1", "cz 1 2", "ry[5] 1", "ry[6] 2"],
      ...["cz 0 1", "ry[7] 0", "ry[8] 1", "cz 1 2", "ry[9] 1", "ry[10] 2"],
    ]);
    expect(words(simplifiedTwoDesign({ qubits: 2, layers: 0 }))).toEqual(["ry[0] 0", "ry[1] 1"]);
  });
});

describe("Qiskit's ansätze", () => {
  it("realAmplitudes: RY, CNOTs from the last pair to the first, RY at the end", () => {
    expect(words(realAmplitudes({ qubits: 3, layers: 1 }))).toEqual([
      ...["ry[0] 0", "ry[1] 1", "ry[2] 2", "cnot 1 2", "cnot 0 1", "ry[3] 0", "ry[4] 1", "ry[5] 2"],
    ]);
    expect(realAmplitudes({ qubits: 3 }).weights).toBe(12);
    expect(words(realAmplitudes({ qubits: 2, layers: 0 }))).toEqual(["ry[0] 0", "ry[1] 1"]);
  });

  it("efficientSu2: all RY of a layer before its RZ", () => {
    expect(words(efficientSu2({ qubits: 2, layers: 1 }))).toEqual([
      ...["ry[0] 0", "ry[1] 1", "rz[2] 0", "rz[3] 1", "cnot 0 1", "ry[4] 0", "ry[5] 1", "rz[6] 0", "rz[7] 1"],
    ]);
  });

  it("twoLocal: entangling gates may have weights, patterns are Qiskit's", () => {
    expect(words(twoLocal({ qubits: 2, layers: 1, rotations: ["h", "rx"], entanglingGates: ["crz", "cnot"] }))).toEqual(
      [...["h 0", "h 1", "rx[0] 0", "rx[1] 1", "crz[2] 0 1", "cnot 0 1", "h 0", "h 1", "rx[3] 0", "rx[4] 1"]],
    );
    const pairs = (entanglement: "sca" | "circular", qubits: number): string[] =>
      words(twoLocal({ qubits, layers: 3, rotations: ["h"], entanglement, skipFinalRotationLayer: true })).flatMap(
        (word) => (word.startsWith("cz") ? [word.slice(3)] : []),
      );
    expect(pairs("sca", 3)).toEqual(["2 0", "0 1", "1 2", "2 1", "0 2", "1 0", "0 1", "1 2", "2 0"]);
    expect(pairs("circular", 2)).toEqual(["0 1", "0 1", "0 1"]);
  });
});

describe("qaoa", () => {
  it("is H, RZZ(−γ) on a ring and RX(2β)", () => {
    expect(words(qaoa({ qubits: 3 }))).toEqual([
      ...[
        "h 0",
        "h 1",
        "h 2",
        "rzz[0·-1] 0 1",
        "rzz[0·-1] 1 2",
        "rzz[0·-1] 2 0",
        "rx[1·2] 0",
        "rx[1·2] 1",
        "rx[1·2] 2",
      ],
    ]);
    expect(words(qaoa({ qubits: 1, layers: 2 }))).toEqual(["h 0", "rx[0·2] 0", "rx[1·2] 0"]);
  });

  it.each([4, 5])("cuts ½ + ¼ sin4β sin2γ of a ring's edges at p = 1, %d qubits", (n) => {
    const random = streams(n).stream("angles").at();
    const made = qaoa({ qubits: n });
    const cases = [[Math.PI / 4, Math.PI / 8], ...Array.from({ length: 3 }, () => [random.normal(), random.normal()])];
    for (const [gamma, beta] of cases) {
      const cut = expectation(maxcut({ qubits: n }), apply(unitary(made, [gamma, beta]), ground(n)));
      expect(cut / n).toBeCloseTo(0.5 + 0.25 * Math.sin(4 * beta) * Math.sin(2 * gamma), 12);
    }
  });

  it("is e^{−iβΣX} e^{−iγC} layer by layer on a weighted graph, up to the phase its docstring names", () => {
    const graph = "0-1:0.5, 1-2:-2, 0-2";
    const [n, weights] = [3, [0.3, -0.8, 1.1, 0.4]];
    const cost = observableMatrix(maxcut({ qubits: n, graph }), n);
    const mixer = observableMatrix({ terms: [0, 1, 2].flatMap((q) => pauli(`X${q}`).terms) }, n);
    let wanted = unitary(
      { qubits: n, operations: qaoa({ qubits: n }).operations.slice(0, n), weights: 0, inputs: 0 },
      [],
    );
    for (const layer of [0, 1]) {
      wanted = product(exponential(cost, weights[2 * layer]), wanted);
      wanted = product(exponential(mixer, weights[2 * layer + 1]), wanted);
    }
    const phase = ((weights[0] + weights[2]) * (0.5 - 2 + 1)) / 2;
    const found = unitary(qaoa({ qubits: n, layers: 2, graph }), weights);
    const turned = combine([Math.cos(phase), -Math.sin(phase)], found, [0, 0], found);
    expect(distance(turned, wanted)).toBeLessThan(1e-10);
  });
});

describe("qaoa with a cost of its own", () => {
  it("is e^{−iβΣX} e^{−iγC} for words of any length", () => {
    const cost = "0.5*Z0 Z1 - Z2 + 0.7*Z0 Z1 Z2 + 3";
    const n = 3;
    const weights = [0.3, -0.8];
    const mixer = observableMatrix({ terms: [0, 1, 2].flatMap((q) => pauli(`X${q}`).terms) }, n);
    const made = qaoa({ qubits: n, cost });
    const begin = unitary({ ...made, operations: made.operations.slice(0, n), weights: 0 }, []);
    const phase = exponential(observableMatrix(parseObservable(cost), n), weights[0]);
    const wanted = product(exponential(mixer, weights[1]), product(phase, begin));
    const [c, s] = [Math.cos(3 * weights[0]), -Math.sin(3 * weights[0])];
    const found = unitary(made, weights);
    expect(distance(combine([c, s], found, [0, 0], found), wanted)).toBeLessThan(1e-10);
    expect(words(made)).toEqual([
      ...["h 0", "h 1", "h 2", "rzz[0] 0 1", "rz[0·-2] 2", "pauliRot(ZZZ)[0·1.4] 0 1 2"],
      ...["rx[1·2] 0", "rx[1·2] 1", "rx[1·2] 2"],
    ]);
  });

  it("is the same as by its graph, and has β alone where the cost is a constant", () => {
    expect(qaoa({ qubits: 3, cost: "1 - 0.5*Z0 Z1 - 0.5*Z1 Z2", layers: 2 })).toEqual(
      qaoa({ qubits: 3, graph: "line", layers: 2 }),
    );
    expect(words(qaoa({ qubits: 1, cost: "2" }))).toEqual(["h 0", "rx[0·2] 0"]);
  });

  it("begins where it leans to, and turns about that", () => {
    // The first state is left as it is by the mixer, whatever β.
    const made = qaoa({ qubits: 2, graph: "line", lean: "0.25 0.9" });
    const begun = apply(unitary({ ...made, operations: made.operations.slice(0, 2), weights: 0 }, []), ground(2));
    for (const [qubit, chance] of [0.25, 0.9].entries())
      expect(expectation(pauli(`Z${qubit}`), begun)).toBeCloseTo(1 - 2 * chance, 12);
    for (const beta of [0.4, 2]) {
      const state = apply(unitary(made, [0, beta]), ground(2));
      for (const word of ["Z0", "Z1", "X0", "X1", "Y0", "X0 X1"])
        expect(expectation(pauli(word), state)).toBeCloseTo(expectation(pauli(word), begun), 12);
    }
    // At one half it is the same circuit.
    const half = apply(unitary(qaoa({ qubits: 3, lean: "0.5, 0.5, 0.5" }), [0.3, 0.7]), ground(3));
    const plain = apply(unitary(qaoa({ qubits: 3 }), [0.3, 0.7]), ground(3));
    for (const word of ["Z0 Z1", "X0", "Y1 Z2", "X0 X1 X2"])
      expect(expectation(pauli(word), half)).toBeCloseTo(expectation(pauli(word), plain), 12);
  });

  it.each(["0.5", "0.5 2", "0.5 x", "0.5 -1"])("does not lean to %j", (lean) => {
    expect(() => qaoa({ qubits: 2, lean })).toThrow(
      `qaoa: lean is "${lean}", but it takes 2 numbers from 0 to 1, one for each qubit.`,
    );
  });

  it.each([
    ["X0", "qaoa: the cost has X0, but its letters are Z, on qubits 0 to 1."],
    ["Z0 Z2", "qaoa: the cost has Z2"],
    ["Z0 +", 'observable "Z0 +"'],
  ])("refuses %j", (cost, text) => expect(() => qaoa({ qubits: 2, cost })).toThrow(text));
});

describe("hamiltonianVariational", () => {
  it("Ising: from |+…+⟩, one weight for all bonds and one for all qubits", () => {
    expect(words(hamiltonianVariational({ qubits: 3, layers: 2, boundary: "open" }))).toEqual([
      ...["h 0", "h 1", "h 2", "rzz[0] 0 1", "rzz[0] 1 2", "rx[1] 0", "rx[1] 1", "rx[1] 2"],
      ...["rzz[2] 0 1", "rzz[2] 1 2", "rx[3] 0", "rx[3] 1", "rx[3] 2"],
    ]);
    expect(words(hamiltonianVariational({ qubits: 3, layers: 1 }))).toContain("rzz[0] 2 0");
  });

  it("XXZ: from singlets, odd bonds and then even ones", () => {
    const made = hamiltonianVariational({ qubits: 4, layers: 1, hamiltonian: "heisenberg-xxz" });
    expect(words(made).slice(8)).toEqual([
      ...["rzz[0] 1 2", "rzz[0] 3 0", "ryy[1] 1 2", "rxx[1] 1 2", "ryy[1] 3 0", "rxx[1] 3 0"],
      ...["rzz[2] 0 1", "rzz[2] 2 3", "ryy[3] 0 1", "rxx[3] 0 1", "ryy[3] 2 3", "rxx[3] 2 3"],
    ]);
    const start = apply(unitary(made, [0, 0, 0, 0]), ground(4));
    for (const word of ["X0 X1", "Y0 Y1", "Z0 Z1", "X2 X3", "Z2 Z3"]) {
      expect(expectation(pauli(word), start)).toBeCloseTo(-1, 12);
    }
    expect(hamiltonianVariational({ qubits: 2, layers: 3, hamiltonian: "heisenberg-xxz" }).weights).toBe(6);
  });
});

describe("randomLayers", () => {
  it("is RY(π/4), then one drawn rotation a qubit and a ladder of CZ", () => {
    const made = words(randomLayers({ qubits: 3, layers: 2, seed: 4 }));
    expect(made.slice(0, 3)).toEqual([0, 1, 2].map((q) => `ry[${Math.PI / 4}] ${q}`));
    expect(made.slice(3).map((word) => word.replace(/^r[xyz]/, "r"))).toEqual([
      ...["r[0] 0", "r[1] 1", "r[2] 2", "cz 0 1", "cz 1 2", "r[3] 0", "r[4] 1", "r[5] 2", "cz 0 1", "cz 1 2"],
    ]);
  });

  it("draws every axis a third of the time, by seed, and keeps them when layers or qubits are added", () => {
    const axes = (qubits: number, layers: number, seed: number): string[] =>
      words(randomLayers({ qubits, layers, seed })).flatMap((word) =>
        /^r.\[\d+\] /.test(word) ? [word.slice(0, 2)] : [],
      );
    const many = axes(10, 120, 1);
    for (const axis of ["rx", "ry", "rz"]) {
      expect(Math.abs(many.filter((found) => found === axis).length / 1200 - 1 / 3)).toBeLessThan(0.06);
    }
    expect(axes(10, 120, 2)).not.toEqual(many);
    expect(axes(10, 3, 1)).toEqual(many.slice(0, 30));
    expect(axes(4, 3, 1)).toEqual([0, 10, 20].flatMap((at) => many.slice(at, at + 4)));
    expect(axes(4, 2, 0)).toEqual(["rz", "rz", "ry", "rz", "rz", "ry", "rx", "rx"]);
  });
});

describe("identityBlocks", () => {
  it("is U(θ₁) and then U(θ₂)†, weights of both halves in the order of U", () => {
    const made = identityBlocks({ qubits: 2, layers: 2, depth: 1, rotations: ["rx", "rz"] });
    expect(words(made).slice(0, 10)).toEqual([
      ...["rx[0] 0", "rz[1] 0", "rx[2] 1", "rz[3] 1", "cz 0 1"],
      ...["cz 0 1", "rz[7·-1] 1", "rx[6·-1] 1", "rz[5·-1] 0", "rx[4·-1] 0"],
    ]);
    expect(words(made)[10]).toBe("rx[8] 0");
    expect(made.weights).toBe(16);
  });
});

describe("freeFermions", () => {
  it("is rotations about YZ on even pairs and then on odd ones, and keeps amplitudes real", () => {
    expect(words(freeFermions({ qubits: 4, layers: 1 }))).toEqual([
      ...[0, 1, 2, 3].map((q) => `h ${q}`),
      ...["pauliRot(YZ)[0] 0 1", "pauliRot(YZ)[1] 2 3", "pauliRot(YZ)[2] 1 2"],
    ]);
    const made = freeFermions({ qubits: 4, layers: 3 });
    expect(made.weights).toBe(9);
    const { im } = apply(
      unitary(
        made,
        Float64Array.from({ length: 9 }, (_, k) => k),
      ),
      ground(4),
    );
    expect(im.every((value) => Math.abs(value) < 1e-14)).toBe(true);
  });
});

describe("hartreeFockExcitations", () => {
  const random = (circuit: Circuit): number[] =>
    Array.from({ length: circuit.weights }, (_, k) => Math.sin(1 + 2.3 * k) * 2);

  it("turns pairs and then single electrons out of the lowest orbitals of each spin", () => {
    expect(words(hartreeFockExcitations({ qubits: 4 }))).toEqual([
      "x 0",
      "x 2",
      "doubleExcitation[0] 1 3 0 2",
      "singleExcitation[1] 1 0",
      "singleExcitation[2] 3 2",
    ]);
    // As many as PennyLane's AllSinglesDoubles has: 4 electrons in 12 and 2 in 10 spin orbitals.
    expect(hartreeFockExcitations({ qubits: 12, electrons: 4 }).weights).toBe(92);
    expect(hartreeFockExcitations({ qubits: 10, electrons: 2, layers: 2 }).weights).toBe(2 * 24);
  });

  it("keeps the numbers of electrons of both spins, whatever the weights", () => {
    for (const [qubits, electrons] of [
      [4, 1],
      [4, 3],
      [5, 2],
      [6, 3],
      [6, 4],
    ] as const) {
      const made = hartreeFockExcitations({ qubits, electrons, layers: 2 });
      const state = apply(unitary(made, random(made)), ground(qubits));
      const ups = Math.ceil(qubits / 2);
      state.re.forEach((re, bits) => {
        if (Math.hypot(re, state.im[bits]) < 1e-12) return;
        const full = bits.toString(2).padStart(qubits, "0");
        const count = (part: string): number => Array.from(part).filter((bit) => bit === "1").length;
        expect([count(full.slice(0, ups)), count(full.slice(ups))]).toEqual([
          Math.ceil(electrons / 2),
          Math.floor(electrons / 2),
        ]);
      });
    }
  });

  it("under the parity mapping turns a pair of H₂ as fermions do: |10⟩ to cos|10⟩ + sin|01⟩", () => {
    const made = hartreeFockExcitations({ qubits: 2, mapping: "parity" });
    expect(made.weights).toBe(3);
    const at = (...weights: number[]) => Array.from(apply(unitary(made, weights), ground(2)).re);
    const [c, s] = [Math.cos(0.35), Math.sin(0.35)];
    const expectState = (found: number[], wanted: number[]) =>
      wanted.forEach((amplitude, k) => expect(found[k]).toBeCloseTo(amplitude, 12));
    expectState(at(0, 0, 0), [0, 0, 1, 0]);
    expectState(at(0.7, 0, 0), [0, s, c, 0]);
    // The electron with spin up, mode 0 to 1: the first qubit is no longer odd, nor is the second, which counts it too.
    expectState(at(0, 0.7, 0), [s, 0, c, 0]);
    expectState(at(0, 0, 0.7), [0, 0, c, s]);
  });

  it.each([
    [{ qubits: 4, electrons: 4 }, "electrons is 4, but there is room for 3 at most"],
    [{ qubits: 3, mapping: "parity" }, "qubits is 3, but the parity mapping has two qubits fewer than modes"],
    [{ qubits: 4, mapping: "parity", electrons: 3 }, "electrons is 3, but the parity mapping has as many electrons up"],
  ] as const)("refuses %o", (options, message) => {
    expect(() => hartreeFockExcitations(options)).toThrow(`hartree-fock-excitations: ${message}`);
  });
});
