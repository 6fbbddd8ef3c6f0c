import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fingerprint, UphillError } from "@uphill/core";

/** Holds a folder for one command. */
export interface Lock {
  /** @throws UphillError "folder" if somebody took the lock away */
  assertHeld(): void;
  release(): void;
}

/** What a lock says of the command that holds it. */
interface Owner {
  /** Tells this lock from every other. */
  readonly token: string;
  readonly pid: number;
  /** When that process began, as the system counts it: a number that is used again names another process. */
  readonly start: string | null;
  readonly host: string;
  /** Tells machines of one name apart. */
  readonly machine: string | null;
  /** Changes when the machine starts anew. */
  readonly boot: string | null;
  /** Where process numbers mean the same: two containers of one machine have two. */
  readonly namespace: string | null;
  /** When the folder was taken. */
  readonly since: string;
}

const LOCK = ".lock";

/** A lock of ours, or what a killed command left of taking one. */
export function isLockName(name: string): boolean {
  return name === LOCK || name.startsWith(`${LOCK}.`);
}

/**
 * Keeps other commands out of a folder until it is released, at the latest when this process exits. The lock of a process that has
 * ended is taken over; of several commands that find it, one gets it.
 * @param shown the folder as the user named it
 * @throws UphillError "folder" while another command holds it, or may; the system's own error where the folder cannot be written
 */
export function acquireLock(folder: string, shown: string): Lock {
  const me = describeMyself();
  const path = join(folder, LOCK);
  take({ folder, shown, me }, path);
  const release = (): void => {
    process.off("exit", release);
    try {
      // Whoever removed it by hand may have let another command in.
      if (read({ shown }, path)?.token === me.token) rmSync(path, { force: true });
    } catch {
      // A lock that stays behind is taken over.
    }
  };
  process.on("exit", release);
  // Claims are worth nothing once the lock that they were after is gone.
  for (const name of readdirSync(folder)) if (name.startsWith(`${LOCK}.`)) rmSync(join(folder, name), { force: true });
  return {
    assertHeld() {
      if (read({ shown }, path)?.token === me.token) return;
      throw new UphillError({
        code: "folder",
        who: "compare",
        got: `the lock of ${shown} was taken away while the command went on`,
        wanted: "only one command at a time may write there",
        todo: "Look whether the folder was removed, or another command works there; else go on with --resume.",
      });
    },
    release,
  };
}

interface Taking {
  readonly folder: string;
  readonly shown: string;
  readonly me: Owner;
}

/**
 * To look at a dead owner's lock and then to replace it are two steps, and in between another command may have done both. So
 * nobody replaces a lock who does not hold the claim to it, a lock of its own that bears the dead one's token: whoever has it and then still finds
 * the dead one in place knows that it stays there. A claim whose holder died is replaced in the same way.
 */
function take(taking: Taking, path: string): void {
  const { folder, shown, me } = taking;
  for (;;) {
    if (create(taking, path)) return;
    const owner = read(taking, path);
    if (owner === undefined) continue;
    // Over a network, the answer to a link that was made may be lost, and the second asking finds it there.
    if (owner.token === me.token) return;
    const found = standing(owner, me);
    if (found !== "ended") throw refuse(owner, found, shown, path);
    const claim = join(folder, `${LOCK}.${owner.token}`);
    take(taking, claim);
    try {
      if (read(taking, path)?.token !== owner.token) continue;
      renameSync(writeBeside(taking), path);
      return;
    } finally {
      rmSync(claim, { force: true });
    }
  }
}

/** True if the lock is there and ours. It comes into being with its content. */
function create(taking: Taking, path: string): boolean {
  const beside = writeBeside(taking);
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The winner of a race sweeps away what the others wrote beside.
    if (code === "EEXIST" || code === "ENOENT") return false;
    return createWithoutLinks(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** For file systems that have no hard links. For a moment the lock is empty. */
function createWithoutLinks(beside: string, path: string): boolean {
  try {
    copyFileSync(beside, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function writeBeside({ folder, me }: Taking): string {
  const beside = join(folder, `${LOCK}.${me.token}.part`);
  const file = openSync(beside, "w");
  try {
    writeFileSync(file, `${JSON.stringify(me, null, 2)}\n`);
    // A lock that power loss left empty would name nobody.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return beside;
}

function read({ shown }: Pick<Taking, "shown">, path: string): Owner | undefined {
  for (let tries = 0; tries < 50; tries++) {
    try {
      const owner = JSON.parse(readFileSync(path, "utf8")) as Partial<Owner> | null;
      // The token becomes part of a file's name.
      if (/^[\w-]+$/.test(owner?.token ?? "/") && Number.isInteger(owner?.pid)) return owner as Owner;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      if (!(error instanceof SyntaxError)) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  throw new UphillError({
    code: "folder",
    who: "compare",
    got: `${shown} is locked, and ${path} does not say by whom`,
    wanted: "only one command at a time may write there",
    todo: `If no command works there, remove ${path} and try again.`,
  });
}

function describeMyself(): Owner {
  const machine = textOf("/etc/machine-id");
  return {
    token: randomUUID(),
    pid: process.pid,
    start: lookUp(process.pid)?.start ?? null,
    host: hostname(),
    // The number itself is not for others to see.
    machine: machine && fingerprint(["uphill", machine]).slice(0, 16),
    boot: textOf("/proc/sys/kernel/random/boot_id"),
    namespace: orNull(() => readlinkSync("/proc/self/ns/pid")),
    since: new Date().toISOString(),
  };
}

type Standing = "ended" | "running" | "unsure" | "elsewhere";

/** What can be known from here of the process that wrote a lock. */
function standing(owner: Owner, me: Owner): Standing {
  if (owner.host !== me.host || owner.machine !== me.machine) return "elsewhere";
  if (owner.boot !== me.boot) return "ended";
  if (owner.namespace !== me.namespace) return "elsewhere";
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "ended";
  }
  const found = lookUp(owner.pid);
  if (!found || owner.start === null) return "unsure";
  return found.start === owner.start && !found.zombie ? "running" : "ended";
}

/** When a process began, and whether it has ended and only waits for its parent to hear of it; undefined where nobody tells. */
export function lookUp(pid: number): { start: string; zombie: boolean } | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat !== null) {
    // The name, in parentheses, may hold blanks and parentheses. The state follows it, and the start 19 fields later.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { start: fields[19], zombie: /[ZX]/.test(fields[0]) };
  }
  if (process.platform === "linux" || process.platform === "win32") return undefined;
  const line = orNull(() =>
    execFileSync("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const [state, ...start] = line?.trim().split(/\s+/) ?? [];
  return start.length > 0 ? { start: start.join(" "), zombie: state.startsWith("Z") } : undefined;
}

function textOf(path: string): string | null {
  return orNull(() => readFileSync(path, "utf8").trim());
}

function orNull<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

function refuse(owner: Owner, found: Exclude<Standing, "ended">, shown: string, path: string): UphillError {
  const remove = `remove ${path} and try again.`;
  const todo = {
    running: "Wait until it ends or stop it, or name another folder with --out.",
    unsure: `Wait until it ends or stop it. If process ${owner.pid} is no uphill, ${remove}`,
    elsewhere: `Whether that command still runs cannot be seen from here. If it does not, ${remove}`,
  };
  return new UphillError({
    code: "folder",
    who: "compare",
    got: `another command works on ${shown} (process ${owner.pid} on ${owner.host}, since ${owner.since})`,
    wanted: "only one at a time may write there",
    todo: todo[found],
  });
}
