import { UphillError } from "@uphill/core";
import { openZip, type ByteSource, type ZipEntry } from "../zip.js";
import { NumpyArray, numbersOf, readPickleStream, type PickleValue } from "./pickle.js";
import { parseQDatasetName } from "./profile.js";
import type { QDatasetTable } from "./table.js";

/** What a row of a table needs of an example. */
const needed = ["pulse_parameters", "expectations"] as const;

/** Archives hold tens of thousands of examples of hundreds of megabytes, noiseless ones almost nothing but zeros. */
export const archiveLimits = { entries: 2 ** 20, entryBytes: 2 ** 31, ratio: Infinity };

/** An example in an archive: the pickle NAME_ex_K. */
interface Entry {
  readonly file: ZipEntry;
  readonly name: string;
  readonly index: number;
}

function examplesIn(files: readonly ZipEntry[], who: string): Entry[] {
  const entries = files.flatMap((file): Entry[] => {
    const match = /^(?:.*\/)?([^/]+)_ex_(\d+)(?:\.pkl|\.pickle)?$/.exec(file.name);
    return match ? [{ file, name: match[1], index: Number(match[2]) }] : [];
  });
  if (entries.length === 0) {
    refuse(who, "it has no file named NAME_ex_K", "an archive of QDataSet has one for each example");
  }
  const other = entries.find(({ name }) => name !== entries[0].name);
  if (other) refuse(who, `it has examples of ${entries[0].name} and of ${other.name}`, "an archive is of one set");
  return entries.sort((a, b) => a.index - b.index);
}

function refuse(who: string, got: string, wanted: string): never {
  throw new UphillError({ code: "qdataset", who, got, wanted, todo: "Check that it is the right file." });
}

/** Which examples of an archive are read, and how far. */
export interface ArchiveOptions {
  /** How many examples are read, from the first on; default: all. */
  readonly rows?: number;
  /** True reads every pickle to its end and checks its sum, even if no more of it is needed. */
  readonly whole?: boolean;
}

/**
 * Reads examples of an official archive, one by one in the order of their numbers, with the named fields only. Of each
 * pickle, no more is decompressed than these fields need, unless `whole` is true. Nothing in a pickle is executed.
 * @param from the bytes of the archive, or a source that reads them in parts
 * @param who the name of the archive, for errors
 * @param options `fields`, the fields to read as the archive names them ("expectations", "Vo_operator", "noise", …);
 *   `rows`; `whole`
 * @returns the examples: name of the set, number, and values of the fields
 * @throws UphillError "zip", "pickle", or "qdataset" if a field is missing
 */
export async function* readQDatasetExamples(
  from: Uint8Array | ByteSource,
  who: string,
  { fields, rows = Infinity, whole = false }: ArchiveOptions & { fields: readonly string[] },
): AsyncGenerator<{ name: string; index: number; values: Record<string, PickleValue> }> {
  for (const { file, name, index } of examplesIn(await openZip(from, who, archiveLimits), who).slice(0, rows)) {
    const inside = `${who}, ${file.name}`;
    const until = whole ? {} : { until: fields };
    const value = await readPickleStream(file.stream(), inside, { size: file.size, ...until });
    if (!(value instanceof Map)) return refuse(inside, "it is no dict", "an example of QDataSet is one");
    const missing = fields.find((field) => !value.has(field));
    if (missing !== undefined) refuse(inside, `it has no ${missing}`, "an example of QDataSet has it");
    yield { name, index, values: Object.fromEntries(fields.map((field) => [field, value.get(field)!])) };
  }
}

/**
 * Reads the table of an official archive.
 * @param from the bytes of the archive, or a source that reads them in parts
 * @param who the name of the archive, for errors
 * @param options how many examples are read, and how far
 * @returns a promise of the table
 * @throws UphillError "zip", "pickle", "unknown" for a name that no set has, or "qdataset" if examples have the wrong
 *   shape, as a rejection
 */
export async function readQDatasetArchive(
  from: Uint8Array | ByteSource,
  who: string,
  options: ArchiveOptions = {},
): Promise<QDatasetTable> {
  const read: { expectations: Float64Array; pulseParameters: Float64Array }[] = [];
  let set = "";
  for await (const { name, index, values } of readQDatasetExamples(from, who, { ...options, fields: needed })) {
    set = name;
    const { qubits, controls } = parseQDatasetName(name);
    const inside = `${who}, example ${index}`;
    const size = qubits === 1 ? 18 : 540;
    const expectations = finite(values.expectations, inside, "expectations");
    if (expectations.length !== size)
      refuse(inside, `it has ${expectations.length} expectations`, `${name} has ${size}`);
    const parameters = finite(values.pulse_parameters, inside, "pulse parameters");
    const wrong = parameters.length === 0 || parameters.length % (3 * controls.length) !== 0;
    if (wrong || parameters.length !== (read.at(0)?.pulseParameters.length ?? parameters.length)) {
      const wanted = `each pulse has ${3 * controls.length}, and all examples as many pulses`;
      refuse(inside, `it has ${parameters.length} pulse parameters`, wanted);
    }
    read.push({ expectations, pulseParameters: parameters });
  }
  return {
    name: set,
    rows: read.length,
    expectations: concatenated(read.map((example) => example.expectations)),
    pulseParameters: concatenated(read.map((example) => example.pulseParameters)),
    source: `QDataSet, archive ${who}`,
    notes: [`Read ${read.length} examples of ${set} from ${who}.`],
  };
}

function finite(value: PickleValue, who: string, what: string): Float64Array {
  if (!(value instanceof NumpyArray) || /c/.test(value.dtype))
    return refuse(who, `its ${what} are no real array`, "they must be");
  const numbers = numbersOf(value, who);
  const wrong = numbers.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) refuse(who, `number ${wrong} of its ${what} is ${numbers[wrong]}`, "it must be finite");
  return numbers;
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
