import {
  complexMatrix,
  defineGate,
  realMatrix,
  type Gate,
  type GateDefinition,
  type Matrix,
  type Operation,
} from "../gate.js";
import { x, z } from "./paulis.js";

type Row = Pick<GateDefinition<[]>, "structure" | "qasm" | "symbol"> & {
  matrix: Matrix;
  /** Undoes it; left out for a gate that is its own inverse. */
  inverse?: (qubits: readonly number[]) => Operation[];
};

/** A gate without angles from one row of the table below. */
function fixed<const N extends number>(
  name: string,
  qubits: N,
  { matrix, inverse, ...rest }: Row,
): Gate<readonly [], N> {
  const gate: Gate<readonly [], N> = defineGate({
    ...rest,
    name,
    qubits,
    angles: [],
    matrix: () => matrix,
    inverse: (_, on) => inverse?.(on) ?? [{ gate: gate as unknown as Gate, qubits: on, angles: [] }],
  });
  return gate;
}

const R = Math.SQRT1_2;
/** The matrix that sends column j to row to[j]. */
const permutation = (to: readonly number[]): Matrix =>
  realMatrix(to.map((_, i) => to.map((row) => (row === i ? 1 : 0))));
const signs = (values: readonly number[]): Matrix =>
  realMatrix(values.map((value, i) => values.map((_, j) => (i === j ? value : 0))));
const phase = (re: number, im: number): Matrix =>
  complexMatrix([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [re, im],
    ],
  ]);

/** The identity: does nothing, and shows in pictures. */
export const id = fixed("id", 1, { structure: "diagonal", qasm: "id", symbol: ["I"], matrix: signs([1, 1]) });

/** Hadamard: exchanges X and Z. */
export const h = fixed("h", 1, {
  structure: "dense",
  qasm: "h",
  symbol: ["H"],
  matrix: realMatrix([
    [R, R],
    [R, -R],
  ]),
});

/** S = diag(1, i). */
export const s: Gate<readonly [], 1> = fixed("s", 1, {
  structure: "diagonal",
  qasm: "s",
  symbol: ["S"],
  matrix: phase(0, 1),
  inverse: ([qubit]) => [sdg(qubit)],
});

/** S† = diag(1, −i). */
export const sdg: Gate<readonly [], 1> = fixed("sdg", 1, {
  structure: "diagonal",
  qasm: "sdg",
  symbol: ["S†"],
  matrix: phase(0, -1),
  inverse: ([qubit]) => [s(qubit)],
});

/** T = diag(1, e^{iπ/4}). */
export const t: Gate<readonly [], 1> = fixed("t", 1, {
  structure: "diagonal",
  qasm: "t",
  symbol: ["T"],
  matrix: phase(R, R),
  inverse: ([qubit]) => [tdg(qubit)],
});

/** T† = diag(1, e^{−iπ/4}). */
export const tdg: Gate<readonly [], 1> = fixed("tdg", 1, {
  structure: "diagonal",
  qasm: "tdg",
  symbol: ["T†"],
  matrix: phase(R, -R),
  inverse: ([qubit]) => [t(qubit)],
});

/** √X = ½[[1+i, 1−i], [1−i, 1+i]]; twice it is X. */
export const sx: Gate<readonly [], 1> = fixed("sx", 1, {
  structure: "dense",
  qasm: "sx",
  symbol: ["√X"],
  matrix: complexMatrix([
    [
      [0.5, 0.5],
      [0.5, -0.5],
    ],
    [
      [0.5, -0.5],
      [0.5, 0.5],
    ],
  ]),
  inverse: ([qubit]) => [x(qubit), sx(qubit)],
});

/** CNOT: flips the second qubit where the first is 1. */
export const cnot = fixed("cnot", 2, {
  structure: "permutation",
  qasm: "cx",
  symbol: ["●", "⊕"],
  matrix: permutation([0, 1, 3, 2]),
});

/** CY: Y on the second qubit where the first is 1. */
export const cy = fixed("cy", 2, {
  structure: "controlled",
  qasm: "cy",
  symbol: ["●", "Y"],
  matrix: complexMatrix([
    [
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, -1],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
    ],
  ]),
});

/** CZ: changes the sign where both qubits are 1. */
export const cz = fixed("cz", 2, {
  structure: "diagonal",
  qasm: "cz",
  symbol: ["●", "●"],
  matrix: signs([1, 1, 1, -1]),
});

/** CH: Hadamard on the second qubit where the first is 1. */
export const ch = fixed("ch", 2, {
  structure: "controlled",
  qasm: "ch",
  symbol: ["●", "H"],
  matrix: realMatrix([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, R, R],
    [0, 0, R, -R],
  ]),
});

/** SWAP: exchanges two qubits. */
export const swap = fixed("swap", 2, {
  structure: "permutation",
  qasm: "swap",
  symbol: ["×", "×"],
  matrix: permutation([0, 2, 1, 3]),
});

/** iSWAP: exchanges two qubits, with a factor i where they differ. */
export const iswap: Gate<readonly [], 2> = fixed("iswap", 2, {
  structure: "dense",
  symbol: ["iSWAP", "iSWAP"],
  matrix: complexMatrix([
    [
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 0],
    ],
  ]),
  // Its inverse has −i for i, and −1 where the qubits differ is Z ⊗ Z.
  inverse: ([a, b]) => [iswap(a, b), z(a), z(b)],
});

/** Toffoli (CCX): flips the third qubit where the first two are 1. */
export const toffoli = fixed("toffoli", 3, {
  structure: "permutation",
  qasm: "ccx",
  symbol: ["●", "●", "⊕"],
  matrix: permutation([0, 1, 2, 3, 4, 5, 7, 6]),
});

/** CSWAP (Fredkin): exchanges the last two qubits where the first is 1. */
export const cswap = fixed("cswap", 3, {
  structure: "permutation",
  qasm: "cswap",
  symbol: ["●", "×", "×"],
  matrix: permutation([0, 1, 2, 3, 4, 6, 5, 7]),
});
