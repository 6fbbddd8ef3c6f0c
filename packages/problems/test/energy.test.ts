import { formatObservable } from "@uphill/circuits";
import { lbfgs, rotosolve, type Answer } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { readHamiltonian } from "../src/expectation/hamiltonian-text.js";
import { families, solve, type ProblemSpec } from "../src/index.js";

const family = families.energyFamily;
const plan = (options: object, changes: Record<string, object> = {}): ProblemSpec =>
  family.plan({ options: { ...options }, data: {}, changes: new Map(Object.entries(changes) as never) });

const chains = [
  ["transverse-field-ising", 4, "open", 1 - 1 / Math.sin(Math.PI / 18)],
  ["transverse-field-ising", 4, "periodic", -2 / Math.sin(Math.PI / 8)],
  ["transverse-field-ising", 6, "open", 1 - 1 / Math.sin(Math.PI / 26)],
  ["transverse-field-ising", 6, "periodic", -2 / Math.sin(Math.PI / 12)],
  ["heisenberg-xxz", 4, "open", -3 - 2 * Math.sqrt(3)],
  ["heisenberg-xxz", 4, "periodic", -8],
  ["heisenberg-xxz", 6, "open", -9.974308535551],
  ["heisenberg-xxz", 6, "periodic", -11.211102550928],
] as const;

describe("the lowest energy is found, best of 10 starts, by the ansatz that is suited", () => {
  const cases: [string, ProblemSpec, number][] = [
    ["h2", plan({ hamiltonian: "h2" }), -1.8572750302],
    ["h2-4", plan({ hamiltonian: "h2-4" }), -1.8572750302],
    ["lih", plan({ hamiltonian: "lih" }), -8.876526512881],
    ["hubbard 2", plan({ hamiltonian: "hubbard" }), -2 * Math.SQRT2],
    ["hubbard 3", plan({ hamiltonian: "hubbard", qubits: 6 }), -4.2360679775],
    ...chains.map(([hamiltonian, qubits, boundary, energy]): [string, ProblemSpec, number] => [
      `${hamiltonian} ${qubits} ${boundary}`,
      plan({ hamiltonian, qubits }, { [hamiltonian]: { boundary } }),
      energy,
    ]),
  ];
  it.each(cases)("%s", (_, spec, energy) => {
    for (const optimizer of [lbfgs(), rotosolve()]) {
      const errors: number[] = [];
      for (let seed = 0; seed < 10 && !(Math.min(...errors) < 1e-6); seed++) {
        const instance = family.instance(spec, { seed }, {});
        expect(instance.optimum).toBeCloseTo(energy, 9);
        const { metrics } = solve({ instance, optimizer, start: instance.start("uniform"), steps: 200, seed });
        errors.push(metrics.energyError);
        if (metrics.energyError < 1e-6) expect(metrics.fidelity).toBeGreaterThan(1 - 1e-5);
      }
      expect(Math.min(...errors), optimizer.name).toBeLessThan(1e-6);
    }
  });
});

describe("a molecule", () => {
  it("begins at its Hartree–Fock state where all weights are 0, and L-BFGS comes to chemical accuracy", () => {
    const instance = family.instance(plan({ hamiltonian: "lih-12" }), { seed: 0 }, {});
    expect(instance.optimum).toBeCloseTo(-8.877783454702, 9);
    const start = instance.start("zeros");
    expect(start).toHaveLength(92);
    expect(instance.loss(start)).toBeCloseTo(-7.862026959394 - 0.995380044366, 9);
    const { metrics } = solve({ instance, optimizer: lbfgs(), start, steps: 12, seed: 0 });
    expect(metrics).toMatchObject({ chemicalAccuracy: 1 });
    expect(metrics.energyError).toBeLessThan(1.6e-3);
  });

  it("tells whether chemical accuracy is reached, and nothing else does", () => {
    const named = (options: object) =>
      family.metrics.filter(({ applies }) => applies?.(plan(options)) ?? true).map(({ name }) => name);
    for (const hamiltonian of ["h2", "h2-4", "lih", "lih-12"])
      expect(named({ hamiltonian })).toEqual(["energy", "energyError", "fidelity", "chemicalAccuracy"]);
    expect(named({ hamiltonian: "hubbard" })).toEqual(["energy", "energyError", "fidelity"]);
    expect(named({ hamiltonian: "0.5*X0 Z1" })).toEqual(["energy", "energyError", "fidelity"]);
    expect(named({ qubits: 13 })).toEqual(["energy"]);
    const instance = family.instance(plan({ hamiltonian: "h2-4" }), { seed: 0 }, {});
    const [away, near] = [instance.start("zeros"), instance.start("zeros")];
    const { theta } = solve({ instance, optimizer: lbfgs(), start: near, steps: 30, seed: 0 });
    // Correlation makes 0.02 hartree.
    expect(instance.metrics(away)).toMatchObject({
      chemicalAccuracy: 0,
      energyError: expect.closeTo(0.0203, 4) as number,
    });
    expect(instance.metrics(theta)).toMatchObject({ chemicalAccuracy: 1 });
  });
});

