import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isPlugin, type Program } from "./program.js";

/** What plug-ins hear and speak by, so that standard output stays for people. */
export const CHANNEL = 3;
/** It ends when we do, and the host with it. */
export const LIFELINE = 4;

// On Windows a detached process would get a window.
const detached = process.platform !== "win32";

/** Starts a process, the first of a group of its own. @param memory MiB */
export function launch(program: Program, memory: number): ChildProcess {
  const options = { cwd: program.folder, detached, windowsHide: true };
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

/** Ends a process and all that it started, if they left its group or not at all. */
export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(detached ? -pid : pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}
