import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import {
  circuitFromJSON,
  circuitToJSON,
  drawSvg,
  fromQasm,
  toQasm,
  type Circuit,
  type ToQasmOptions,
} from "@uphill/circuits";
import { isUphillError, reasonOf, UphillError } from "@uphill/core";
import { writeWhole } from "@uphill/studies/node";

/** A text of this size holds some million operations; more is a mistake. */
const MAX_BYTES = 256 * 2 ** 20;

export interface CircuitFile {
  readonly circuit: Circuit;
  /** Weights that the file declares; the last of them may be unused and unknown to the circuit. */
  readonly weights: number;
  /** Inputs of the data that it declares, likewise. */
  readonly inputs: number;
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** Whether a circuit may include files of its own folder. */
  readonly include?: boolean;
  /** Names of a .qasm file's inputs that come with the data, parted by commas. */
  readonly data?: string;
}

/** What `--include` says. */
export const includeOption = ["--include", "let a .qasm file include others of its own folder", false] as const;

/** What `--data` says. */
export const dataOption = [
  "--data <names>",
  "inputs of a .qasm file that come with the data, x,y (default: those that meet in one angle; all others are weights)",
] as const;

/** A circuit from a .qasm or .json file. @throws UphillError "file" | "qasm" | "circuit" */
export function readCircuit(path: string, { include = false, data }: ReadOptions = {}): CircuitFile {
  const text = readText(path, "it must be a circuit");
  if (extname(path) === ".json") {
    if (include) throw misplaced("--include", path, "only a .qasm file includes others");
    if (data !== undefined) throw misplaced("--data", path, "a .json file says itself which angles come with the data");
    const circuit = named(path, () => circuitFromJSON(text));
    return { circuit, weights: circuit.weights, inputs: circuit.inputs, notes: [] };
  }
  if (extname(path) === ".qasm") {
    const {
      circuit,
      measured,
      weightNames,
      inputNames,
      notes: said,
    } = fromQasm(text, {
      name: basename(path),
      ...(data !== undefined && { data: data === "" ? [] : data.split(",").map((each) => each.trim()) }),
      ...(include && { include: (name: string) => readBeside(path, name) }),
    });
    const notes = measured.length > 0 ? [`${measured.length} measurements at the end are left out.`, ...said] : said;
    return { circuit, weights: weightNames.length, inputs: inputNames.length, notes };
  }
  throw refuse(path, `it ends in "${extname(path)}"`, "circuits are read from .qasm and .json files");
}

/** The text of a file in the folder of `path`, by its bare name; nothing that lies elsewhere, by whatever way. */
function readBeside(path: string, name: string): string | undefined {
  if (!/^[\w.-]+$/.test(name) || name.startsWith(".")) return undefined;
  const beside = join(dirname(path), name);
  if (!existsSync(beside) || !statSync(beside).isFile()) return undefined;
  // A link may point out of the folder.
  if (dirname(realpathSync(beside)) !== realpathSync(dirname(path))) return undefined;
  return readText(beside, "it must be a file to include");
}

/** An option that the format of a file leaves without effect. */
function misplaced(flag: string, path: string, wanted: string): UphillError {
  return new UphillError({
    code: "options",
    who: flag,
    got: `the file is ${basename(path)}`,
    wanted,
    todo: `Leave ${flag} out, or use a .qasm file.`,
  });
}

/** Options that say how OpenQASM is written, each by the flag that sets it. */
const qasmFlags: Record<keyof ToQasmOptions, string> = {
  version: "--qasm",
  weights: "--weights",
  inputs: "--inputs",
};

/**
 * Writes a circuit as the file's ending says, at once: beside first, then renamed.
 * @throws UphillError "options" for what only OpenQASM can be told, "file"
 */
export function writeCircuit(path: string, circuit: Circuit, options: ToQasmOptions = {}): void {
  const writers: Record<string, () => string> = {
    ".qasm": () => toQasm(circuit, options),
    ".json": () => `${JSON.stringify(circuitToJSON(circuit), null, 1)}\n`,
    ".svg": () => drawSvg(circuit, { title: basename(path, ".svg") }),
  };
  const write = Object.hasOwn(writers, extname(path)) ? writers[extname(path)] : undefined;
  if (!write)
    throw refuse(path, `it ends in "${extname(path)}"`, "circuits are written to .qasm, .json and .svg files");
  for (const name of Object.keys(options) as (keyof ToQasmOptions)[]) {
    if (extname(path) === ".qasm") break;
    throw misplaced(qasmFlags[name], path, "only the writing of OpenQASM takes it");
  }
  const text = write();
  try {
    writeWhole(path, text);
  } catch (cause) {
    throw refuse(path, `it cannot be written (${reasonOf(cause)})`, "its folder must exist and be writable", cause);
  }
}

/** A refusal of the content says which file it is about. */
function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isUphillError(error)) throw error;
    throw new UphillError({ ...error.parts, who: `${path} (${error.who})`, cause: error });
  }
}

function readText(path: string, wanted: string): string {
  if (!existsSync(path)) throw refuse(path, "there is no such file", wanted);
  const { size } = statSync(path);
  if (size > MAX_BYTES) throw refuse(path, `it has ${size} bytes`, `at most ${MAX_BYTES} are read`);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw refuse(path, `it cannot be read (${reasonOf(cause)})`, "it must be a readable file", cause);
  }
}

/**
 * Numbers from "0.1,0.2", or from a file as "@weights.json": a JSON list, or numbers parted by commas and white space.
 * @throws UphillError "options"
 */
export function readNumbers(flag: string, text: string): Float64Array {
  const source = text.startsWith("@") ? readText(text.slice(1), "it must be a file of numbers") : text;
  const items = source
    .trim()
    .replace(/^\[|\]$/g, "")
    .trim()
    .split(/\s*,\s*|\s+/);
  if (items.length === 1 && items[0] === "") return new Float64Array(0);
  return Float64Array.from(items, (item) => {
    const value = /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(item) ? Number(item) : NaN;
    if (Number.isFinite(value)) return value;
    throw new UphillError({
      code: "options",
      who: flag,
      got: `"${item.slice(0, 20)}" is among the numbers`,
      wanted: "all must be finite numbers",
      todo: `For example ${flag} 0.1,0.2 or ${flag} @file.`,
    });
  });
}

function refuse(path: string, got: string, wanted: string, cause?: unknown): UphillError {
  return new UphillError({ code: "file", who: path, got, wanted, todo: "Check the path.", cause });
}
