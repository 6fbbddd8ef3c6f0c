import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes a folder and those above it, one by one: Node's recursive mkdir never returns from /proc and its like. */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const isThere = async (): Promise<boolean> => (await stat(folder).catch(() => undefined))?.isDirectory() ?? false;
  if (await isThere()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (cause: unknown) => {
    // Somebody else may have been faster.
    if (!(await isThere())) throw cause;
  });
}
