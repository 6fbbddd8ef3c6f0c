import { randomUUID } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { isUphillError, UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import type { ArchiveOptions } from "../qdataset/archive.js";
import { collectQDataset, type QDatasetFileOptions } from "../qdataset/collect.js";
import { readQDataset } from "../qdataset/generated.js";
import { generateQDatasetExamples, type QDatasetExample, type QDatasetOptions } from "../qdataset/generate.js";
import { usualOpponent } from "../qdataset/profile.js";
import { qdatasetTask, type QDatasetFeatures, type QDatasetTable } from "../qdataset/table.js";
import { fileSource } from "./file-source.js";
import { makeFolder } from "./make-folder.js";

/**
 * Generates examples of a set of QDataSet into `directory/NAME.npz`. The file is written beside and renamed at the end,
 * so that it is there whole or not at all.
 * @param name the name of the set, such as "G_1q_X_Z_N1"
 * @param options examples, seed, steps, realisations, pulses, and whether to keep waveforms and noise
 * @param run `directory`; `onProgress`, called after each example; `examples`, a function that makes the examples in
 *   place of this thread, in any order, for example several processes that share the work by `generateQDatasetExamples`
 * @returns a promise of the path and the number of bytes
 * @throws UphillError "options", "unknown" or "memory", and "files" if the file cannot be written, as a rejection
 */
export async function generateQDataset(
  name: string,
  options: Partial<QDatasetFileOptions>,
  run: {
    directory: string;
    onProgress?: (done: number, all: number) => void;
    examples?: (count: number, options: QDatasetOptions) => AsyncIterable<QDatasetExample> | Iterable<QDatasetExample>;
  },
): Promise<{ path: string; bytes: number }> {
  const collector = collectQDataset(name, options);
  const path = join(run.directory, `${name}.npz`);
  // Before the long work: a folder that cannot be made should be known at once.
  await orRefuse(`${run.directory} cannot be made`, makeFolder(run.directory));
  const { examples, options: forEach } = collector;
  const here = (): Iterable<QDatasetExample> => generateQDatasetExamples(name, { from: 0, to: examples, ...forEach });
  let done = 0;
  for await (const example of (run.examples ?? here)(examples, forEach)) {
    collector.add(example);
    run.onProgress?.(++done, examples);
    await setImmediate(); // lets signals and timers in
  }
  return { path, bytes: await orRefuse(`${path} cannot be written`, writeWhole(path, collector.file())) };
}

/**
 * Reads the table in a file, piece by piece: an official archive, or a file that {@link generateQDataset} wrote.
 * @param path the path of the file
 * @param options how many examples are read, and how far
 * @returns a promise of the table
 * @throws UphillError "files" if the file cannot be read, and what `readQDataset` throws, as a rejection
 */
export async function readQDatasetFile(path: string, options: ArchiveOptions = {}): Promise<QDatasetTable> {
  const source = await orRefuse(`${path} cannot be read`, fileSource(path));
  try {
    return await readQDataset(source, path, options);
  } finally {
    await source.close();
  }
}

/**
 * Makes a data set of two sets in a folder that a classifier has to tell apart. It looks for NAME.npz or NAME.zip of
 * each set in `directory/qdataset` and in `directory`.
 * @param directory the folder
 * @param task `set`, the set of class 1; `against`, the set of class 0, default "usual", as for the generated set
 *   `qdataset`; `features`, what a row holds; `rows`, how many examples are read of each set
 * @returns a promise of the data set
 * @throws UphillError "files" with what is missing, and what {@link readQDatasetFile} and `qdatasetTask` throw, as a
 *   rejection
 */
export async function readQDatasetTask(
  directory: string,
  { set, against = "usual", ...rest }: { set: string; against?: string; features?: QDatasetFeatures; rows?: number },
): Promise<Dataset> {
  const first = await find(directory, against === "usual" ? usualOpponent(set) : against);
  const second = await find(directory, set);
  return qdatasetTask(await readQDatasetFile(first, rest), await readQDatasetFile(second, rest), rest);
}

async function find(directory: string, name: string): Promise<string> {
  for (const folder of [join(directory, "qdataset"), directory]) {
    const names = await readdir(folder).catch((): string[] => []);
    const found = [`${name}.npz`, `${name}.zip`].find((each) => names.includes(each));
    if (found) return join(folder, found);
  }
  throw new UphillError({
    code: "files",
    who: "QDataSet",
    got: `there is no ${name}.npz or ${name}.zip in ${directory} or its folder qdataset`,
    wanted: "both sets of a task must be there",
    todo: "Generate the set, or put the official archive there.",
  });
}

async function writeWhole(path: string, pieces: readonly Uint8Array[]): Promise<number> {
  const beside = `${path}.${randomUUID()}.part`;
  let bytes = 0;
  try {
    const file = await open(beside, "wx");
    try {
      for (const piece of pieces) {
        await file.writeFile(piece);
        bytes += piece.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return bytes;
}

async function orRefuse<T>(what: string, doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (cause) {
    if (isUphillError(cause)) throw cause;
    const got = `${what} (${(cause as Error).message})`;
    const todo = "Check the path and its permissions.";
    throw new UphillError({ code: "files", who: "QDataSet", got, wanted: "it must be possible", todo, cause });
  }
}
