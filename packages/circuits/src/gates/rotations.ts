import { cos, sin } from "@uphill/core";
import { complexMatrix, defineGate, type Gate, type GeneratorTerm, type Matrix } from "../gate.js";

type OneAngle<N extends number> = Gate<readonly ["theta"], N>;

interface Row {
  readonly structure: "dense" | "diagonal" | "controlled";
  readonly generator: readonly GeneratorTerm[];
  readonly spectrum: readonly number[];
  readonly qasm?: string;
  readonly symbol: readonly string[];
}

const terms = (sum: Readonly<Record<string, number>>): GeneratorTerm[] =>
  Object.entries(sum).map(([pauli, coefficient]) => ({ pauli, coefficient }));

/** A gate exp(−iθG) from one row of the tables below; its matrix is written out, and the contract checks it against G. */
function rotation<const N extends number>(
  name: string,
  qubits: N,
  row: Row,
  matrix: (theta: number) => Matrix,
): OneAngle<N> {
  return defineGate({ ...row, name, qubits, angles: ["theta"], matrix });
}

/** The identity with a block in its place: `rows` are the basis states that the block mixes. */
function embed(size: number, rows: readonly number[], block: Matrix): Matrix {
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let i = 0; i < size; i++) re[i * size + i] = 1;
  rows.forEach((row, i) =>
    rows.forEach((column, j) => {
      re[row * size + column] = block.re[i * rows.length + j];
      im[row * size + column] = block.im[i * rows.length + j];
    }),
  );
  return { re, im };
}

/** exp(−iθP/2) for P = X, Y, Z on one qubit. */
const turn = {
  X: (theta: number): Matrix => {
    const [c, s] = [cos(theta / 2), sin(theta / 2)];
    return complexMatrix([
      [
        [c, 0],
        [0, -s],
      ],
      [
        [0, -s],
        [c, 0],
      ],
    ]);
  },
  Y: (theta: number): Matrix => {
    const [c, s] = [cos(theta / 2), sin(theta / 2)];
    return complexMatrix([
      [
        [c, 0],
        [-s, 0],
      ],
      [
        [s, 0],
        [c, 0],
      ],
    ]);
  },
  Z: (theta: number): Matrix => {
    const [c, s] = [cos(theta / 2), sin(theta / 2)];
    return complexMatrix([
      [
        [c, -s],
        [0, 0],
      ],
      [
        [0, 0],
        [c, s],
      ],
    ]);
  },
};

const HALVES = [-0.5, 0.5];
const CONTROLLED = [-0.5, 0, 0.5];

/** RX(θ) = exp(−iθX/2): a turn by θ about the x axis of the Bloch sphere. */
export const rx = rotation(
  "rx",
  1,
  { structure: "dense", generator: terms({ X: 0.5 }), spectrum: HALVES, qasm: "rx", symbol: ["RX"] },
  turn.X,
);

/** RY(θ) = exp(−iθY/2): a turn by θ about the y axis of the Bloch sphere. */
export const ry = rotation(
  "ry",
  1,
  { structure: "dense", generator: terms({ Y: 0.5 }), spectrum: HALVES, qasm: "ry", symbol: ["RY"] },
  turn.Y,
);

/** RZ(θ) = exp(−iθZ/2) = diag(e^{−iθ/2}, e^{iθ/2}): a turn by θ about the z axis of the Bloch sphere. */
export const rz = rotation(
  "rz",
  1,
  { structure: "diagonal", generator: terms({ Z: 0.5 }), spectrum: HALVES, qasm: "rz", symbol: ["RZ"] },
  turn.Z,
);

/** Phase(φ) = diag(1, e^{iφ}). */
export const phase = rotation(
  "phase",
  1,
  { structure: "diagonal", generator: terms({ I: -0.5, Z: 0.5 }), spectrum: [-1, 0], qasm: "p", symbol: ["P"] },
  (phi) => embed(2, [1], { re: Float64Array.of(cos(phi)), im: Float64Array.of(sin(phi)) }),
);

/** CRX(θ): RX(θ) on the second qubit where the first is 1. */
export const crx = rotation(
  "crx",
  2,
  {
    structure: "controlled",
    generator: terms({ IX: 0.25, ZX: -0.25 }),
    spectrum: CONTROLLED,
    qasm: "crx",
    symbol: ["●", "RX"],
  },
  (theta) => embed(4, [2, 3], turn.X(theta)),
);

