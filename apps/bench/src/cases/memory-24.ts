import type { MeasureCase } from "../case.js";
import { runChild } from "../children.js";

const peak = async (qubits: number): Promise<number> => Number((await runChild("memory", [String(qubits)])).output);

/** The peak resident size of a process that runs 24 qubits once, minus that of one that runs 1. */
export const memory24: MeasureCase = {
  against: "limit",
  id: "memory-24",
  about: "24 qubits forward, peak memory above that at 1 qubit",
  unit: "MiB",
  bar: 320,
  times: 1,
  measure: async () => (await peak(24)) - (await peak(1)),
};
