import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { isUphillError, pick, UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { imagesFromIdx, parseIdx, type Idx } from "../idx.js";
import { imageFamilies, type ImageFamily } from "../images.js";
import { isGzip, rawBytesOf } from "./file.js";

const MAX_BYTES = 256 * 2 ** 20; // a third more than the largest official file, decompressed; guards against a gzip bomb

/** How official file names begin, by part. */
const usualParts = { train: "train", test: "t10k" };
type Part = keyof typeof usualParts;

/** The accepted names of one file: official first, then the spelling with a dot; plain before gzip. */
function spellings({ parts = usualParts }: ImageFamily, part: Part, kind: "images" | "labels"): string[] {
  const [stem, format] = [`${parts[part]}-${kind}`, kind === "images" ? "idx3-ubyte" : "idx1-ubyte"];
  return [`${stem}-${format}`, `${stem}.${format}`].flatMap((name) => [name, `${name}.gz`]);
}

/**
 * Reads an image set from a folder. Pixels stay as in the files, 0 … 255. It looks in `dir/<name>`, then in `dir`, then
 * where torchvision puts the files (`dir/MNIST/raw`, `dir/raw`). The files have their official names
 * (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte), plain or with
 * .gz, also with a dot ("train-images.idx3-ubyte"). Those of emnist-digits are called
 * emnist-digits-train-images-idx3-ubyte and so on.
 * @param dir the folder
 * @param set `name`, the name of the set
 * @returns the parts whose files are there, at least one
 * @throws UphillError "unknown" for another name; "files" if folder or files are missing, cannot be read, or are not a
 *   whole gzip; "idx" if their content is wrong
 * @example
 * ```ts
 * const { train, test } = readImages(dataFolder(), { name: "mnist" });
 * ```
 */
export function readImages(
  dir: string,
  { name }: { name: keyof typeof imageFamilies },
): { train?: Dataset; test?: Dataset } {
  const family: ImageFamily = pick("readImages", "image set", imageFamilies, name);
  const own = join(dir, name);
  const names = list(dir);
  const folders = [
    ...(names.includes(name) ? [{ folder: own, names: list(own) }] : []),
    { folder: dir, names },
    ...[`${family.torchvision}/raw`, "raw"].flatMap((below) => {
      const folder = join(dir, ...below.split("/"));
      return isFolder(folder) ? [{ folder, names: list(folder) }] : [];
    }),
  ];

  for (const { folder, names } of folders) {
    const find = (part: Part, kind: "images" | "labels"): string | undefined =>
      spellings(family, part, kind).find((spelling) => names.includes(spelling));
    const readPart = (part: Part): Dataset | undefined => {
      const images = find(part, "images");
      const labels = find(part, "labels");
      if (images === undefined && labels === undefined) return undefined;
      if (images === undefined || labels === undefined) {
        const missing = images === undefined ? "images" : "labels";
        refuse(
          `${folder} has ${images ?? labels} only`,
          `images and labels belong together`,
          `Put ${spellings(family, part, missing)[0]} (plain or .gz) beside it.`,
        );
      }
      return imagesFromIdx(readIdx(folder, images), readIdx(folder, labels), family);
    };
    const train = readPart("train");
    const test = readPart("test");
    if (train && test) return { train, test };
    if (train) return { train: withNote(train, "Only training files were there, no test files.") };
    if (test) return { test: withNote(test, "Only test files were there, no training files.") };
  }
  const official = (["train", "test"] as const).map(
    (part) => `${spellings(family, part, "images")[0]} and ${spellings(family, part, "labels")[0]}`,
  );
  return refuse(
    `${dir} has no files of ${name}`,
    "it must have images with their labels",
    `Put ${official.join(", or ")}, or all four, into ${own} (plain or .gz).`,
  );
}

function refuse(got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "files", who: "readImages", got, wanted, todo, cause });
}

const withNote = (dataset: Dataset, note: string): Dataset => ({ ...dataset, notes: [...dataset.notes, note] });

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const got = code === "ENOENT" ? `there is no folder ${folder}` : `${folder} cannot be listed (${message})`;
    return refuse(got, "it must be a folder with image files", "Check the path and its permissions.", cause);
  }
}

function readIdx(folder: string, name: string): Idx {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = rawBytesOf(path, MAX_BYTES);
  } catch (error) {
    if (!isUphillError(error)) throw error;
    const got = error.parts.got.replace("it cannot be read ", "");
    refuse(
      `${path} cannot be read ${got.startsWith("(") ? got : `(${got})`}`,
      error.parts.wanted,
      error.parts.todo,
      error,
    );
  }
  // By content, not by name: browsers save .gz files decompressed, and an IDX file never begins with gzip's 1f 8b.
  return parseIdx(isGzip(bytes) ? decompress(path, bytes) : bytes, path);
}

/** zlib checks the gzip's length and CRC. */
function decompress(path: string, bytes: Uint8Array): Uint8Array {
  const most = Math.min(MAX_BYTES, declaredBytes(bytes) ?? MAX_BYTES);
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const got =
      code === "ERR_BUFFER_TOO_LARGE"
        ? `${path} holds more than ${most} bytes`
        : `${path} cannot be decompressed (${message})`;
    return refuse(got, "it must be a whole gzip file of images or labels", "Fetch the file again.", cause);
  }
}

/** A packed beginning that holds an IDX file's header. */
const BEGINNING = 1024;

/** The bytes that an IDX file says it has, from its first ones: then no more are decompressed. */
function declaredBytes(packed: Uint8Array): number | undefined {
  try {
    const start = gunzipSync(packed.subarray(0, BEGINNING), { finishFlush: constants.Z_SYNC_FLUSH });
    const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
    const dimensions = start[3];
    const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
    // Eight bytes are the widest values.
    return 4 + 4 * dimensions + 8 * sizes.reduce((product, size) => product * size, 1);
  } catch {
    return undefined; // What is wrong with it is said when all of it is read.
  }
}
