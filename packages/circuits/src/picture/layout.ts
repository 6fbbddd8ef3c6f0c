import { expectCircuit } from "../expected.js";
import type { Circuit } from "../circuit.js";
import type { Gate, Operation } from "../gate.js";
import { angleLabel, printable, type AngleLabel } from "./label.js";

/** What an operation shows on one qubit. */
export interface Mark {
  /** The qubit that the mark stands on. */
  readonly qubit: number;
  /** The form of the mark. */
  readonly shape: "control" | "target" | "swap" | "box";
  /** What stands in a box. */
  readonly text: string;
  /** The operation's angles, at the lowest of its boxes. */
  readonly angles: readonly AngleLabel[];
}

/** An operation in its place. */
export interface Placed {
  /** The operation. */
  readonly operation: Operation;
  /** Which of the circuit's operations it is. */
  readonly index: number;
  /** What it shows on each of its qubits. */
  readonly marks: readonly Mark[];
  /** The first qubit that it touches or crosses. */
  readonly top: number;
  /** The last qubit that it touches or crosses. */
  readonly bottom: number;
}

/** A circuit arranged for a picture. */
export interface Layout {
  /** The number of qubits. */
  readonly qubits: number;
  /** From left to right; what stands in one column does not overlap. */
  readonly columns: readonly (readonly Placed[])[];
}

/**
 * Arranges a circuit for a picture. It moves every operation to the left as far as the qubits that it touches or
 * crosses allow.
 * @param circuit the circuit
 * @returns the columns of the picture
 */
export function layout(circuit: Circuit): Layout {
  expectCircuit("layout", circuit);
  const { qubits, operations } = circuit;
  const columns: Placed[][] = [];
  const free = new Uint32Array(qubits); // the first free column of each qubit
  operations.forEach((operation, index) => {
    const marks = marksOf(operation);
    const top = Math.min(...marks.map(({ qubit }) => qubit));
    const bottom = Math.max(...marks.map(({ qubit }) => qubit));
    const column = free.subarray(top, bottom + 1).reduce((most, at) => Math.max(most, at), 0);
    free.fill(column + 1, top, bottom + 1);
    if (column === columns.length) columns.push([]);
    columns[column].push({ operation, index, marks, top, bottom });
  });
  return { qubits, columns };
}

const shapes: Readonly<Record<string, Mark["shape"]>> = { "●": "control", "⊕": "target", "×": "swap" };

function marksOf({ gate, qubits, angles }: Operation): Mark[] {
  const name = printable(gate.name);
  // A gate on no qubit (a global phase) has to stand somewhere.
  const on = qubits.length > 0 ? qubits : [0];
  const texts = on.map((_, k) => (gate.symbol ? printable(gate.symbol[k]) : name));
  if (angles.length > 0 && texts.every((text) => text in shapes)) texts[texts.length - 1] = name;
  const lowest = Math.max(...on.filter((_, k) => !(texts[k] in shapes)));
  const numbers = positionsShown(gate, qubits, texts);
  return on.map((qubit, k) => ({
    qubit,
    shape: shapes[texts[k]] ?? "box",
    text: numbers[k] ? `${texts[k]}${subscript(k)}` : texts[k],
    angles: qubit === lowest ? angles.map(angleLabel) : [],
  }));
}

const subscript = (k: number): string => String.fromCodePoint(...Array.from(String(k), (d) => 0x2080 + Number(d)));

/**
 * Boxes of one text are read from the top down. Where an operation's qubits come in another order and that makes a
 * difference, its boxes show their positions.
 */
function positionsShown(gate: Gate, qubits: readonly number[], texts: readonly string[]): boolean[] {
  const shown = texts.map(() => false);
  for (const text of new Set(texts)) {
    const group = [...texts.keys()].filter((k) => texts[k] === text);
    if (text in shapes || group.every((k, i) => i === 0 || qubits[group[i - 1]] < qubits[k])) continue;
    if (group.every((k, i) => i === 0 || exchangeable(gate, group[i - 1], k))) continue;
    for (const k of group) shown[k] = true;
  }
  return shown;
}

const known = new WeakMap<Gate, Map<string, boolean>>();
const WIDEST = 6;

/** Whether the gate stays the same when its qubits a and b are exchanged. */
function exchangeable(gate: Gate, a: number, b: number): boolean {
  const answers = known.get(gate) ?? new Map<string, boolean>();
  known.set(gate, answers);
  const key = `${a} ${b}`;
  const answer = answers.get(key) ?? (gate.generator ? sameGenerator(gate.generator, a, b) : sameMatrix(gate, a, b));
  answers.set(key, answer);
  return answer;
}

function sameGenerator(generator: NonNullable<Gate["generator"]>, a: number, b: number): boolean {
  const terms = new Map(generator.map(({ pauli, coefficient }) => [pauli, coefficient]));
  return generator.every(({ pauli, coefficient }) => {
    const letters = Array.from(pauli);
    [letters[a], letters[b]] = [letters[b], letters[a]];
    return terms.get(letters.join("")) === coefficient;
  });
}

function sameMatrix(gate: Gate, a: number, b: number): boolean {
  if (gate.qubits > WIDEST) return false;
  const { re, im } = gate.matrix(...gate.angles.map((_, k) => 0.7342 + k));
  const size = 2 ** gate.qubits;
  const [high, low] = [gate.qubits - 1 - a, gate.qubits - 1 - b];
  const exchanged = (index: number): number => {
    const differ = ((index >> high) ^ (index >> low)) & 1;
    return index ^ (differ << high) ^ (differ << low);
  };
  return re.every((_, at) => {
    const other = exchanged(Math.floor(at / size)) * size + exchanged(at % size);
    return Math.abs(re[at] - re[other]) <= 1e-12 && Math.abs(im[at] - im[other]) <= 1e-12;
  });
}
