import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file at once: beside first, as `.NAME.part`, then renamed. Nobody ever sees half of it, not after power loss either. What
 * cannot be written to its end leaves nothing.
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

/** Step by step: Node's own recursive mkdir never returns from a parent that takes no entries, such as /proc. */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}
