import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isSystemError, isUphillError, reasonOf, UphillError } from "@uphill/core";
import type { DataRecord } from "@uphill/problems";
import { keyOf, type Job, type JobRecord } from "../run.js";
import { acquireLock, isLockName, type Lock } from "./lock.js";
import {
  describeCorrection,
  describeFault,
  isWhole,
  lineOf,
  readLog,
  type LogFault,
  type LogPlace,
  type Reading,
} from "./log.js";
import { makeFolders, writeWhole, writeWholeSlowly } from "./write-whole.js";

/** How far a results folder is. */
export type Status = "running" | "interrupted" | "finished";

/** The manifest of a results folder: what decided the numbers, and how they came about. */
export interface Manifest {
  /** How far the folder is. */
  readonly status: Status;
  /** SHA-256 of the identity, in hexadecimal. */
  readonly identityHash: string;
  /** Everything that decides the numbers. */
  readonly identity: unknown;
  /** The data, by preset: classes, source, licence, citation. It follows from the identity. */
  readonly data: Readonly<Record<string, DataRecord>>;
  /** What was so when the numbers were made, such as machine and time. It does not decide them. */
  readonly circumstances: Readonly<Record<string, unknown>>;
}

const MANIFEST = "manifest.json";
const LOG = "runs.ndjson";
/** Room for the last word: it is given free on a full disk. */
const SPARE = ".spare.part";
/** More sentences than that on one log say no more. */
const MOST_SENTENCES = 20;

/** A results folder: an append-only log of runs while it goes, whole files at the end. Held for one command until it is closed. */
export interface Folder {
  readonly path: string;
  /** Runs that an earlier, interrupted command left here. */
  readonly done: readonly JobRecord[];
  /** Sentences on lines of the log that count for nothing. */
  readonly notes: readonly string[];
  append(record: JobRecord): void;
  /** Sentences on what such lines said and their runs, done again, give. Each comes once. */
  corrections(): string[];
  /** Replaces a file at once: it is written beside and renamed. */
  write(name: string, content: string): void;
  writeManifest(manifest: Manifest): void;
  /** Says in the manifest that the command ended before its work did, where that can still be said. */
  giveUp(): void;
  /** Rewrites the log in the given order, so that it does not tell in which order the runs ended. It waits now and then. */
  sortLog(records: readonly JobRecord[], signal: AbortSignal): Promise<void>;
  /** Lets other commands in. */
  close(): void;
}

/**
 * Opens a folder for an experiment, and keeps other commands out of it. A finished folder of the same identity is replaced; with `resume` an
 * unfinished one is gone on with; any other folder that holds something is refused. Nothing is touched before all is clear.
 * @param isJob whether the experiment may have this run
 * @throws UphillError "folder"
 */
