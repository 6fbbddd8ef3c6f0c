import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { decode, encode, oneLine, UphillError } from "@uphill/core";
import { failedRun, keyOf, type Job, type JobRecord } from "../run.js";

/**
 * The log of a comparison: one line a run. A line ends with a checksum of what stands before it, so that one which was changed, or
 * belongs to another experiment, is known from one that was written here.
 */

/** A line that counts for nothing. */
export interface LogFault {
  /** From 1. */
  readonly line: number;
  /** Whose line it is, if it can still be read. */
  readonly job?: Job;
  /** What is wrong with it, a clause. */
  readonly why: string;
  /** What it said of its run, if it can still be read. */
  readonly said?: object;
  /** Whether it is of no run of this experiment. */
  readonly foreign?: true;
}

export interface Reading {
  /** Runs whose lines are as they were written, by key. */
  readonly records: ReadonlyMap<string, JobRecord>;
  readonly faults: readonly LogFault[];
  /** Bytes to keep: what follows was torn by a crash. */
  readonly bytes: number;
  /** Whether the last line that is kept lacks its line break. */
  readonly open: boolean;
  /** Where lines stand that are to the letter as they are written, by key. */
  readonly places: ReadonlyMap<string, LogPlace>;
}

/** A line of a log, without its line break. */
export interface LogPlace {
  readonly start: number;
  /** In bytes. */
  readonly size: number;
}

/** One line, with its line break. The checksum is the SHA-256 of the identity's hash, a line break, and the line without the checksum. */
export function lineOf(record: JobRecord, identityHash: string): string {
  const text = encode(record);
  return `${text.slice(0, -1)}${ending(checksumOf(text, identityHash))}\n`;
}

function checksumOf(text: string, identityHash: string): string {
  return createHash("sha256").update(`${identityHash}\n${text}`).digest("hex");
}

function ending(checksum: string): string {
  return `,"checksum":"${checksum}"}`;
}

const ENDING = ending("0".repeat(64)).length;

/** Whether a text, without line break, is to the letter what {@link lineOf} writes. Cost: one hash; nothing is decoded. */
export function isWhole(text: string, identityHash: string): boolean {
  return text.endsWith(ending(checksumOf(`${text.slice(0, -ENDING)}}`, identityHash)));
}

/**
 * Reads a log and checks every line. A broken line costs itself alone; a last one that a crash has torn is no fault.
 * @param isJob whether the experiment may have this run
 * Cost: linear in the file; memory for one line and for the records.
 */
export function readLog(path: string, identityHash: string, isJob: (job: Job) => boolean): Reading {
  const kept = new Map<string, Whole>();
  const differing = new Set<string>();
  const faults: LogFault[] = [];
  let [number, bytes, open] = [0, 0, false];
  const places = new Map<string, LogPlace>();
  for (const { text, end, ended } of linesOf(path)) {
    number += 1;
    const place = { start: bytes, size: end - bytes - (ended ? 1 : 0) };
    const whole = text !== undefined && Buffer.byteLength(text) === place.size && isWhole(text, identityHash);
    const line = parse(text, whole, identityHash, isJob);
    // A crash leaves the beginning of a line; one that can be read was only robbed of its line break.
    if (!ended && line !== undefined && "why" in line && !line.said) break;
    [bytes, open] = [end, !ended];
    if (line === undefined) continue;
    if ("why" in line) faults.push({ line: number, ...line });
    // What somebody ended is done again, and nothing is wrong with its line.
    else if (!("fault" in line.record && line.record.fault === "killed")) {
      const key = keyOf(line.record);
      const other = kept.get(key);
      if (other === undefined) {
        kept.set(key, { ...line, line: number });
        if (whole) places.set(key, place);
      } else if (other.checksum !== line.checksum) {
        differing.add(key);
        faults.push(contradiction(line.record, number, other.line));
      }
    }
  }
  for (const key of differing) {
    const { record, line } = kept.get(key)!;
    faults.push(contradiction(record, line));
    kept.delete(key);
  }
  faults.sort((a, b) => a.line - b.line);
  return { records: new Map([...kept].map(([key, { record }]) => [key, record])), faults, bytes, open, places };
}

interface Whole {
  readonly record: JobRecord;
  readonly checksum: string;
  readonly line: number;
}

function contradiction(record: JobRecord, line: number, other?: number): LogFault {
  const why = other === undefined ? "a later line says otherwise of the same run" : `line ${other} says otherwise`;
  return { line, job: jobOf(record), said: record, why };
}

const jobFields: Readonly<Record<keyof Job, (value: unknown) => boolean>> = {
  preset: (value) => typeof value === "string",
  optimizer: (value) => value === null || typeof value === "string",
  variant: (value) => typeof value === "string",
  change: (value) => value === null || (typeof value === "object" && !Array.isArray(value)),
  seed: (value) => typeof value === "number",
};

const runFields = Object.keys(
  failedRun({ preset: "", optimizer: "", variant: "run", change: null, seed: 0 }, undefined),
);

function jobOf({ preset, optimizer, variant, change, seed }: Job): Job {
  return { preset, optimizer, variant, change, seed };
}

