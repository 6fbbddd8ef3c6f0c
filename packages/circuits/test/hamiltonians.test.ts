import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  edgesOf,
  formatObservable,
  graphParts,
  h2,
  h2_4,
  hamiltonians,
  heisenbergXxz,
  hubbard,
  lih,
  lih_12,
  maxcut,
  transverseFieldIsing,
  type Hamiltonian,
  type Observable,
} from "../src/index.js";
import { observableMatrix } from "./dense.js";

const kebab = (key: string): string =>
  key.replace("_", "-").replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/**
 * Eigenvalues of an observable by Jacobi's rotations, ascending. A Hermitian H = A + iB goes as the symmetric [[A, −B], [B, A]],
 * which has every eigenvalue twice.
 */
function spectrum(observable: Observable, qubits: number): number[] {
  const { re, im } = observableMatrix(observable, qubits);
  const size = 2 ** qubits;
  const real = im.every((value) => value === 0);
  const n = real ? size : 2 * size;
  const a = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const at = (i % size) * size + (j % size);
      if (i < size === j < size) return re[at];
      return i < size ? -im[at] : im[at];
    }),
  );
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        off += a[p][q] ** 2;
        if (Math.abs(a[p][q]) < 1e-15) continue;
        const tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
        const c = 1 / Math.hypot(1, t);
        const s = t * c;
        for (const row of a) [row[p], row[q]] = [c * row[p] - s * row[q], s * row[p] + c * row[q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
      }
    }
    if (off < 1e-22) break;
  }
  const all = a.map((row, i) => row[i]).sort((x, y) => x - y);
  return real ? all : all.filter((_, k) => k % 2 === 0);
}

describe.each(Object.entries(hamiltonians) as unknown as [string, Hamiltonian][])(
  "contract of Hamiltonian %s",
  (key, hamiltonian) => {
    it("is named in kebab case after its export, with options that say what they are", () => {
      expect(hamiltonian.name).toBe(kebab(key));
      for (const field of Object.values(hamiltonian.options)) {
        expect(field.about).toMatch(/^[A-Z]/);
        expect(field.schema["~standard"].validate(field.default)).toHaveProperty("value");
      }
    });

    it("is a finite sum on its qubits", () => {
      const qubits = hamiltonian.qubits ?? 2;
      const { terms } = hamiltonian({ qubits });
      expect(terms.length).toBeGreaterThan(0);
      for (const { coefficient, paulis } of terms) {
        expect(Number.isFinite(coefficient)).toBe(true);
        for (const [qubit] of paulis) expect(qubit).toBeLessThan(qubits);
      }
    });

    it.each([{ qubits: 1 }, { qubits: 31 }, { qubits: hamiltonian.qubits ?? 2, nonsense: 1 }])(
      "refuses %o",
      (wrong) => {
        expect(() => hamiltonian(wrong)).toThrow(`${kebab(key)}: `);
      },
    );
  },
);

