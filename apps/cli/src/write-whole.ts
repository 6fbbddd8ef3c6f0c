import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes a file at once: beside first, as `.NAME.part`, then renamed. Nobody ever sees half of it. */
export function writeWhole(path: string, content: string): void {
  const beside = join(dirname(path), `.${basename(path)}.part`);
  writeFileSync(beside, content);
  renameSync(beside, path);
}

/** Step by step: Node's own recursive mkdir never returns from a parent that takes no entries, such as /proc. */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}
