import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../bin/uphill.mjs", import.meta.url));

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, UPHILL_DATA: undefined });

/** Runs the built command to its end in a folder. */
export function uphill(cwd: string, ...args: string[]): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    encoding: "utf8",
    env: environment(),
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

/** Starts the built command. */
export function startUphill(cwd: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [bin, ...args], { cwd, env: environment(), stdio: "ignore" });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "uphill-"));
}