describe("a Hubbard chain", () => {
  it("has two qubits a site, and its ansatz knows the filling", () => {
    expect(plan({ hamiltonian: "hubbard" }, { hubbard: { sites: 3 } })).toMatchObject({
      options: { qubits: 6, ansatz: "hartree-fock-excitations", layers: 3 },
      parts: { "hartree-fock-excitations": { electrons: 3, mapping: "jordan-wigner" } },
    });
    expect(plan({ hamiltonian: "hubbard", qubits: 8, ansatz: "real-amplitudes" }).options.layers).toBe(8);
    expect(() => plan({ hamiltonian: "hubbard", qubits: 4 }, { hubbard: { sites: 3 } })).toThrow(
      "energy: qubits is 4, but hubbard has 6 qubits.",
    );
    expect(() => plan({ hamiltonian: "hubbard", qubits: 5 })).toThrow("each site takes two qubits");
  });
});

describe("shots are split", () => {
  const answers = (split: string, count: number): Answer[number][] => {
    const instance = family.instance(plan({ hamiltonian: "lih", split }), { seed: 5, lossShots: 3000 }, {});
    const theta = instance.start("uniform");
    return Array.from({ length: count }, (_, step) => {
      const place = { step, phase: "loss", ask: 0 } as const;
      return (instance.problem.answer({ kind: "values", thetas: [theta], phase: "loss" }, place) as Answer)[0];
    });
  };
  const exact = ((instance) => instance.loss(instance.start("uniform")))(
    family.instance(plan({ hamiltonian: "lih" }), { seed: 5 }, {}),
  );

  it("in each way, and what is off by its standard error is a standard normal number", () => {
    const spread: number[] = [];
    for (const split of ["uniform", "weighted", "variance"]) {
      const found = answers(split, 100);
      const pulls = found.map(({ value, standardError }) => (value - exact) / standardError);
      const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
      const variance = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
      expect(Math.abs(mean), split).toBeLessThan(0.4);
      expect(variance, split).toBeGreaterThan(0.55);
      expect(variance, split).toBeLessThan(1.6);
      spread.push(found.reduce((sum, { standardError }) => sum + standardError, 0) / found.length);
    }
    // The largest coefficients stand in the group that scatters least.
    expect(spread[0]).toBeLessThan(spread[1]);
    expect(spread[2]).toBeLessThan(spread[0]);
  });

  it("by variance at the price of the same shots in twice the rounds", () => {
    const priceOf = (split: string) => {
      const instance = family.instance(
        plan({ hamiltonian: "lih", split }),
        { seed: 1, shots: 200, lossShots: 200 },
        {},
      );
      const thetas = [instance.start("zeros")];
      return (["values", "gradient"] as const).map((kind) => instance.problem.price({ kind, thetas, phase: "loss" }));
    };
    const [even, staged] = [priceOf("uniform"), priceOf("variance")];
    expect(even[0]).toMatchObject({ shots: 200, rounds: 1 });
    expect(staged).toEqual(even.map((cost) => ({ ...cost, rounds: 2 })));
    expect(priceOf("weighted")).toEqual(even);
  });

  it("by variance four a group at least", () => {
    const make = (split: string) => family.instance(plan({ hamiltonian: "h2", split }), { seed: 1, shots: 7 }, {});
    expect(() => make("weighted")).not.toThrow();
    expect(() => make("variance")).toThrow(
      "shots: 7 shots are to be taken for a value, but the observable has 2 measurement groups, by variance four shots each at least. Give 8 shots or more.",
    );
    expect(() => plan({ split: "even" })).toThrow(/energy: split is "even", but it must be uniform/);
  });
});

