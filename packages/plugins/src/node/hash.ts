import { createHash } from "node:crypto";

/** SHA-256 of the contents of files; of several, of their hashes, a line each. */
export function hashOf(files: readonly Uint8Array[]): string {
  const digest = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");
  const each = files.map(digest);
  return each.length === 1 ? each[0] : digest(each.join("\n"));
}
