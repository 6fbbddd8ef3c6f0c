import { readFileSync, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { isUphillError, UphillError } from "@uphill/core";

const MAX_BYTES = 2 ** 30;

function refuse(who: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "files", who, got, wanted, todo, cause });
}

/** The bytes of a file, of a gzip file those inside. @throws UphillError "files" if it is missing, too large or no whole gzip */
export function bytesOf(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) refuse(path, `it has ${size} bytes`, `at most ${MAX_BYTES} are read`, "Take a part of it.");
    const bytes = readFileSync(path);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (isUphillError(cause)) throw cause;
    const got = code === "ENOENT" ? "there is no such file" : `it cannot be read (${message})`;
    return refuse(path, got, "it must be a readable file", "Check the path and its permissions.", cause);
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