describe("a Hamiltonian", () => {
  const words = [
    "0.5*X0 Z1 - 1.2*Z2 + 0.25",
    "0.5 X0 Z1 - 1.2 Z2\n+ 0.25",
    "0.25 [] +\n(0.5+0j) [X0 Z1] +\n(-1.2+0j) [Z2]",
    '[[0.5, "XZI"], [-1.2, "IIZ"], [0.25, "III"]]',
    '{"paulis": [["IZX", 0.5], ["Z2", -1.2], ["", 0.25]]}',
    "(0.5+0j)*X0 Z1 - (1.2-0j)*Z2 + 0.25",
    "X0 Z1 + (-0.5+0j)*X0 Z1 - 1.2 Z2 + .25",
    '[["IZX", 0.5], ["ZII", [-1.2, 0]], ["III", "(0.25+0j)"]]',
    "[('IZX', (0.5+0j)), ('ZII', np.complex128(-1.2-0j)), ('III', 0.25)]",
    '{"paulis": [{"label": "IZX", "coeff": {"real": 0.5, "imag": 0.0}}, {"label": "ZII", "coeff": -1.2}, {"label": "III", "coeff": {"real": 0.25}}]}',
  ];

  it.each(words)("is read from %j", (text) => {
    const spec = plan({ hamiltonian: text });
    expect(spec.options).toMatchObject({ qubits: 3, ansatz: "real-amplitudes", layers: 3 });
    expect(family.instance(spec, { seed: 1 }, {}).optimum).toBeCloseTo(-1.45, 12);
    expect(family.describe(spec)[0]).toBe("a Hamiltonian of 3 words");
  });

  it("as a list begins at the first letter behind its coefficient, and at the last before it, as Qiskit has it", () => {
    const read = (hamiltonian: string) => readHamiltonian("test", hamiltonian);
    const [ours, theirs] = [read('[[2, "XZI"], [3, "IIY"]]'), read('[["XZI", 2], ["IIY", 3]]')];
    expect(formatObservable(ours.observable)).toBe("2*X0 Z1 + 3*Y2");
    expect(formatObservable(theirs.observable)).toBe("2*Z1 X2 + 3*Y0");
    expect(read("[('XZI', (2+0j)), ('IIY', (3-0j))]")).toEqual(theirs);
    // Letters I count: the circuit has a qubit for each.
    expect(read('[["IIZ", 1]]').qubits).toBe(3);
    expect(plan({ hamiltonian: '[[1, "ZII"]]' }).options.qubits).toBe(3);
  });

  it("with a Y gets a circuit with complex amplitudes", () => {
    expect(plan({ hamiltonian: "Y0 + X0 Z1" }).options.ansatz).toBe("efficient-su2");
    expect(plan({ hamiltonian: "Y0 Y1 + X0" }).options.ansatz).toBe("real-amplitudes");
  });

  it("has options of its own, which its ansatz takes over", () => {
    const spec = plan({ hamiltonian: "heisenberg-xxz" }, { "heisenberg-xxz": { boundary: "periodic", anisotropy: 2 } });
    expect(spec.parts).toMatchObject({
      "heisenberg-xxz": { boundary: "periodic", anisotropy: 2, coupling: 1 },
      "hamiltonian-variational": { hamiltonian: "heisenberg-xxz", boundary: "periodic" },
    });
    expect(family.describe(spec)[0]).toBe("heisenberg-xxz (anisotropy 2, boundary periodic)");
    const far = plan({ hamiltonian: "h2" }, { h2: { distance: 1.5 } });
    expect(family.instance(far, { seed: 1 }, {}).optimum).toBeGreaterThan(-1.6);
  });

  it("of more qubits than are solved exactly has its energy and nothing else", () => {
    const instance = family.instance(plan({ qubits: 13, layers: 1 }), { seed: 1 }, {});
    expect(instance.optimum).toBeNull();
    expect(Object.keys(instance.metrics(instance.start("uniform")))).toEqual(["energy"]);
  });

  it("is measured as exactly as its shots allow: within three standard errors at the end of a run", () => {
    const instance = family.instance(plan({ hamiltonian: "h2-4" }), { seed: 3, lossShots: 2000 }, {});
    const { theta } = solve({ instance, optimizer: lbfgs(), start: instance.start("uniform"), steps: 30, seed: 3 });
    const [{ value, standardError }] = instance.problem.answer(
      { kind: "values", thetas: [theta], phase: "loss" },
      { step: 99, phase: "loss", ask: 0 },
    ) as Answer;
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(value - instance.loss(theta))).toBeLessThan(3 * standardError);
  });
});

