import type { Operation } from "@uphill/circuits";

/** An operation and its place in the circuit. */
export interface Located {
  readonly operation: Operation;
  readonly index: number;
}

/**
 * One pass over the states: a single operation, or a block of neighbouring one-qubit operations on one qubit, whose
 * product is one 2×2 unitary.
 */
export interface Pass {
  readonly members: readonly Located[];
  readonly perRow: boolean;
}

const takesInput = ({ angles }: Operation): boolean =>
  angles.some((angle) => typeof angle === "object" && "input" in angle);

/** Gathers one-qubit operations into blocks; an operation on several qubits, or with an angle per row, stands alone. */
export function planPasses(located: readonly Located[]): Pass[] {
  const passes: { members: Located[]; perRow: boolean }[] = [];
  const open = new Map<number, Located[]>();
  for (const item of located) {
    const { qubits } = item.operation;
    const perRow = takesInput(item.operation);
    const block = open.get(qubits[0]);
    if (qubits.length === 1 && !perRow && block) {
      block.push(item);
      continue;
    }
    const members = [item];
    passes.push({ members, perRow });
    for (const qubit of qubits) open.delete(qubit);
    if (qubits.length === 1 && !perRow) open.set(qubits[0], members);
  }
  return passes;
}
