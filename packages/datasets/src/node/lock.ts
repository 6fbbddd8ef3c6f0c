import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { UphillError } from "@uphill/core";

/**
 * Keeps other processes of this machine out until the function that it gives is called: a file with this process's number. One
 * that a dead process left counts for nothing.
 * @throws UphillError "busy" while another holds it
 */
export async function lock(path: string, who: string): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, String(process.pid), { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      const holder = await holderOf(path);
      if (tries > 0 || isAlive(holder)) {
        throw new UphillError({
          code: "busy",
          who,
          got: `process ${holder} is at work there`,
          wanted: "one at a time may be",
          todo: `Wait until it is done. If there is no such process, delete ${path}.`,
          cause,
        });
      }
      await rm(path, { force: true });
    }
  }
}

/** Between making the file and writing the number into it there is none for a moment; of a dead process, for ever. */
async function holderOf(path: string): Promise<number> {
  const read = async (): Promise<number> => Number(await readFile(path, "utf8").catch(() => ""));
  const found = await read();
  return found > 0 ? found : setTimeout(100).then(read);
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
