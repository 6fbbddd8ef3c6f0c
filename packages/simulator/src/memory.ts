import { UphillError } from "@uphill/core";

/** The most shots for one expectation value. Shots are drawn one by one, so more would take too long. */
export const MOST_SHOTS = 1e7;

/** Bytes that the states of one call may take unless the user says otherwise: 4 GiB. */
export const USUAL_BYTES = 2 ** 32;

/** Bytes of one state vector. */
const stateBytes = (qubits: number): number => 16 * 2 ** qubits;

/** From this many qubits on a state fills vectors by itself: rows run one after another, and only one is in memory. */
export const ONE_BY_ONE = 11;

/**
 * Computes the bytes that states take at most while a call runs. Derivatives need the states twice. States that a batch
 * starts from are held in addition.
 * @param qubits the number of qubits
 * @param rows the number of rows
 * @param options `gradient`, default true: whether derivatives are computed; `starts`, default false: whether the rows
 *   have start states of their own
 * @returns the number of bytes
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

/**
 * Writes a number of bytes for people.
 * @param bytes the number of bytes
 * @returns the text, such as "3.2 GiB"
 */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power ? 1 : 0)} ${units[power]}`;
}