describe("ground energies", () => {
  it("transverse-field Ising, periodic: −2/sin(π/2n)", () => {
    for (const n of [2, 3, 4, 5, 6]) {
      const [least] = spectrum(transverseFieldIsing({ qubits: n, boundary: "periodic" }), n);
      expect(least, `n = ${n}`).toBeCloseTo(-2 / Math.sin(Math.PI / (2 * n)), 10);
      if (n === 4) expect(least).toBeCloseTo(-5.2262518595, 9);
      if (n === 6) expect(least).toBeCloseTo(-7.7274066103, 9);
    }
  });

  it("transverse-field Ising, open: 1 − 1/sin(π/(4n + 2))", () => {
    for (const n of [2, 3, 4, 5]) {
      expect(spectrum(transverseFieldIsing({ qubits: n }), n)[0]).toBeCloseTo(
        1 - 1 / Math.sin(Math.PI / (4 * n + 2)),
        10,
      );
    }
  });

  it("transverse-field Ising with coupling J and field h, 2 qubits: −√(J² + 4h²)", () => {
    const [least] = spectrum(transverseFieldIsing({ qubits: 2, coupling: 0.7, field: 0.4 }), 2);
    expect(least).toBeCloseTo(-Math.hypot(0.7, 0.8), 12);
  });

  it("Heisenberg: −3 for a singlet, −6.4641016151 open and −8 periodic on 4 qubits", () => {
    expect(spectrum(heisenbergXxz({ qubits: 2 }), 2)[0]).toBeCloseTo(-3, 12);
    expect(spectrum(heisenbergXxz({ qubits: 4 }), 4)[0]).toBeCloseTo(-6.4641016151, 9);
    expect(spectrum(heisenbergXxz({ qubits: 4, boundary: "periodic" }), 4)[0]).toBeCloseTo(-8, 10);
  });

  it("XXZ on 2 qubits: J(Δ, Δ, −Δ ± 2)", () => {
    const found = spectrum(heisenbergXxz({ qubits: 2, coupling: 1.5, anisotropy: 0.3 }), 2);
    [-3.45, 0.45, 0.45, 2.55].forEach((wanted, k) => expect(found[k]).toBeCloseTo(wanted, 12));
  });

  it("H₂: −1.8572750302", () => {
    expect(spectrum(h2({ qubits: 2 }), 2)[0]).toBeCloseTo(-1.8572750302, 9);
    expect(() => h2({ qubits: 3 })).toThrow("h2: qubits is 3");
  });

  // Qiskit's tutorials on VQE, which PySCF gave the integrals for.
  it("H₂ at 0.735 Å has the published coefficients, from integrals", () => {
    const published = [-1.052373245772859, -0.39793742484318045, 0.39793742484318045, -0.01128010425623538, 0.18093119978423156]; // prettier-ignore
    h2({ qubits: 2 }).terms.forEach(({ coefficient }, k) => expect(coefficient).toBeCloseTo(published[k], 12));
  });

  it.each([0.4, 0.735, 1.5, 4])("H₂ on 4 qubits has the levels of H₂ on 2 among its own at %f Å", (distance) => {
    const all = spectrum(h2_4({ qubits: 4, distance }), 4);
    const two = spectrum(h2({ qubits: 2, distance }), 2);
    expect(all[0]).toBeCloseTo(two[0], 11);
    for (const level of two) expect(Math.min(...all.map((other) => Math.abs(other - level)))).toBeLessThan(1e-11);
  });

  it("far apart, H₂ is two hydrogen atoms of the basis", () => {
    // −0.46658185 hartree each (Szabo & Ostlund, 3.5.2), and the nuclei repel each other by one over their distance.
    const [least] = spectrum(h2({ qubits: 2, distance: 4 }), 2);
    expect(least + 0.52917721092 / 4).toBeCloseTo(2 * -0.46658185, 3);
  });
});