it.each([
  [{ hamiltonian: "heisenberg" }, /energy: there is no Hamiltonian "heisenberg".*Did you mean "heisenberg-xxz"/],
  [{ hamiltonian: "maxcut" }, /energy: there is no Hamiltonian "maxcut"/],
  [{ hamiltonian: "0.5*X0 W1" }, /observable "0\.5\*X0 W1": column 8 has "W1"/],
  [{ hamiltonian: "X0 X0" }, /a qubit stands twice/],
  [
    { hamiltonian: "(0.5+0.1j)*X0" },
    /energy: a coefficient is complex: 0.5\+0.1j, but the coefficients of a Hamiltonian are real/,
  ],
  [{ hamiltonian: "0.1j*X0" }, /energy: a coefficient is complex: 1j/],
  [{ hamiltonian: '[["X", [0.5, 0.1]]]' }, /energy: a coefficient is complex: \[0.5,0.1\]/],
  [{ hamiltonian: "[('X', (0.5+0.1j))]" }, /energy: a coefficient is complex: \(0.5\+0.1j\)/],
  [{ hamiltonian: '[["X", {"real": 1, "imag": 1e-9}]]' }, /energy: a coefficient is complex: {"real":1,"imag":1e-9}/],
  [{ hamiltonian: '[["X", "half"]]' }, /energy: a coefficient is "half"/],
  [{ hamiltonian: '[["X", null]]' }, /energy: term 0 is \["X",null\]/],
  [{ hamiltonian: "" }, /energy: the Hamiltonian is empty/],
  [{ hamiltonian: " \n" }, /energy: the Hamiltonian is empty/],
  [{ hamiltonian: "[]" }, /energy: the Hamiltonian has no terms/],
  [{ hamiltonian: '{"paulis": []}' }, /energy: the Hamiltonian has no terms/],
  [{ hamiltonian: "{}" }, /energy: the JSON has no list of terms/],
  [
    { hamiltonian: '[["XI", 1], [1, "ZI"]]' },
    /energy: "XI" and "ZI" stand on different sides of their coefficients, but/,
  ],
  [{ hamiltonian: '[["XI", 1], ["Z", 1]]' }, /energy: "XI" has 2 letters and "Z" has 1/],
  [{ hamiltonian: "[('X', 1), Z]" }, /energy: "Z" stands outside of the terms/],
  [{ hamiltonian: "1.0 [0^ 1]" }, /"0\^" is not a letter X, Y or Z with a qubit/],
  [{ hamiltonian: JSON.stringify([["X".repeat(31), 1]]) }, /energy: a word has 31 letters, and a circuit has 30/],
  [{ hamiltonian: "(0.5+0.1j) [X0]" }, /energy: a coefficient is complex/],
  [{ hamiltonian: '[["X", [0, 1]]]' }, /energy: a coefficient is complex: \[0,1\]/],
  [{ hamiltonian: '[["X", "0.5j"]]' }, /energy: a coefficient is complex/],
  [{ hamiltonian: '[["X0", 1], 3]' }, /energy: term 1 is 3/],
  [{ hamiltonian: '[["XQ", 1]]' }, /observable "XQ"/],
  [{ hamiltonian: '[["X", 1]' }, /energy: the Hamiltonian is no JSON/],
  [{ hamiltonian: "1e999*X0" }, /the coefficient is Infinity/],
  [{ hamiltonian: "3 [X0" }, /energy: "3 \[X0" stands outside of the terms/],
  [{ hamiltonian: "0.5" }, /energy: the Hamiltonian is a constant/],
  [{ hamiltonian: "X0 - X0" }, /energy: the Hamiltonian is a constant/],
  [{ hamiltonian: 3 }, /energy: hamiltonian is 3, but it must be transverse-field-ising/],
  [{ hamiltonian: "Z30" }, /energy: the Hamiltonian acts on qubit 30, but there are 30 qubits at most/],
  [{ hamiltonian: "Z3", qubits: 2 }, /energy: the Hamiltonian acts on qubit 3, but there are 2 qubits/],
  [{ hamiltonian: "h2", qubits: 3 }, /energy: qubits is 3, but h2 has 2 qubits/],
  [{ qubits: 31 }, /energy: qubits is 31/],
  [{ ansatz: "hardware" }, /energy: ansatz is "hardware"/],
])("%o is refused in one sentence", (options, words) => {
  expect(() => plan(options)).toThrow(words);
});

it("options of a Hamiltonian that takes no part are refused", () => {
  expect(() => plan({ hamiltonian: "h2" }, { "heisenberg-xxz": { boundary: "open" } })).toThrow(
    "energy: options of heisenberg-xxz are given, but this problem is made of h2 and real-amplitudes.",
  );
});
