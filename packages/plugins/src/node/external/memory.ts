import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly kibibytes: () => number;
}

/**
 * Tells the resident memory in MiB of groups of processes, with all that they started: at once from /proc, later from `ps` where
 * there is no /proc. On Windows, which has neither, it tells nothing: memory is not watched there.
 */
export function residentMemory(leaders: readonly number[], tell: (leader: number, mebibytes: number) => void): void {
  const add = (rows: readonly Row[]): void => {
    for (const leader of leaders) {
      const members = familyOf(leader, rows);
      tell(leader, members.reduce((sum, { kibibytes }) => sum + kibibytes(), 0) / 1024);
    }
  };
  if (process.platform === "linux") add(fromProc());
  else if (process.platform !== "win32")
    execFile("ps", ["-A", "-o", "pid=,ppid=,pgid=,rss="], (_, text) => add(fromPs(text)));
}

/** The group, and what left it but was started in it. */
function familyOf(leader: number, rows: readonly Row[]): readonly Row[] {
  const members = new Set(rows.filter(({ group }) => group === leader));
  const pids = new Set([leader, ...[...members].map(({ pid }) => pid)]);
  for (let before = -1; before < members.size;) {
    before = members.size;
    for (const row of rows) {
      if (!pids.has(row.parent)) continue;
      members.add(row);
      pids.add(row.pid);
    }
  }
  return [...members];
}

function fromProc(): Row[] {
  return readdirSync("/proc").flatMap((name): Row[] => {
    if (!/^\d+$/.test(name)) return [];
    // A name in parentheses, which may hold anything, then the state and the numbers.
    const fields = read(`/proc/${name}/stat`).split(") ").at(-1)!.split(" ");
    if (fields.length < 3) return [];
    return [
      {
        pid: Number(name),
        parent: Number(fields[1]),
        group: Number(fields[2]),
        kibibytes: () => Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0),
      },
    ];
  });
}

/** Empty where the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function fromPs(text: string): Row[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length === 4)
    .map(([pid, parent, group, rss]) => ({ pid, parent, group, kibibytes: () => rss }));
}
