import {
  circuit,
  cnot,
  cphase,
  cry,
  fromQasm,
  gates,
  h,
  preparation,
  swap,
  unitary,
  x,
  type Circuit,
  type Gate,
  type Operation,
} from "@uphill/circuits";
import { byName, streams, suggest, UphillError } from "@uphill/core";
import { counted } from "../words.js";
import { readMatrix, readVector, type Complex } from "./complex-text.js";

/** A name with a seed behind it. */
const HAAR = /^haar(?::(\d{1,9}))?$/;
/** No list of numbers looks like this. */
const NAME = /^[a-z][\w-]*(?::\d+)?$/i;

/** States with a circuit of few gates. */
const states: Readonly<Record<string, (qubits: number) => Operation[]>> = {
  zero: () => [],
  // (|0…0⟩ + |1…1⟩)/√2
  ghz: (n) => [h(0), ...Array.from({ length: n - 1 }, (_, q) => cnot(q, q + 1))],
  // All strings with a single 1, with the same amplitude: the 1 is handed on, with a share left behind.
  w: (n) => [
    x(0),
    ...Array.from({ length: n - 1 }, (_, q) => [
      cry(2 * Math.acos(Math.sqrt(1 / (n - q))), q, q + 1),
      cnot(q + 1, q),
    ]).flat(),
  ],
};

/** Names of target states, for help. */
export const stateNames = ["haar", ...Object.keys(states)];

/** Amplitudes whose squares sum to 1 to this are made to. */
const ROUGHLY = 1e-3;

/**
 * What prepares a target state from |0…0⟩, up to a global phase.
 * @param asked the number of qubits, if it was said; else `usual`, except of amplitudes, which have their own
 * @throws UphillError "options" | "unknown"
 */
export function stateCircuit(who: string, target: string, asked: number | undefined, usual: number): Circuit {
  const haar = HAAR.exec(target);
  const qubits = asked ?? usual;
  if (haar) return preparation(haarVector(Number(haar.at(1) ?? 0), 2 ** qubits));
  if (Object.hasOwn(states, target)) return circuit(qubits, states[target](qubits));
  if (NAME.test(target) && !/^[ij]$/i.test(target)) throw unknown(who, target, stateNames);
  const amplitudes = readVector(who, target);
  const own = Math.log2(amplitudes.re.length);
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who, got, wanted, todo });
  };
  if (!Number.isInteger(own) || own < 1 || own > 12 || (asked !== undefined && own !== asked))
    refuse(
      amplitudes.re.length === 1 ? "1 amplitude is given" : `${amplitudes.re.length} amplitudes are given`,
      asked === undefined ? "there must be 2ⁿ of them for n qubits, 1 to 12" : `${asked} qubits have ${2 ** asked}`,
      "Give the amplitude of each basis state, in order.",
    );
  const total = amplitudes.re.reduce((sum, re, j) => sum + re * re + amplitudes.im[j] * amplitudes.im[j], 0);
  if (!(Math.abs(total - 1) <= ROUGHLY))
    refuse(
      total === 0 ? "all amplitudes are 0" : `the amplitudes' squares sum to ${Number(total.toPrecision(6))}`,
      "they sum to 1 in a state",
      "Divide all amplitudes by the root of that sum.",
    );
  return preparation(amplitudes);
}

/** Gates without angles by their names. */
const fixedGates: Readonly<Record<string, Gate>> = Object.fromEntries(
  Object.entries(byName(gates) as Readonly<Record<string, Gate>>).filter(([, gate]) => gate.angles.length === 0),
);

/** Names of target unitaries, for help. */
export const unitaryNames = ["haar", "qft", ...Object.keys(fixedGates)];

/** The most qubits of a matrix. */
const MOST_DENSE = 6;

/** Entries of a matrix that is unitary but for rounding move by less than this when it is made so. */
const NEARLY = 1e-6;

/**
 * A target unitary as a circuit, up to a global phase. A matrix is one gate.
 * @param asked the number of qubits, if it was said; else `usual`, except of gates, matrices and circuits, which have their own
 * @throws UphillError "options" | "unknown" | "qasm"
 */
export function unitaryCircuit(who: string, target: string, asked: number | undefined, usual: number): Circuit {
  const haar = HAAR.exec(target);
  const qubits = asked ?? usual;
  if (haar) return oneGate(qubits, haarMatrix(Number(haar.at(1) ?? 0), 2 ** qubits), "haar");
  if (target === "qft") return circuit(qubits, fourier(qubits));
  const own = ownUnitary(who, target);
  if (asked === undefined || asked === own.qubits) return own;
  throw new UphillError({
    code: "options",
    who,
    got: `qubits is ${asked}`,
    wanted: `the target acts on ${counted(own.qubits, "qubit")}`,
    todo: "Leave qubits out.",
  });
}