export function openFolder(
  path: string,
  { identityHash, resume, isJob }: { identityHash: string; resume: boolean; isJob: (job: Job) => boolean },
): Folder {
  const folder = resolve(path);
  // What is not ours is refused before there is a lock in it. What is ours may change until the lock is held.
  refuseForeign(path, identityHash);
  const lock = lockFolder(folder, path);
  try {
    const found = refuseForeign(path, identityHash);
    if (found !== "empty" && found.status !== "finished" && !resume) {
      throw refuse(
        path,
        "it holds an unfinished run of this experiment",
        "Add --resume to go on with it, or remove it.",
      );
    }
    const log = join(folder, LOG);
    if (!resume) rmSync(log, { force: true });
    const reading = resume && existsSync(log) ? mend(log, readLog(log, identityHash, isJob)) : undefined;
    return folderOf({ folder, path, log, lock, reading, identityHash });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function folderOf({
  folder,
  path,
  log,
  lock,
  reading: { records, faults, places, bytes } = { records: new Map(), faults: [], places: new Map(), bytes: 0 },
  identityHash,
}: {
  folder: string;
  path: string;
  log: string;
  lock: Lock;
  reading: Pick<Reading, "records" | "faults" | "places" | "bytes"> | undefined;
  identityHash: string;
}): Folder {
  /** Nothing is written after what could not be written: a line would go on where another was torn. */
  let lost: Error | undefined;
  const trying = <T>(act: () => T): T => {
    if (lost !== undefined) throw lost;
    try {
      lock.assertHeld();
      return act();
    } catch (cause) {
      lost = lossOf(path, folder, cause);
      throw lost;
    }
  };
  const write = (name: string, content: string): void => trying(() => writeWhole(join(folder, name), content));
  const spare = join(folder, SPARE);
  let last: Manifest | undefined;
  const corrected: string[] = [];
  const open = new Map<string, LogFault[]>();
  for (const fault of faults) {
    if (!fault.job || !fault.said || fault.foreign) continue;
    const key = keyOf(fault.job);
    open.set(key, [...(open.get(key) ?? []), fault]);
  }
  const correct = (record: JobRecord): void => {
    const key = keyOf(record);
    corrected.push(...(open.get(key) ?? []).map((fault) => describeCorrection(fault, record)));
    open.delete(key);
  };
  for (const record of records.values()) correct(record);
  const lines = linesIn(log, places, bytes, identityHash);
  return {
    path: folder,
    done: [...records.values()],
    notes: atMost(
      faults.map((fault) => describeFault(fault, join(path, LOG), records)),
      "such lines",
    ),
    append(record) {
      trying(() => lines.append(record));
      correct(record);
    },
    corrections: () => atMost(corrected.splice(0), "changed lines"),
    write,
    writeManifest(manifest) {
      const text = textOf(manifest);
      write(MANIFEST, text);
      last = manifest;
      if (manifest.status === "running") trying(() => writeFileSync(spare, " ".repeat(2 * text.length + 4096)));
    },
    async sortLog(ordered, signal) {
      trying(() => undefined);
      try {
        await writeWholeSlowly(log, lines.of(ordered), signal);
      } catch (cause) {
        lost = lossOf(path, folder, cause);
        throw lost;
      }
    },
    giveUp() {
      if (last?.status !== "running") return;
      try {
        lock.assertHeld();
        rmSync(spare, { force: true });
        writeWhole(join(folder, MANIFEST), textOf({ ...last, status: "interrupted" }));
      } catch {
        // There is no way left to say so there; why is said to the user.
      }
    },
    close() {
      try {
        rmSync(spare, { force: true });
      } catch {
        // Nobody minds it.
      }
      lock.release();
    },
  };
}

function atMost(sentences: readonly string[], what: string): string[] {
  const more = sentences.length - MOST_SENTENCES;
  return more > 0 ? [...sentences.slice(0, MOST_SENTENCES), `There are ${more} more ${what}.`] : [...sentences];
}

/** Cuts off what a crash has torn, so that the next line begins on its own. */
function mend(log: string, reading: Reading): Reading {
  truncateSync(log, reading.bytes);
  if (!reading.open) return reading;
  appendFileSync(log, "\n");
  return { ...reading, bytes: reading.bytes + 1 };
}

/** The lines of a log that is being written: where each stands, so that none has to be made twice. */
function linesIn(
  log: string,
  known: ReadonlyMap<string, LogPlace>,
  bytes: number,
  identityHash: string,
): { append(record: JobRecord): void; of(records: readonly JobRecord[]): Generator<string> } {
  const places = new Map(known);
  let end = bytes;
  /** A line as it stands in the log; undefined where somebody changed it. */
  const standing = (file: number, record: JobRecord): string | undefined => {
    const place = places.get(keyOf(record));
    if (!place) return undefined;
    const line = Buffer.alloc(place.size);
    const text = line.subarray(0, readSync(file, line, 0, place.size, place.start)).toString("utf8");
    return isWhole(text, identityHash) ? `${text}\n` : undefined;
  };
  return {
    append(record) {
      const line = lineOf(record, identityHash);
      appendFileSync(log, line);
      const size = Buffer.byteLength(line);
      places.set(keyOf(record), { start: end, size: size - 1 });
      end += size;
    },
    *of(records) {
      const file = openSync(log, "r");
      try {
        for (const record of records) yield standing(file, record) ?? lineOf(record, identityHash);
      } finally {
        closeSync(file);
      }
    },
  };
}

function refuseForeign(path: string, identityHash: string): "empty" | Pick<Manifest, "status" | "identityHash"> {
  const found = inspect(resolve(path));
  if (found === "file") throw refuse(path, "it is a file", "Name a folder with --out.");
  if (found === "foreign") {
    throw refuse(path, "it holds other files", "Name an empty folder, or one that does not exist yet, with --out.");
  }
  if (found !== "empty" && found.identityHash !== identityHash) {
    throw refuse(
      path,
      "it holds the results of another experiment (other options, seeds, data or versions)",
      "Name another folder with --out, or give the same options.",
    );
  }
  return found;
}

function inspect(folder: string): "empty" | "foreign" | "file" | Pick<Manifest, "status" | "identityHash"> {
  if (!existsSync(folder)) return "empty";
  if (!statSync(folder).isDirectory()) return "file";
  // What a killed command left of its own is no reason to refuse.
  const names = readdirSync(folder).filter((name) => !isLockName(name) && !/^\..*\.part$/.test(name));
  if (names.length === 0) return "empty";
  if (!names.includes(MANIFEST)) return "foreign";
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")) as Partial<Manifest>;
    if (typeof manifest.identityHash !== "string" || manifest.status === undefined) return "foreign";
    return { identityHash: manifest.identityHash, status: manifest.status };
  } catch {
    return "foreign";
  }
}

/** To place a lock tells whether the folder can be written: rights alone do not know of a read-only file system. */
function lockFolder(folder: string, path: string): Lock {
  try {
    makeFolders(folder);
    return acquireLock(folder, path);
  } catch (cause) {
    if (isUphillError(cause)) throw cause;
    throw new UphillError({
      code: "folder",
      who: "compare",
      got: `${path} cannot be written (${reasonOf(cause)})`,
      wanted: "results need a folder that can",
      todo: `Check ${dirname(path)}, or name another folder with --out.`,
      cause,
    });
  }
}

/** What keeps results from being written that could be written before. Errors that are no disk's stay what they are. */
function lossOf(path: string, folder: string, cause: unknown): Error {
  const gone = !existsSync(join(folder, MANIFEST));
  if (!gone && !isSystemError(cause)) return cause as Error;
  return new UphillError({
    code: "folder",
    who: "compare",
    got: gone
      ? `${path} was removed or emptied while the command went on`
      : `${path} can no longer be written: ${reasonOf(cause)}`,
    wanted: "results are kept there as they come",
    todo: gone
      ? "Leave it in place, and start again."
      : "Mend that, then give the same command with --resume: all runs that are finished are kept.",
    cause,
  });
}

function textOf(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function refuse(path: string, got: string, todo: string): UphillError {
  return new UphillError({
    code: "folder",
    who: "compare",
    got: `${path} cannot take the results: ${got}`,
    wanted: "nothing that is there may be lost",
    todo,
  });
}
