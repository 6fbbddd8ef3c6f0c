import { isUphillError, parseOptions, UphillError } from "@uphill/core";
import { openNpz } from "../tables/numpy.js";
import { openZip, type ByteSource } from "../zip.js";
import { archiveLimits, readQDatasetArchive, type ArchiveOptions } from "./archive.js";
import { qdatasetFileOptions, tableOf, type QDatasetFileOptions } from "./collect.js";
import { parseQDatasetName } from "./profile.js";
import type { QDatasetTable } from "./table.js";

/**
 * Reads the table in a file: an official archive of pickles, or a file that `generateQDataset` wrote.
 * @param from the bytes of the file, or a source that reads them in parts
 * @param who the name of the file, for errors
 * @param options how many examples are read, and how far
 * @returns a promise of the table
 * @throws UphillError "zip", "pickle", "npy", "qdataset" or "unknown", as a rejection, if the file is something else or
 *   damaged
 */
export async function readQDataset(
  from: Uint8Array | ByteSource,
  who: string,
  options: ArchiveOptions = {},
): Promise<QDatasetTable> {
  const files = await openZip(from, who, archiveLimits);
  const generated = files.some(({ name }) => name === "settings.npy");
  return generated ? readGenerated(from, who, options) : readQDatasetArchive(from, who, options);
}

async function readGenerated(
  from: Uint8Array | ByteSource,
  who: string,
  { rows = Infinity }: ArchiveOptions,
): Promise<QDatasetTable> {
  const { names, read } = await openNpz(from, who);
  const { name, options } = parseSettings((await read("settings")).data, who);
  const { qubits, controls } = parseQDatasetName(name);
  const { examples, pulses } = options;
  const first = async (part: string, width: number): Promise<Float64Array> => {
    const { data } = names.includes(part) ? await read(part) : { data: new Float64Array(0) };
    if (data.length !== examples * width) {
      refuse(who, `it has ${data.length} numbers of ${part}`, `${examples} examples have ${examples * width}`);
    }
    const wrong = data.findIndex((x) => !Number.isFinite(x));
    if (wrong >= 0) refuse(who, `number ${wrong} of ${part} is ${data[wrong]}`, "it must be finite");
    return data.slice(0, Math.min(rows, examples) * width);
  };
  const expectations = await first("expectations", qubits === 1 ? 18 : 540);
  const table = tableOf(name, options, expectations, await first("pulse_parameters", 3 * pulses * controls.length));
  if (rows >= examples) return table;
  return { ...table, rows, notes: [...table.notes, `Read the first ${rows} of them.`] };
}

function parseSettings(data: Float64Array, who: string): { name: string; options: QDatasetFileOptions } {
  try {
    const text = new TextDecoder().decode(Uint8Array.from(data));
    const { format, version, name, ...given } = JSON.parse(text) as Record<string, unknown>;
    if (format !== "uphill-qdataset" || version !== 1 || typeof name !== "string") {
      const got = `its settings are of format ${String(format)}, version ${String(version)}`;
      return refuse(who, got, "uphill-qdataset, version 1, is read");
    }
    return { name, options: parseOptions(who, qdatasetFileOptions, given) };
  } catch (cause) {
    if (isUphillError(cause)) throw cause;
    return refuse(who, "its settings are no JSON", "they must be", cause);
  }
}

function refuse(who: string, got: string, wanted: string, cause?: unknown): never {
  throw new UphillError({ code: "qdataset", who, got, wanted, todo: "Generate the file again.", cause });
}