function ownUnitary(who: string, target: string): Circuit {
  if (Object.hasOwn(fixedGates, target)) {
    const gate = fixedGates[target];
    const on = Array.from({ length: gate.qubits }, (_, q) => q);
    return circuit(gate.qubits, [gate(...on)]);
  }
  if (NAME.test(target)) throw unknown(who, target, unitaryNames);
  if (target.includes("OPENQASM")) return withoutAngles(who, fromQasm(target, { maxQubits: MOST_DENSE }).circuit);
  const { size, ...matrix } = readMatrix(who, target);
  const qubits = Math.log2(size);
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who, got, wanted, todo });
  };
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > MOST_DENSE)
    refuse(
      `the matrix has ${counted(size, "row")}`,
      `it must have 2ⁿ for n qubits, 1 to ${MOST_DENSE}`,
      "Give all entries, a row a line.",
    );
  const near = orthonormal(matrix, size);
  const off = matrix.re.reduce((most, re, k) => {
    const distance = Math.hypot(re - near.re[k], matrix.im[k] - near.im[k]);
    return distance <= most ? most : distance;
  }, 0);
  if (!(off <= NEARLY))
    refuse(
      "the matrix is not unitary",
      "its rows must have length 1 and stand at right angles to each other",
      "Give more digits, or normalise the rows.",
    );
  return oneGate(qubits, near, "target");
}

/** @throws UphillError "options" for weights and inputs */
function withoutAngles(who: string, given: Circuit): Circuit {
  if (given.weights + given.inputs === 0) return given;
  throw new UphillError({
    code: "options",
    who,
    got: `the circuit has ${counted(given.weights + given.inputs, "angle")} without a number`,
    wanted: "a target has none that are trained or come from data",
    todo: "Give each input a number.",
  });
}

/** The discrete Fourier transform e^{2πi jk/2ⁿ}/√2ⁿ. */
function fourier(qubits: number): Operation[] {
  const turns = Array.from({ length: qubits }, (_, q) => [
    h(q),
    ...Array.from({ length: qubits - 1 - q }, (_, k) => cphase(Math.PI / 2 ** (k + 1), q + 1 + k, q)),
  ]);
  const swaps = Array.from({ length: Math.floor(qubits / 2) }, (_, q) => swap(q, qubits - 1 - q));
  return [...turns.flat(), ...swaps];
}

/** The circuit whose matrix has all entries conjugated. */
export function conjugate({ qubits, operations }: Circuit): Circuit {
  return circuit(
    qubits,
    operations.map((operation) => {
      const { re, im } = operation.gate.matrix(...(operation.angles as readonly number[]));
      if (im.every((entry) => entry === 0)) return operation;
      const turned = unitary({ re, im: im.map((entry) => -entry) }, `${operation.gate.name}*`) as Gate;
      return turned(...operation.qubits);
    }),
  );
}

function oneGate(qubits: number, matrix: Complex, name: string): Circuit {
  const gate = unitary(matrix, name) as Gate;
  return circuit(qubits, [gate(...Array.from({ length: qubits }, (_, q) => q))]);
}

function haarVector(seed: number, size: number): Complex {
  const random = streams(seed).stream("haar-state").at();
  const part = (): Float64Array => Float64Array.from({ length: size }, () => random.normal());
  return { re: part(), im: part() };
}

/** Normal entries whose rows are made orthonormal one after the other. Source: Mezzadri 2007, arXiv:math-ph/0609050. */
function haarMatrix(seed: number, size: number): Complex {
  const random = streams(seed).stream("haar-unitary").at();
  const part = (): Float64Array => Float64Array.from({ length: size * size }, () => random.normal());
  return orthonormal({ re: part(), im: part() }, size);
}

/** Rows made orthonormal by Gram and Schmidt's method, each twice; the k-th stays in the span of the first k. */
function orthonormal(given: Complex, size: number): Complex {
  const [re, im] = [given.re.slice(), given.im.slice()];
  for (let row = 0; row < size; row++) {
    const own = row * size;
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < own; before += size) {
        let [a, b] = [0, 0];
        for (let k = 0; k < size; k++) {
          a += re[before + k] * re[own + k] + im[before + k] * im[own + k];
          b += re[before + k] * im[own + k] - im[before + k] * re[own + k];
        }
        for (let k = 0; k < size; k++) {
          re[own + k] -= a * re[before + k] - b * im[before + k];
          im[own + k] -= a * im[before + k] + b * re[before + k];
        }
      }
      let length = 0;
      for (let k = own; k < own + size; k++) length += re[k] * re[k] + im[k] * im[k];
      for (let k = own; k < own + size; k++) {
        re[k] /= Math.sqrt(length);
        im[k] /= Math.sqrt(length);
      }
    }
  }
  return { re, im };
}

function unknown(who: string, target: string, names: readonly string[]): UphillError {
  return new UphillError({
    code: "unknown",
    who,
    got: `there is no target "${target}"`,
    wanted: `it must be one of ${names.join(", ")}, numbers, or a file`,
    todo: suggest(target.replace(/:\d+$/, ""), names).trim() || "Choose a known one.",
  });
}