describe("Hubbard", () => {
  // OpenFermion 1.8.1: eigenvalues of jordan_wigner(fermi_hubbard(sites, 1, t, U, μ, periodic, particle_hole_symmetry)), the lowest of them
  // with their multiplicities, and the sum of all squares.
  it.each([
    [2, { interaction: 4 }, [-2.828427124746, -2, -2, -2, -1], 48],
    [3, { interaction: 4 }, [-4.2360679775, -4.2360679775, -3.449489742783, -3.449489742783, -3], 320],
    [
      3,
      { hopping: 0.7, interaction: 3, chemicalPotential: 0.2, boundary: "periodic", particleHoleSymmetry: false },
      [-2.55972971739, -1.6, -1.6, -1.448192367299],
      538.56,
    ],
    [2, { interaction: 4, particleHoleSymmetry: false }, [-1, -1, -0.828427124746, 0], 176],
  ] as const)("on %d sites with %o has the levels that OpenFermion finds", (sites, options, lowest, squares) => {
    const levels = spectrum(hubbard({ qubits: 2 * sites, ...options }), 2 * sites);
    lowest.forEach((level, k) => expect(levels[k]).toBeCloseTo(level, 10));
    expect(levels.reduce((sum, level) => sum + level * level, 0)).toBeCloseTo(squares, 8);
  });

  it("half filled on two sites has −√((U/2)² + 4t²)", () => {
    for (const [hopping, interaction] of [
      [1, 0],
      [0.3, 7],
      [2, 1],
    ] as const)
      // prettier-ignore
      expect(spectrum(hubbard({ qubits: 4, hopping, interaction }), 4)[0]).toBeCloseTo(
        -Math.hypot(interaction / 2, 2 * hopping),
        11,
      );
  });

  it("is written in Pauli words with a chain of Z between the ends of a ring", () => {
    const words = (options: Partial<Parameters<typeof hubbard>[0]>) =>
      formatObservable(hubbard({ qubits: 6, boundary: "periodic", ...options })).replaceAll(" + ", ", ");
    expect(words({ interaction: 0 })).toContain("0.5*X0 Z1 X2");
    expect(words({ hopping: 0 })).toBe("Z0 Z3, Z1 Z4, Z2 Z5");
    expect(formatObservable(hubbard({ qubits: 2, boundary: "periodic" }))).toBe("Z0 Z1");
  });

  it("has two qubits a site", () => {
    expect(hubbard({ qubits: 6, sites: 3 })).toEqual(hubbard({ qubits: 6 }));
    expect(() => hubbard({ qubits: 5 })).toThrow("hubbard: qubits is 5, but each site takes two qubits");
    expect(() => hubbard({ qubits: 4, sites: 3 })).toThrow(
      "hubbard: qubits is 4, but with these options there are 6 qubits.",
    );
  });
});

describe("lithium hydride", () => {
  const RHF = -7.862026959394;
  const REPULSION = 0.995380044366;
  // Qiskit Nature 0.8.0: FreezeCoreTransformer(freeze_core=True, remove_orbitals=[3, 4]), ParityMapper(num_particles=(1, 1)). Its last
  // letter is that of qubit 0; these words do not depend on the signs of orbitals.
  const QISKIT: Readonly<Record<string, number>> = {
    "1": -0.2071971919,
    Z0: -0.0936692989,
    "Z0 Z1": -0.2116589841,
    Z2: 0.0936692989,
    Z3: -0.3588108418,
    "X0 X2": 0.0032532433,
  };

  it("on 4 qubits has the energies of its two electrons in three orbitals", () => {
    // PySCF's FCI in this active space, and Qiskit Nature's levels.
    const levels = spectrum(lih({ qubits: 4 }), 4);
    expect(levels[0]).toBeCloseTo(-8.876526512881, 9);
    [-8.76113032, -8.74344366, -8.47763346].forEach((level, k) => expect(levels[k + 1]).toBeCloseTo(level, 7));
    expect(lih({ qubits: 4 }).terms).toHaveLength(100);
  });

  it("has the coefficients of Qiskit Nature, on its qubits", () => {
    const of = (observable: Observable) =>
      new Map(observable.terms.map(({ coefficient, ...term }) => [formatObservable({ terms: [{ ...term, coefficient: 1 }] }), coefficient])); // prettier-ignore
    const [small, whole] = [of(lih({ qubits: 4 })), of(lih_12({ qubits: 12 }))];
    // Its constant has the core besides: −7.798332754205.
    expect(small.get("1")! + 7.798332754205).toBeCloseTo(QISKIT["1"], 8);
    for (const word of ["Z0", "Z0 Z1", "Z2", "Z3", "X0 X2"]) expect(small.get(word)).toBeCloseTo(QISKIT[word], 8);
    expect(whole.size).toBe(631);
    expect(whole.get("1")).toBeCloseTo(-5.129634073259, 8);
  });

  it("has the energy of Hartree and Fock where the lowest orbitals are full", () => {
    for (const observable of [lih({ qubits: 4 }), lih_12({ qubits: 12 })]) {
      // Bits of the state: the reduced parities of modes 0 and 3 of 6, and orbitals 0, 1 of both spins of 12.
      const full = observable === lih({ qubits: 4 }) ? [0, 1] : [0, 1, 6, 7];
      const energy = observable.terms
        .filter(({ paulis }) => paulis.every(([, letter]) => letter === "Z"))
        .reduce(
          (sum, { coefficient, paulis }) =>
            sum + paulis.reduce((c, [qubit]) => (full.includes(qubit) ? -c : c), coefficient),
          0,
        );
      expect(energy + REPULSION).toBeCloseTo(RHF, 9);
    }
  });
});

