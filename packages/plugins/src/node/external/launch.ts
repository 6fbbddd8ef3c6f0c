import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { killOffspring, markedEnvironment } from "./offspring.js";
import { isPlugin, type ForeignProgram } from "./program.js";

/** What plug-ins hear and speak by, so that standard output stays for people. */
export const CHANNEL = 3;
/** It ends when we do, and the host with it. */
export const LIFELINE = 4;

// On Windows a detached process would get a window.
const detached = process.platform !== "win32";

const tokens = new WeakMap<ChildProcess, string>();

/** Starts a process, the first of a group of its own. @param memory MiB */
export function launch(program: ForeignProgram, memory: number): ChildProcess {
  const token = randomUUID();
  const child = start(program, memory, markedEnvironment(token));
  tokens.set(child, token);
  return child;
}

function start(program: ForeignProgram, memory: number, env: NodeJS.ProcessEnv): ChildProcess {
  const options = { cwd: program.folder, detached, windowsHide: true, env };
  if (!isPlugin(program)) {
    const [file, ...rest] = program.command;
    return spawn(file, rest, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  }
  const host = fileURLToPath(new URL("./host.js", import.meta.url));
  return spawn(process.execPath, [`--max-old-space-size=${memory}`, host, process.argv[1]], {
    ...options,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
}

/** Ends a process and all that it started: its group, and what left that, where it can be found. */
export function killGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(detached ? -pid : pid, "SIGKILL");
  } catch {
    // Gone already.
  }
  const token = tokens.get(child);
  if (token !== undefined) killOffspring(token);
}
