import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file at once: beside first, as `.NAME.part`, then renamed. Nobody ever sees half of it, not after power loss either. Pieces may
 * be more than fits into one string.
 */
export function writeWhole(path: string, content: string | Iterable<string>): void {
  const beside = join(dirname(path), `.${basename(path)}.part`);
  const file = openSync(beside, "w");
  try {
    for (const piece of typeof content === "string" ? [content] : content) writeFileSync(file, piece);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

/** Step by step: Node's own recursive mkdir never returns from a parent that takes no entries, such as /proc. */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}
