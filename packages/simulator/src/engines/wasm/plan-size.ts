import type { Circuit, Operation } from "@uphill/circuits";
import { ONE_BY_ONE } from "../../memory.js";

/** Bytes of an element with what makes it, and of a stage with its code, as measured on long circuits. */
const ELEMENT_BYTES = 300;
const STAGE_BYTES = 600;
/**
 * A larger plan takes longer to write than plain TypeScript takes to run a small state many times, and a large state is worth more.
 * WebAssembly's memory ends at 4 GiB.
 */
const MOST_SMALL = 2 ** 29;
const MOST_LARGE = 2 ** 31;

/** The most bytes that a plan may take. */
export function mostPlanBytes(qubits: number): number {
  return qubits < ONE_BY_ONE ? MOST_SMALL : MOST_LARGE;
}

/**
 * About how many bytes a plan takes, counted before it is written: its elements, and its stages with their tables. Phases share a
 * stage until something turns their qubits; a turn waits for all that stands before it.
 * Cost: a few steps an operation.
 */
export function planBytes({ qubits, operations }: Circuit, live: readonly boolean[]): number {
  /** For each qubit the last stage that turned it, and the last of phases. */
  const turned = new Uint32Array(qubits);
  const phased = new Uint32Array(qubits);
  const open = new Uint8Array(qubits);
  let elements = 0;
  let stages = 0;

  const add = (on: readonly number[], turns: boolean): void => {
    let stage = 0;
    for (const qubit of on) stage = Math.max(stage, turned[qubit], turns ? phased[qubit] : 0);
    stage += 1;
    for (const qubit of on) (turns ? turned : phased)[qubit] = stage;
    elements += 1;
    stages = Math.max(stages, stage);
  };
  const close = (qubit: number): void => {
    if (!open[qubit]) return;
    open[qubit] = 0;
    for (const turns of [false, true, false]) add([qubit], turns);
  };
  const word = (on: readonly number[], pauli: string): void => {
    const turns = pauli.includes("X") || pauli.includes("Y");
    for (const each of turns ? [false, true, false] : [false]) add(on, each);
  };

  for (let k = 0; k < operations.length; k++) {
    if (!live[k]) continue;
    const { gate, qubits: on } = operations[k];
    if (on.length === 1 && !isFed(operations[k])) {
      open[on[0]] = 1;
      continue;
    }
    for (const qubit of on) close(qubit);
    if (gate.structure === "permutation") meet(on, turned, phased);
    else if (gate.structure === "diagonal") add(on, false);
    else if (gate.generator) for (const { pauli } of gate.generator) word(on, pauli);
    else add(on, true);
  }
  for (let qubit = 0; qubit < qubits; qubit++) close(qubit);
  return elements * ELEMENT_BYTES + stages * (STAGE_BYTES + tableBytes(qubits) / 2);
}

const isFed = ({ angles }: Operation): boolean => angles.some((angle) => typeof angle === "object" && "input" in angle);

/** A permutation moves nothing, but whatever waits for one of its qubits then waits for all. */
function meet(on: readonly number[], ...lists: readonly Uint32Array[]): void {
  for (const list of lists) {
    const last = on.reduce((most, qubit) => Math.max(most, list[qubit]), 0);
    for (const qubit of on) list[qubit] = last;
  }
}

/** Tables of a stage of phases: for a single state those of high and of low bits, for a batch a number a row besides. */
function tableBytes(qubits: number): number {
  return 16 * (qubits < ONE_BY_ONE ? 2 ** qubits : 2 * 2 ** (qubits / 2));
}