/** CRY(θ): RY(θ) on the second qubit where the first is 1. */
export const cry = rotation(
  "cry",
  2,
  {
    structure: "controlled",
    generator: terms({ IY: 0.25, ZY: -0.25 }),
    spectrum: CONTROLLED,
    qasm: "cry",
    symbol: ["●", "RY"],
  },
  (theta) => embed(4, [2, 3], turn.Y(theta)),
);

/** CRZ(θ): RZ(θ) on the second qubit where the first is 1. */
export const crz = rotation(
  "crz",
  2,
  {
    structure: "diagonal",
    generator: terms({ IZ: 0.25, ZZ: -0.25 }),
    spectrum: CONTROLLED,
    qasm: "crz",
    symbol: ["●", "RZ"],
  },
  (theta) => embed(4, [2, 3], turn.Z(theta)),
);

/** CPhase(φ) = diag(1, 1, 1, e^{iφ}). */
export const cphase = rotation(
  "cphase",
  2,
  {
    structure: "diagonal",
    generator: terms({ II: -0.25, IZ: 0.25, ZI: 0.25, ZZ: -0.25 }),
    spectrum: [-1, 0],
    qasm: "cp",
    symbol: ["●", "P"],
  },
  (phi) => embed(4, [3], { re: Float64Array.of(cos(phi)), im: Float64Array.of(sin(phi)) }),
);

/** RXX(θ) = exp(−iθ X⊗X/2). */
export const rxx = rotation(
  "rxx",
  2,
  { structure: "dense", generator: terms({ XX: 0.5 }), spectrum: HALVES, symbol: ["RXX", "RXX"] },
  (theta) => {
    const [c, s] = [cos(theta / 2), -sin(theta / 2)];
    return complexMatrix([
      [
        [c, 0],
        [0, 0],
        [0, 0],
        [0, s],
      ],
      [
        [0, 0],
        [c, 0],
        [0, s],
        [0, 0],
      ],
      [
        [0, 0],
        [0, s],
        [c, 0],
        [0, 0],
      ],
      [
        [0, s],
        [0, 0],
        [0, 0],
        [c, 0],
      ],
    ]);
  },
);

/** RYY(θ) = exp(−iθ Y⊗Y/2). */
export const ryy = rotation(
  "ryy",
  2,
  { structure: "dense", generator: terms({ YY: 0.5 }), spectrum: HALVES, symbol: ["RYY", "RYY"] },
  (theta) => {
    const [c, s] = [cos(theta / 2), -sin(theta / 2)];
    return complexMatrix([
      [
        [c, 0],
        [0, 0],
        [0, 0],
        [0, -s],
      ],
      [
        [0, 0],
        [c, 0],
        [0, s],
        [0, 0],
      ],
      [
        [0, 0],
        [0, s],
        [c, 0],
        [0, 0],
      ],
      [
        [0, -s],
        [0, 0],
        [0, 0],
        [c, 0],
      ],
    ]);
  },
);

/** RZZ(θ) = exp(−iθ Z⊗Z/2). */
export const rzz = rotation(
  "rzz",
  2,
  { structure: "diagonal", generator: terms({ ZZ: 0.5 }), spectrum: HALVES, symbol: ["RZZ", "RZZ"] },
  (theta) => {
    const [c, s] = [cos(theta / 2), sin(theta / 2)];
    return complexMatrix([
      [
        [c, -s],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [c, s],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [c, s],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [c, -s],
      ],
    ]);
  },
);

/**
 * SingleExcitation(θ): turns |01⟩ and |10⟩ into each other, |01⟩ → cos(θ/2)|01⟩ + sin(θ/2)|10⟩.
 * Source: Arrazola et al. 2022, arXiv:2106.13839.
 */
export const singleExcitation = rotation(
  "singleExcitation",
  2,
  { structure: "dense", generator: terms({ YX: 0.25, XY: -0.25 }), spectrum: CONTROLLED, symbol: ["G", "G"] },
  (theta) => embed(4, [1, 2], turn.Y(theta)),
);

/** DoubleExcitation(θ): |0011⟩ → cos(θ/2)|0011⟩ + sin(θ/2)|1100⟩. Source: arXiv:2106.13839. */
export const doubleExcitation = rotation(
  "doubleExcitation",
  4,
  {
    structure: "dense",
    generator: [
      ...["YXXX", "XYXX", "YYYX", "YYXY"].map((pauli) => ({ pauli, coefficient: 1 / 16 })),
      ...["XXYX", "XXXY", "YXYY", "XYYY"].map((pauli) => ({ pauli, coefficient: -1 / 16 })),
    ],
    spectrum: CONTROLLED,
    symbol: ["G²", "G²", "G²", "G²"],
  },
  (theta) => embed(16, [3, 12], turn.Y(theta)),
);
