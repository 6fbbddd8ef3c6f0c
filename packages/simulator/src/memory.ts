import { UphillError } from "@uphill/core";

/** Shots that one expectation value may take: they are drawn one by one. */
export const MOST_SHOTS = 1e7;

/** Bytes that the states of one call may take unless the user says otherwise: 4 GiB. */
export const USUAL_BYTES = 2 ** 32;

/** Bytes of one state vector. */
const stateBytes = (qubits: number): number => 16 * 2 ** qubits;

/** From this many qubits on a state fills vectors by itself: rows run one after another, and only one is in memory. */
export const ONE_BY_ONE = 11;

/**
 * Bytes that states take at most while a call runs: the states and, for derivatives, those that sweep back with them. States that
 * a batch starts from are held besides.
 */
export function memoryNeeded(
  qubits: number,
  rows: number,
  { gradient = true, starts = false }: { gradient?: boolean; starts?: boolean } = {},
): number {
  const running = qubits >= ONE_BY_ONE ? 1 : rows;
  return stateBytes(qubits) * (running * (gradient ? 2 : 1) + (starts ? rows : 0));
}

/** @throws UphillError "shots" unless it is a whole number that can be drawn */
export function checkShots(shots: number, least = 1): void {
  if (Number.isInteger(shots) && shots >= least && shots <= MOST_SHOTS) return;
  throw new UphillError({
    code: "shots",
    who: "simulator",
    got: `${shots} shots are asked for`,
    wanted: `it must be a whole number from ${least} to ${MOST_SHOTS}`,
    todo: "Ask for exact values where shots are to have next to no noise.",
  });
}

/** @throws UphillError "memory" */
export function checkBytes(qubits: number, rows: number, bytes: number, maxBytes: number): void {
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