describe("maxcut", () => {
  it("is the weight of the cut edges for every bit string", () => {
    const edges = [[0, 1, 0.5], [1, 2, 2], [0, 3, -1], [2, 3]] as const; // prettier-ignore
    const { re, im } = observableMatrix(maxcut({ qubits: 4, graph: edges }), 4);
    expect(im.every((value) => value === 0)).toBe(true);
    for (let bits = 0; bits < 16; bits++) {
      const bit = (q: number): number => (bits >> (3 - q)) & 1;
      const cut = edges.reduce((total, [a, b, w = 1]) => total + (bit(a) === bit(b) ? 0 : w), 0);
      expect(re[bits * 17], bits.toString(2)).toBeCloseTo(cut, 14);
    }
  });

  it("takes shapes and text", () => {
    expect(maxcut({ qubits: 4 })).toEqual(maxcut({ qubits: 4, graph: "0-1, 1-2, 2-3, 3-0" }));
    expect(maxcut({ qubits: 3, graph: "complete" })).toEqual(maxcut({ qubits: 3, graph: "0-1:1 0-2:1e0 1-2:1." }));
    expect(maxcut({ qubits: 3, graph: "line" })).toEqual(maxcut({ qubits: 3, graph: [[0, 1], [1, 2, 1]] })); // prettier-ignore
    expect(spectrum(maxcut({ qubits: 5 }), 5).at(-1)).toBeCloseTo(4, 12);
  });

  it("draws connected graphs of degree 3, by a seed", () => {
    for (const qubits of [4, 6, 10, 20]) {
      for (const graph of ["regular-3", "regular-3:1", "regular-3:2"]) {
        const edges = edgesOf("test", graph, qubits);
        const ends = edges.flatMap(([a, b]) => [a, b]);
        for (let q = 0; q < qubits; q++) expect(ends.filter((end) => end === q)).toHaveLength(3);
        expect(new Set(edges.map(String)).size).toBe(edges.length);
        expect(graphParts(edges, qubits)).toHaveLength(1);
      }
    }
    expect(edgesOf("test", "regular-3", 10)).toEqual(edgesOf("test", "regular-3:0", 10));
    expect(edgesOf("test", "regular-3:1", 10)).not.toEqual(edgesOf("test", "regular-3:2", 10));
    expect(() => maxcut({ qubits: 5, graph: "regular-3" })).toThrow(/on 5 qubits, but there is one for an even number/);
  });

  it.each([
    ["0-4", "graph", "edge 0-4 has vertex 4"],
    ["1-1", "graph", "edge 1-1 goes from a vertex to itself"],
    ["0-1, 1-0", "graph", "edge 0-1 stands twice"],
    ["circle", "options", 'graph is "circle"'],
    ["0-1:x", "options", 'graph is "0-1:x"'],
    [[[0]], "options", "graph is [[0]]"],
    ["0-1:1e999", "graph", "edge 0-1 has weight Infinity"],
    [[[0, 1, Infinity]], "options", "graph is [[0,1,null]]"],
  ])("refuses %j", (graph, code, words) => {
    try {
      maxcut({ qubits: 4, graph: graph as string });
      expect.unreachable();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe(code);
      expect((error as Error).message).toContain(words);
    }
  });
});
