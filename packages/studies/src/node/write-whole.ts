import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that nobody ever sees half of it, even after power loss. It writes a file beside it, `.NAME.part`,
 * and renames it at the end. If that fails, nothing is left.
 * @param path the path of the file
 * @param content the content
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const part = partOf(path);
  try {
    part.write(content);
    part.keep();
  } finally {
    part.close();
  }
}

/** Pieces between two looks at what else goes on. */
const AT_ONCE = 1000;

/** The same from pieces, which may be more than fits into one string. Others have their turn meanwhile; once the signal fires, nothing is changed. */
export async function writeWholeSlowly(path: string, pieces: Iterable<string>, signal: AbortSignal): Promise<void> {
  const part = partOf(path);
  try {
    let count = 0;
    for (const piece of pieces) {
      part.write(piece);
      if (++count % AT_ONCE !== 0) continue;
      await othersTurn();
      if (signal.aborted) return;
    }
    part.keep();
  } finally {
    part.close();
  }
}

/** Lets signals and timers in. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What is written beside a file until it takes its place. */
function partOf(path: string): { write(piece: string | Uint8Array): void; keep(): void; close(): void } {
  const beside = join(dirname(path), `.${basename(path)}.part`);
  const file = openSync(beside, "w");
  let open = true;
  return {
    write: (piece) => writeFileSync(file, piece),
    keep() {
      fsyncSync(file);
      closeSync(file);
      open = false;
      renameSync(beside, path);
    },
    close() {
      if (!open) return;
      closeSync(file);
      rmSync(beside, { force: true });
    },
  };
}

/**
 * Makes a folder and all folders above it. Node's own recursive mkdir never returns for a folder that cannot be made
 * in, such as /proc.
 * @param folder the path of the folder
 */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}
