import { readdirSync, readFileSync } from "node:fs";

/** A variable of the environment that tells the children of one process of ours from all others. */
const MARK = "UPHILL_OFFSPRING";

/** The environment of a child, and of all that it starts. It says of which children the child is one, too. */
export function markedEnvironment(token: string): NodeJS.ProcessEnv {
  const before = process.env[MARK];
  return { ...process.env, [MARK]: before === undefined ? token : `${before},${token}` };
}

/** How often is looked again for what was started meanwhile. */
const MOST_ROUNDS = 10;

/**
 * Ends what a child has started in groups of its own, whose parent may be gone: on Linux, where /proc shows a process's first
 * environment. What was started without it stays, and so it does on other systems.
 */
export function killOffspring(token: string): void {
  if (process.platform !== "linux") return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = processes().filter((pid) => marksOf(pid).includes(token));
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone already.
      }
    }
  }
}

function processes(): number[] {
  return readdirSync("/proc").flatMap((name) =>
    /^\d+$/.test(name) && Number(name) !== process.pid ? [Number(name)] : [],
  );
}

function marksOf(pid: number): string[] {
  try {
    // Empty of a process that has ended and only waits for its parent to hear of it.
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return (
      variables
        .find((text) => text.startsWith(`${MARK}=`))
        ?.slice(MARK.length + 1)
        .split(",") ?? []
    );
  } catch {
    return [];
  }
}
