import { closeSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { gunzipSync } from "node:zlib";
import { isSystemError, isUphillError, UphillError } from "@uphill/core";

/** Bytes of a file that is no text, as it lies and decompressed. */
const MOST_BYTES = 256 * 2 ** 20;
/** What decompressing takes at its end: the pieces and the whole. */
const MOST_DECOMPRESSED = MOST_BYTES / 2;
const PIECE = 2 ** 20;

export function refuse(who: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "files", who, got, wanted, todo, cause });
}

/**
 * The bytes of a file, of a gzip file those inside.
 * @param most bytes that it may have, inside too
 * @throws UphillError "files" if it is missing, no file, too large or no whole gzip
 */
export function bytesOf(path: string, most = MOST_BYTES): Uint8Array {
  const bytes = rawBytesOf(path, most);
  return isGzip(bytes) ? decompressed(path, bytes, Math.min(most, MOST_DECOMPRESSED)) : bytes;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The bytes of a file as they lie, counted before and while they are read. @throws UphillError "files" */
export function rawBytesOf(path: string, most = MOST_BYTES): Uint8Array {
  try {
    const { size } = statOf(path);
    if (size > most) tooLarge(path, `it has ${size.toLocaleString("en")} bytes`, most);
    const file = openSync(path, "r");
    try {
      return readAll(path, file, size, most);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    return refuseRead(path, cause);
  }
}

/** What lies at a path. @throws UphillError "files" for a device or a pipe, which may never end */
export function statOf(path: string): Stats {
  try {
    const found = statSync(path);
    if (!found.isFile() && !found.isDirectory())
      refuse(path, `it is ${found.isFIFO() ? "a pipe" : "a device or socket"}`, "it must be a file", "Name a file.");
    return found;
  } catch (cause) {
    return refuseRead(path, cause);
  }
}

/** Says why a file could not be read; what is no fault of the system's goes on as it is. */
export function refuseRead(path: string, cause: unknown): never {
  if (isUphillError(cause) || !isSystemError(cause)) throw cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const got = code === "ENOENT" ? "there is no such file" : `it cannot be read (${message})`;
  refuse(path, got, "it must be a readable file", "Check the path and its permissions.", cause);
}

/** A file may say that it has no bytes and never end. */
function readAll(path: string, file: number, size: number, most: number): Uint8Array {
  let bytes = new Uint8Array(size + 1);
  let done = 0;
  for (;;) {
    const read = readSync(file, bytes, done, bytes.length - done, null);
    if (read === 0) return bytes.subarray(0, done);
    done += read;
    if (done > most) tooLarge(path, "it goes on", most);
    if (done < bytes.length) continue;
    const longer = new Uint8Array(Math.min(most + 1, Math.max(2 * done, PIECE)));
    longer.set(bytes);
    bytes = longer;
  }
}

function tooLarge(path: string, got: string, most: number, cause?: unknown): never {
  refuse(
    path,
    got,
    `at most ${most.toLocaleString("en")} bytes are read`,
    "Take a sample of the rows, or fewer columns.",
    cause,
  );
}

/** What is in a gzip file; zlib checks its length and CRC. @throws UphillError "files" */
function decompressed(path: string, bytes: Uint8Array, most: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") return tooLarge(path, "it goes on when it is decompressed", most, cause);
    return refuse(
      path,
      `it cannot be read (${message})`,
      "it must be a whole gzip file",
      "Write or fetch it again.",
      cause,
    );
  }
}

/** UTF-8, strictly. @throws UphillError "files" */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    return refuse(path, "its bytes are not UTF-8", "texts must be", "Save it as UTF-8.", cause);
  }
}