/** A record, what is wrong, or undefined for a line that is empty. */
function parse(
  text: string | undefined,
  whole: boolean,
  identityHash: string,
  isJob: (job: Job) => boolean,
): Omit<Whole, "line"> | Omit<LogFault, "line"> | undefined {
  if (text === undefined) return { why: "it is longer than the line of any run" };
  if (text === "") return undefined;
  let value: unknown;
  try {
    value = decode(text);
  } catch (error) {
    const isJson = error instanceof UphillError && !(error.cause instanceof SyntaxError);
    return { ...beginningOf(text), why: isJson ? "it holds what no run writes" : "it is not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { why: "it is no record of a run" };
  const { checksum, ...said } = value as { checksum?: unknown };
  const fields = said as Readonly<Record<string, unknown>>;
  for (const [field, fits] of Object.entries(jobFields)) {
    if (!Object.hasOwn(fields, field)) return { why: `it has no "${field}"`, said };
    if (!fits(fields[field])) return { why: `its "${field}" is of the wrong kind`, said };
  }
  const record = said as JobRecord;
  const job = jobOf(record);
  if (!isJob(job)) return { job, said, why: "this experiment has no such run", foreign: true };
  const wanted = job.optimizer === null ? ["ceiling"] : runFields;
  const missing = [...wanted, "checksum"].find((field) => !Object.hasOwn(value, field));
  if (missing !== undefined) return { job, said, why: `it has no "${missing}"` };
  if (!whole && checksum !== checksumOf(encode(record), identityHash)) {
    return { job, said, why: "it was changed after it was written, or is of another experiment" };
  }
  return { record, checksum: String(checksum) };
}

/** Whose line it was: a record begins with its job. */
function beginningOf(text: string): { job?: Job } {
  const beginning = /^\{"preset":.{0,1000}?"seed":-?\d+(?=[,}])/s.exec(text)?.[0];
  try {
    const job = decode(`${beginning}}`) as Job;
    return Object.entries(jobFields).every(([field, fits]) => fits(job[field as keyof Job])) ? { job } : {};
  } catch {
    return {};
  }
}

/** A line that is longer is not kept in memory. A text of this size still fits into a string. */
const MOST_BYTES = 2 ** 28;
const CHUNK = 2 ** 20;
const NEWLINE = 10;

/** Lines without line break, byte-order mark and blanks around; undefined where one is too long. */
function* linesOf(path: string): Generator<{ text: string | undefined; end: number; ended: boolean }> {
  const file = openSync(path, "r");
  try {
    let [end, size, pieces]: [number, number, Buffer[]] = [0, 0, []];
    const add = (piece: Buffer): void => {
      end += piece.length;
      size += piece.length;
      if (size > MOST_BYTES) pieces = [];
      else pieces.push(piece);
    };
    const line = (ended: boolean): { text: string | undefined; end: number; ended: boolean } => {
      const text = size > MOST_BYTES ? undefined : Buffer.concat(pieces).toString("utf8").trim();
      [size, pieces] = [0, []];
      return { text, end, ended };
    };
    for (;;) {
      const room = Buffer.allocUnsafe(CHUNK);
      const chunk = room.subarray(0, readSync(file, room, 0, CHUNK, null));
      if (chunk.length === 0) break;
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, at + 1));
        yield line(true);
        start = at + 1;
      }
      add(chunk.subarray(start));
    }
    if (size > 0) yield line(false);
  } finally {
    closeSync(file);
  }
}

/** One sentence on a line that counts for nothing. */
export function describeFault(fault: LogFault, log: string, records: ReadonlyMap<string, JobRecord>): string {
  const { job, why, foreign } = fault;
  const then = foreign
    ? "it is left out"
    : job === undefined
      ? "if its run has no other line, it is done again"
      : records.has(keyOf(job))
        ? "another line holds its run"
        : "its run is done again";
  return `${nameOf(fault, ` of ${log}`)}: ${why}; ${then}.`;
}

const MOST_DIFFERENCES = 5;

/** One sentence on how far a line was from the truth. */
export function describeCorrection(fault: LogFault, record: JobRecord): string {
  const differences = differencesOf(fault.said, record, "");
  if (differences.length === 0) return `${nameOf(fault)} said what the run gives.`;
  const [said, given] = (["said", "given"] as const).map((side) =>
    differences
      .slice(0, MOST_DIFFERENCES)
      .map((difference) => difference[side])
      .join(", "),
  );
  const more = differences.length - MOST_DIFFERENCES;
  const others = more > 0 ? ` ${more} more of its values differ.` : "";
  return `${nameOf(fault)} said ${said}; the run gives ${given}.${others}`;
}

function nameOf({ line, job }: LogFault, where = ""): string {
  if (!job) return `line ${line}${where}`;
  const { preset, optimizer, variant, change, seed } = job;
  const changes = Object.entries(change ?? {}).map(([option, value]) => `${option} ${shown(value)}`);
  const words = [preset, optimizer ?? "classical models", ...(variant === "tuning" ? [variant] : []), ...changes];
  return `line ${line}${where} (${[...words, `seed ${seed}`].join(", ")})`;
}

/** Where two values differ, leaf by leaf; what only one has is one difference. */
function differencesOf(said: unknown, given: unknown, path: string): { said: string; given: string }[] {
  if (Object.is(said, given)) return [];
  if (!isTree(said) || !isTree(given)) return [{ said: `${path} = ${shown(said)}`, given: shown(given) }];
  return [...new Set([...Object.keys(given), ...Object.keys(said)])].flatMap((key) =>
    differencesOf(
      Object.hasOwn(said, key) ? said[key] : undefined,
      Object.hasOwn(given, key) ? given[key] : undefined,
      /^\d+$/.test(key) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
    ),
  );
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return oneLine(JSON.stringify(value), 60);
}
