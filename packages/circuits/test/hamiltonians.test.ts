import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  edgesOf,
  graphParts,
  h2,
  h2_4,
  hamiltonians,
  heisenbergXxz,
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
