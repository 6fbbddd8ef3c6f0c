import { UphillError } from "@uphill/core";

/** States in flight at most: ψ, λ, one copy, and the prepared start. */
const COPIES = 4;

/** Bytes that a batch of states takes at most while gradients run. */
export function memoryNeeded(qubits: number, rows: number): number {
  return COPIES * 16 * 2 ** qubits * rows;
}

/** @throws UphillError "memory", said before anything is allocated */
export function checkMemory(qubits: number, rows: number, maxBytes: number): void {
  const bytes = memoryNeeded(qubits, rows);
  if (bytes <= maxBytes) return;
  throw new UphillError({
    code: "memory",
    who: "simulator",
    got: `${qubits} qubits and ${rows} rows take ${formatBytes(bytes)}`,
    wanted: `the limit is ${formatBytes(maxBytes)}`,
    todo: "Use fewer qubits or rows, or raise maxBytes.",
  });
}

/** A number of bytes for people: 3.2 GiB. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}
