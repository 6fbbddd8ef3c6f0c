import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { reasonOf, UphillError } from "@uphill/core";

/** Bytes of a program that are read to know it again. */
const MOST_BYTES = 2 ** 28;

/** What is in a file that decides numbers. A pipe or a device would never end. @throws UphillError "plugin" */
export function contentOf(path: string): Buffer {
  const refuse = (got: string): UphillError =>
    new UphillError({
      code: "plugin",
      who: path,
      got,
      wanted: `it must be a readable file of up to ${MOST_BYTES} bytes`,
      todo: "Check the path.",
    });
  try {
    const status = statSync(path);
    if (!status.isFile()) throw refuse("it is no file");
    if (status.size > MOST_BYTES) throw refuse(`it has ${status.size} bytes`);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof UphillError) throw cause;
    throw refuse(`it cannot be read: ${reasonOf(cause)}`);
  }
}

/** SHA-256 of the contents of files; of several, of their hashes, a line each. */
export function hashOf(files: readonly Uint8Array[]): string {
  const digest = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");
  const each = files.map(digest);
  return each.length === 1 ? each[0] : digest(each.join("\n"));
}
