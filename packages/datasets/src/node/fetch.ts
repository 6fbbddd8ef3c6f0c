import { open, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isUphillError, parseOptions, number, pick, UphillError } from "@uphill/core";
import { imageFamilies, type Download, type ImageFamily, type WebFile } from "../images.js";
import { openZip } from "../zip.js";
import { download, Miss, sha256Of, sizeOf, type Fetch } from "./download.js";
import { fileSource } from "./file-source.js";
import { dataFolder } from "./folder.js";
import { lock } from "./lock.js";
import { makeFolder } from "./make-folder.js";

/** How far the download of one file is. */
export interface FetchProgress {
  /** The name of the file. */
  readonly file: string;
  /** The bytes so far. */
  readonly received: number;
  /** The bytes of the whole file. They are known from the start. */
  readonly total: number;
}

/** The options of {@link fetchDataset}. */
export interface FetchOptions {
  /** The cache folder; default {@link dataFolder}. Files go into a folder of the set's name inside it. */
  readonly folder?: string;
  /** Is called while bytes come. */
  onProgress?(progress: FetchProgress): void;
  /** An `AbortSignal`. If it is aborted, the download stops and keeps what came so far. */
  readonly signal?: AbortSignal;
  /** A function in place of the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** How many seconds without a byte are waited before the next place is tried; default 30. */
  readonly patience?: number;
}

const fields = {
  /** Seconds without a byte. */
  patience: number({ default: 30, above: 0, about: "Seconds without a byte" }),
};

/**
 * Downloads the official files of an image set into the cache, from the official place or a mirror. A file gets its
 * name only when it is whole and its SHA-256 is right. Until then it is in `folder/.downloads`, and a later call goes
 * on from there. Files that are in the cache already are checked and kept.
 * @param name the name of the set
 * @param options the folder, the progress, a signal
 * @returns a promise of the folder and of the names of new and kept files
 * @throws UphillError, as a rejection: "unknown" for another name; "files" if another file has that name or the folder
 *   cannot be written; "busy" while another process downloads the set; "fetch" if no place gave a file; "interrupted"
 *   by the signal
 */
export async function fetchDataset(
  name: keyof typeof imageFamilies,
  options: FetchOptions = {},
): Promise<{ folder: string; fetched: string[]; kept: string[] }> {
  const family: ImageFamily = pick("fetchDataset", "image set to fetch", imageFamilies, name);
  return fetchFiles(name, family.download!, options);
}

/** {@link fetchDataset} for any list of files. */
export async function fetchFiles(
  name: string,
  what: Download,
  options: FetchOptions = {},
): ReturnType<typeof fetchDataset> {
  const { patience } = parseOptions("fetchDataset", fields, { patience: options.patience });
  const root = options.folder ?? dataFolder();
  const folder = join(root, name);
  const waiting = join(root, ".downloads", name);
  const [fetched, kept]: [string[], string[]] = [[], []];
  let unlock: (() => Promise<void>) | undefined;
  try {
    await makeFolder(folder);
    if (what.unpack && (await allThere(folder, Object.values(what.unpack)))) {
      return { folder, fetched, kept: Object.values(what.unpack) };
    }
    await makeFolder(waiting);
    unlock = await lock(`${waiting}.lock`, "fetchDataset");
    for (const file of what.files) {
      const target = join(folder, file.name);
      if (!what.unpack && (await isThere(target, file))) {
        kept.push(file.name);
        continue;
      }
      const part = join(waiting, `${file.name}.part`);
      await fromAnyPlace({ name, folder, what }, file, part, { ...options, patience: 1000 * patience });
      if (what.unpack) fetched.push(...(await unpack(part, what.unpack, waiting, folder)));
      else {
        await rename(part, target);
        fetched.push(file.name);
      }
    }
    await rm(waiting, { recursive: true, force: true });
    return { folder, fetched, kept };
  } catch (cause) {
    if (isUphillError(cause)) throw cause;
    if (options.signal?.aborted) {
      throw new UphillError({
        code: "interrupted",
        who: "fetchDataset",
        got: `fetching ${name} was interrupted`,
        wanted: "not all files are there",
        todo: "Fetch again to go on where it stopped.",
        cause,
      });
    }
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const got = `${folder} cannot be written (${(cause as Error).message})`;
    return refuse("files", got, "files must go somewhere", "Name another folder, or set UPHILL_DATA.", cause);
  } finally {
    await unlock?.();
    await rmdir(join(root, ".downloads")).catch(() => undefined); // what waits there, of this set or another, stays
  }
}

function refuse(code: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code, who: "fetchDataset", got, wanted, todo, cause });
}

async function allThere(folder: string, names: readonly string[]): Promise<boolean> {
  return (await Promise.all(names.map((name) => sizeOf(join(folder, name))))).every((size) => size > 0);
}

async function isThere(target: string, { bytes, sha256 }: WebFile): Promise<boolean> {
  const size = await sizeOf(target);
  if (size === 0) return false;
  if (size === bytes && (await sha256Of(target)) === sha256) return true;
  return refuse(
    "files",
    `${target} is another file`,
    "its SHA-256 must be the official one",
    "Move it elsewhere, or use it as it is.",
  );
}

async function fromAnyPlace(
  { name, folder, what }: { readonly name: string; readonly folder: string; readonly what: Download },
  file: WebFile,
  part: string,
  { fetch = globalThis.fetch, onProgress, signal, patience }: FetchOptions & { patience: number },
): Promise<void> {
  const misses: string[] = [];
  const total = file.bytes;
  for (const place of what.places) {
    const onBytes = (received: number): void => onProgress?.({ file: file.name, received, total });
    try {
      return await download(place + file.name, file, part, { fetch, signal, patience, onBytes });
    } catch (cause) {
      if (!(cause instanceof Miss)) throw cause;
      misses.push(`${new URL(place).host}: ${cause.message}`);
    }
  }
  const wanted = what.unpack ? Object.values(what.unpack) : what.files.map((each) => each.name);
  refuse(
    "fetch",
    `no place gave ${file.name} of ${name} (${misses.join("; ")})`,
    "one of them must",
    `Check the connection and try again, or get the files elsewhere and put ${wanted.join(", ")} into ${folder}.`,
  );
}

/** Takes the named files out of a checked archive, each under its name only when it is whole, and deletes the archive. */
async function unpack(
  archive: string,
  names: Readonly<Record<string, string>>,
  waiting: string,
  folder: string,
): Promise<string[]> {
  const source = await fileSource(archive);
  try {
    const entries = new Map((await openZip(source, archive)).map((entry) => [entry.name, entry]));
    for (const [inside, name] of Object.entries(names)) {
      const entry = entries.get(inside);
      if (!entry) return refuse("fetch", `${archive} has no ${inside}`, "the official archive has", "Fetch it again.");
      const part = join(waiting, `${name}.part`);
      const handle = await open(part, "w");
      try {
        for await (const piece of entry.stream()) await handle.write(piece);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, join(folder, name));
    }
  } finally {
    await source.close();
  }
  await rm(archive);
  return Object.values(names);
}
