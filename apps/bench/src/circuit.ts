import { circuit, cnot, rx, ry, rz, weight, z, type Circuit } from "@uphill/circuits";
import * as simulator from "@uphill/simulator";
import type { Program } from "@uphill/simulator";

export const LAYERS = 5;

/** RX RY RZ on every qubit, then CNOT 0→1→…→n−1, in layers. Weight (layer · qubits + qubit) · 3 + axis. */
export function benchCircuit(qubits: number, layers = LAYERS): Circuit {
  return circuit(
    qubits,
    Array.from({ length: layers }, (_, layer) => [
      ...Array.from({ length: qubits }, (_, qubit) => {
        const first = (layer * qubits + qubit) * 3;
        return [rx(weight(first), qubit), ry(weight(first + 1), qubit), rz(weight(first + 2), qubit)];
      }).flat(),
      ...Array.from({ length: qubits - 1 }, (_, qubit) => cnot(qubit, qubit + 1)),
    ]).flat(),
  );
}

/** The circuit compiled for ⟨Z⟩ of the last qubit, to run on so many threads. */
export function benchProgram(qubits: number, threads: number): Program {
  const options = { observables: [z(qubits - 1)], threads };
  return simulator.compile(benchCircuit(qubits), options);
}

/** Starts the engine's worker threads, where the engine has them: they are not part of any time. */
export async function startThreads(count: number): Promise<void> {
  const { startThreads: start } = simulator as { startThreads?: (count: number) => Promise<unknown> };
  if (count > 1) await start?.(count);
}
