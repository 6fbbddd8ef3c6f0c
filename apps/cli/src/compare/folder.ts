import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { decode, encode, UphillError } from "@uphill/core";
import { makeFolders, writeWhole } from "../write-whole.js";
import type { DataRecord } from "./data.js";
import { keyOf, type JobRecord } from "./run.js";

export type Status = "running" | "interrupted" | "finished";

/** What decided the numbers (hashed), and what was so when they were made (not hashed). */
export interface Manifest {
  readonly status: Status;
  readonly identityHash: string;
  readonly identity: unknown;
  /** What was learnt, by preset: classes, source, licence, citation. Follows from the identity. */
  readonly data: Readonly<Record<string, DataRecord>>;
  readonly circumstances: Readonly<Record<string, unknown>>;
}

const MANIFEST = "manifest.json";
const LOG = "runs.ndjson";
const PROBE = ".write-probe";

/** A results folder: an append-only log of runs while it goes, whole files at the end. */
export interface Folder {
  readonly path: string;
  /** Runs that an earlier, interrupted command left here. */
  readonly done: readonly JobRecord[];
  append(record: JobRecord): void;
  /** Replaces a file at once: it is written beside and renamed. */
  write(name: string, content: string): void;
  writeManifest(manifest: Manifest): void;
  /** Rewrites the log in the given order, so that it does not tell in which order the runs ended. */
  sortLog(records: readonly JobRecord[]): void;
}

/**
 * Opens a folder for an experiment. A finished folder of the same identity is replaced; with `resume` an unfinished one is
 * gone on with; any other folder that holds something is refused. Nothing is touched before all is clear.
 * @throws UphillError "folder"
 */
export function openFolder(path: string, identityHash: string, resume: boolean): Folder {
  const folder = resolve(path);
  const found = inspect(folder);
  if (found !== "empty") {
    if (found === "file") throw refuse(path, "it is a file", "Name a folder with --out.");
    if (found === "foreign") {
      throw refuse(path, "it holds other files", "Name an empty folder, or one that does not exist yet, with --out.");
    }
    if (found.identityHash !== identityHash) {
      throw refuse(
        path,
        "it holds the results of another experiment (other options, seeds, data or versions)",
        "Name another folder with --out, or give the same options.",
      );
    }
    if (found.status !== "finished" && !resume) {
      throw refuse(
        path,
        "it holds an unfinished run of this experiment",
        "Add --resume to go on with it, or remove it.",
      );
    }
  }
  makeWritable(folder, path);
  const log = join(folder, LOG);
  const done = resume && existsSync(log) ? readLog(log) : [];
  if (!resume) rmSync(log, { force: true });

  const write = (name: string, content: string): void => writeWhole(join(folder, name), content);
  return {
    path: folder,
    done,
    append: (record) => appendFileSync(log, `${encode(record)}\n`),
    write,
    writeManifest: (manifest) => write(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`),
    sortLog: (records) => write(LOG, records.map((record) => `${encode(record)}\n`).join("")),
  };
}

function inspect(folder: string): "empty" | "foreign" | "file" | Pick<Manifest, "status" | "identityHash"> {
  if (!existsSync(folder)) return "empty";
  if (!statSync(folder).isDirectory()) return "file";
  // What a killed command left of its own is no reason to refuse.
  const names = readdirSync(folder).filter((name) => name !== PROBE && !/^\..*\.part$/.test(name));
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

function makeWritable(folder: string, path: string): void {
  try {
    makeFolders(folder);
    accessSync(folder, constants.W_OK);
    // Rights alone do not tell of a read-only file system.
    const probe = join(folder, PROBE);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new UphillError({
      code: "folder",
      who: "compare",
      got: `${path} cannot be written (${reason})`,
      wanted: "results need a folder that can",
      todo: `Check ${dirname(path)}, or name another folder with --out.`,
      cause,
    });
  }
}

/** Whole lines of the log; a last line that was torn by a crash is cut off, here and in the file. */
function readLog(log: string): JobRecord[] {
  const text = readFileSync(log, "utf8");
  const records = new Map<string, JobRecord>();
  let end = 0;
  for (let start = 0; ; start = end) {
    const newline = text.indexOf("\n", start);
    if (newline < 0) break;
    try {
      const record = decode(text.slice(start, newline)) as JobRecord;
      records.set(keyOf(record), record);
    } catch {
      break;
    }
    end = newline + 1;
  }
  truncateSync(log, Buffer.byteLength(text.slice(0, end)));
  return [...records.values()];
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
