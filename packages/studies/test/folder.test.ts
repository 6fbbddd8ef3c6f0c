import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { encode } from "@uphill/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openFolder, type Folder, type Manifest } from "../src/node/folder.js";
import { acquireLock, lookUp, type Lock } from "../src/node/lock.js";
import { lineOf, readLog } from "../src/node/log.js";
import { failedRun, keyOf, type CeilingRecord, type Job, type JobRecord } from "../src/run.js";
import { startUphill, temporaryFolder, uphill, type Finished } from "../../../apps/cli/test/run-cli.js";

/** Called before each change of the file system by a module under test; another command may do something there. */
let before: (() => void) | undefined;
/** The error that a file system without hard links gives. */
let linkFails: string | undefined;

vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const watched = <A extends unknown[], R>(call: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      before?.();
      return call(...args);
    };
  };
  return {
    ...real,
    openSync: watched(real.openSync),
    copyFileSync: watched(real.copyFileSync),
    readFileSync: watched(real.readFileSync as (path: string, coding?: BufferEncoding) => string),
    renameSync: watched(real.renameSync),
    rmSync: watched(real.rmSync),
    linkSync: watched((from: string, to: string) => {
      if (linkFails) throw Object.assign(new Error("no links here"), { code: linkFails });
      real.linkSync(from, to);
    }),
  };
});

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("a lock", () => {
  let folder: string;
  let path: string;
  const held: Lock[] = [];
  const take = (): Lock => {
    const lock = acquireLock(folder, "r");
    held.push(lock);
    return lock;
  };

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder, ".lock");
    before = undefined;
    linkFails = undefined;
  });
  afterEach(() => {
    before = undefined;
    for (const lock of held.splice(0)) lock.release();
  });

  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const [template] = [temporaryFolder()].map((elsewhere) => {
    const lock = acquireLock(elsewhere, "r");
    const text = readFileSync(join(elsewhere, ".lock"), "utf8");
    lock.release();
    return JSON.parse(text) as Record<string, unknown>;
  });
  /** Leaves the lock of a process that is gone, or whatever `changes` say. */
  function leave(changes: Record<string, unknown> = {}, name = ".lock"): void {
    writeFileSync(
      join(folder, name),
      JSON.stringify({ ...template, token: "dead", pid: gone, start: "1", ...changes }),
    );
  }

  test("says who holds it, keeps others out, and goes when it is released", () => {
    const lock = take();
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
      pid: process.pid,
      start: lookUp(process.pid)?.start ?? null,
      host: expect.any(String) as string,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    const refusal = messageOf(take);
    expect(refusal).toMatch(/^compare: another command works on r \(process \d+ on .+, since \d{4}-.+\), but only one/);
    expect(refusal).toContain(`process ${process.pid} on`);
    expect(refusal).toMatch(/Wait until it ends or stop it/);
    lock.assertHeld();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    take();
    lock.release();
    expect(readdirSync(folder)).toEqual([".lock"]);
  });

  test("of a process that has ended is taken over, and what others left of trying goes", () => {
    leave();
    leave({}, ".lock.older");
    leave({}, ".lock.dead.part");
    take().assertHeld();
    expect(readdirSync(folder)).toEqual([".lock"]);
  });

  test("whose process number is used by another process now is taken over", () => {
    leave({ pid: process.ppid, start: "1" });
    take().assertHeld();
  });

  test.runIf(process.platform === "linux")("from before the machine started anew is taken over", () => {
    leave({ pid: process.pid, start: lookUp(process.pid)!.start, boot: "another" });
    take().assertHeld();
  });

  test.runIf(process.platform === "linux")("of a process that is dead and not yet buried is taken over", async () => {
    // The shell becomes a program that never asks how its child ended.
    const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    const pid = Number(String(await new Promise((done) => parent.stdout.once("data", done))));
    while (!lookUp(pid)?.zombie) await new Promise((wait) => setTimeout(wait, 5));
    leave({ pid, start: lookUp(pid)!.start });
    take().assertHeld();
    parent.kill();
  });

  test.each([{ host: "elsewhere" }, { machine: "another" }])("of %j is never taken over", (change) => {
    leave(change);
    const text = readFileSync(path, "utf8");
    expect(messageOf(take)).toContain(`cannot be seen from here. If it does not, remove ${path} and try again.`);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(folder)).toEqual([".lock"]);
  });

  test.runIf(process.platform === "linux")("of another container is never taken over", () => {
    leave({ namespace: "pid:[1]" });
    expect(messageOf(take)).toContain("cannot be seen from here");
  });

  test("of a process of unknown start is not taken over while it lives", () => {
    leave({ pid: process.ppid, start: null });
    expect(messageOf(take)).toContain(`If process ${process.ppid} is no uphill, remove`);
    leave({ start: null });
    take().assertHeld();
  });

  test("is released when the process exits, and asks for nothing once it is released", () => {
    const known = process.listeners("exit");
    const lock = take();
    const [atExit] = process.listeners("exit").filter((listener) => !known.includes(listener));
    atExit(0);
    expect(readdirSync(folder)).toEqual([]);
    lock.release();
    expect(process.listeners("exit")).toEqual(known);
  });

  test.each(["", "{", "null", "{}", '{"token":"../x","pid":1}'])(
    "that holds %j is refused, and how to remove it is said",
    (text) => {
      writeFileSync(path, text);
      expect(messageOf(take)).toMatch(/does not say by whom.*remove .*\.lock/);
    },
  );

  test("works without hard links", () => {
    linkFails = "EPERM";
    const lock = take();
    expect(messageOf(take)).toContain("another command works on r");
    lock.release();
    leave();
    take().assertHeld();
    expect(readdirSync(folder)).toEqual([".lock"]);
  });

  test("that was taken away is missed, and another's is not released", () => {
    const lock = take();
    writeFileSync(path, readFileSync(path, "utf8").replace(/"token": "[^"]+"/, '"token": "other"'));
    expect(() => lock.assertHeld()).toThrow(/taken away/);
    lock.release();
    expect(existsSync(path)).toBe(true);
  });

  // At every call that the first command makes, the second does all of its own: as many interleavings as there are calls.
  test.each([
    ["no lock", () => undefined],
    ["a dead lock", () => leave()],
    [
      "a dead lock, and a dead claim to it",
      () => {
        leave();
        leave({ token: "claimer" }, ".lock.dead");
      },
    ],
  ])("goes to exactly one of two commands that find %s", (_, prepare) => {
    let interleavings = 0;
    for (let at = 0; ; at++) {
      prepare();
      let calls = 0;
      const wins: Lock[] = [];
      const refusals: string[] = [];
      const attempt = (): void => {
        const message = messageOf(() => wins.push(take()));
        if (message) refusals.push(message);
      };
      before = () => {
        if (calls++ !== at) return;
        attempt();
      };
      attempt();
      before = undefined;
      const met = calls > at;
      if (!met) break;
      interleavings += 1;
      expect(wins, `interleaved at call ${at}: ${refusals.join("; ")}`).toHaveLength(1);
      expect(refusals.join(), `interleaved at call ${at}`).toContain("another command works on r");
      wins[0].assertHeld();
      wins[0].release();
      expect(readdirSync(folder), `interleaved at call ${at}`).toEqual([]);
      held.splice(0);
    }
    expect(interleavings).toBeGreaterThan(3);
  });

  // The same, but the second command also ends before the first goes on.
  test("is got by a command that was overtaken by one that has ended since", () => {
    for (let at = 0; ; at++) {
      leave();
      let calls = 0;
      before = () => {
        if (calls++ !== at) return;
        const now = before;
        before = undefined;
        // While the first holds the claim, the second is refused.
        messageOf(() => acquireLock(folder, "r").release());
        before = now;
      };
      const lock = take();
      before = undefined;
      lock.assertHeld();
      lock.release();
      expect(readdirSync(folder)).toEqual([]);
      if (calls <= at) break;
    }
  });
});

describe("a log", () => {
  const IDENTITY = "a".repeat(64);
  const job = (seed: number, optimizer = "nlr"): Job => ({
    preset: "p",
    optimizer,
    variant: "run",
    change: null,
    seed,
  });
  const run = (seed: number, train = seed / 10): JobRecord => ({
    ...failedRun(job(seed), ""),
    loss: { train, test: -0 },
    best: null,
  });
  const jobs = new Set([1, 2, 3, 4, 5].map((seed) => keyOf(job(seed))));
  const line = (record: JobRecord, identity = IDENTITY): string => lineOf(record, identity);
  const good = [1, 2, 3, 4, 5].map((seed) => line(run(seed)));

  let path: string;
  let log: string;
  const open = (): Folder =>
    openFolder(path, { identityHash: IDENTITY, resume: true, isJob: (job) => jobs.has(keyOf(job)) });
  /** Opens a folder with such a log. */
  function found(content: string | Buffer): Folder {
    path = join(temporaryFolder(), "r");
    log = join(path, "runs.ndjson");
    mkdirSync(path);
    writeFileSync(join(path, "manifest.json"), JSON.stringify({ identityHash: IDENTITY, status: "running" }));
    writeFileSync(log, content);
    const folder = open();
    folder.close();
    return folder;
  }
  const seeds = ({ done }: Folder): number[] => done.map(({ seed }) => seed);
  const notes = (folder: Folder): string[] => folder.notes.map((note) => note.replace(log, "LOG"));
  /** What is said once the lost runs were done again. */
  async function redone(readable = 5): Promise<string[]> {
    const before = readFileSync(log, "utf8");
    const folder = open();
    const done = new Set(seeds(folder));
    for (const seed of [1, 2, 3, 4, 5]) if (!done.has(seed)) folder.append(run(seed));
    const said = folder.corrections();
    expect(readFileSync(log, "utf8").startsWith(before)).toBe(true);
    expect(readLog(log, IDENTITY, (job) => jobs.has(keyOf(job))).records.size).toBe(readable);
    await folder.sortLog(
      [1, 2, 3, 4, 5].map((seed) => run(seed)),
      new AbortController().signal,
    );
    folder.close();
    expect(readFileSync(log, "utf8")).toBe(good.join(""));
    return said;
  }

  test("is sorted by copying lines as they stand, and anew where one was changed since", async () => {
    const signal = new AbortController().signal;
    const order = [5, 3, 1, 2, 4];
    const sorted = order.map((seed) => good[seed - 1]).join("");
    for (const torn of ["", good[4].slice(0, 40), good[4].slice(0, -1)]) {
      found(good.slice(0, 3).join("") + torn);
      const folder = open();
      for (const seed of [4, 5]) if (!seeds(folder).includes(seed)) folder.append(run(seed));
      await folder.sortLog(
        order.map((seed) => run(seed)),
        signal,
      );
      folder.close();
      expect(readFileSync(log, "utf8")).toBe(sorted);
    }
    found(good.join(""));
    const folder = open();
    writeFileSync(log, good.join("").replace('"seed":2', '"seed":9').replace("0.4", "0.44"));
    await folder.sortLog(
      order.map((seed) => run(seed)),
      signal,
    );
    folder.close();
    expect(readFileSync(log, "utf8")).toBe(sorted);
  });

  test("is left as it is where sorting is interrupted", async () => {
    found(good.join(""));
    const folder = open();
    const many = Array.from({ length: 500 }, () => [1, 2, 3, 4, 5].map((seed) => run(seed))).flat();
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await folder.sortLog(many, controller.signal);
    folder.close();
    expect(readFileSync(log, "utf8")).toBe(good.join(""));
    expect(readdirSync(path)).toEqual(["manifest.json", "runs.ndjson"]);
  });

  test("ends each line with a checksum that anyone can compute", () => {
    const { checksum } = JSON.parse(good[0]) as { checksum: string };
    const [bare] = good[0].split(',"checksum"');
    const sum = spawnSync(
      process.execPath,
      [
        "-e",
        'console.log(require("crypto").createHash("sha256").update(process.argv[1]).digest("hex"))',
        `${IDENTITY}\n${bare}}`,
      ],
      { encoding: "utf8" },
    );
    expect(checksum).toBe(sum.stdout.trim());
  });

  test("that is whole comes back to the bit, without a word", () => {
    const folder = found(good.join(""));
    expect(folder.done).toEqual([1, 2, 3, 4, 5].map((seed) => run(seed)));
    expect(folder.notes).toEqual([]);
    expect(readFileSync(log, "utf8")).toBe(good.join(""));
  });

  test.each([
    ["CRLF", good.join("").replaceAll("\n", "\r\n")],
    ["empty lines", `\n${good.join("\n \n")}\n\n`],
    ["a byte-order mark", `\uFEFF${good.join("")}`],
    ["each line twice", [...good, ...good].join("")],
    ["no last line break", good.join("").trimEnd()],
  ])("with %s is as good", async (_, text) => {
    const folder = found(text);
    expect(folder.done).toEqual([1, 2, 3, 4, 5].map((seed) => run(seed)));
    expect(folder.notes).toEqual([]);
    expect(await redone()).toEqual([]);
  });

  test("that an editor robbed of its last line break keeps that line apart from the next", async () => {
    expect(seeds(found(good.slice(0, 4).join("").trimEnd()))).toEqual([1, 2, 3, 4]);
    expect(await redone()).toEqual([]);
  });

  test.each([1, 2, 40, good[4].length - 2])("torn %i bytes into its last line loses that", async (bytes) => {
    const folder = found(good.slice(0, 4).join("") + good[4].slice(0, bytes));
    expect(seeds(folder)).toEqual([1, 2, 3, 4]);
    expect(folder.notes).toEqual([]);
    expect(readFileSync(log, "utf8")).toBe(good.slice(0, 4).join(""));
    expect(await redone()).toEqual([]);
  });

  const RUN2 = "line 2 of LOG (p, nlr, seed 2)";
  const without = (field: string): string => {
    const fields = Object.entries(JSON.parse(good[1]) as object).filter(([name]) => name !== field);
    return `${JSON.stringify(Object.fromEntries(fields))}\n`;
  };
  const changed = (change: (record: Record<string, unknown>) => void): string => {
    const copy = JSON.parse(good[1]) as Record<string, unknown>;
    change(copy);
    return `${JSON.stringify(copy)}\n`;
  };
  const CHANGED = "it was changed after it was written, or is of another experiment";

  test.each<[string, string | Buffer, string, string[]]>([
    ["no JSON", "garbage\n", "line 2 of LOG: it is not JSON; if its run has no other line, it is done again.", []],
    ["a cut line", `${good[1].slice(0, 300)}\n`, `${RUN2}: it is not JSON; its run is done again.`, []],
    [
      "zeros",
      Buffer.from("\0\0\0\0\n"),
      "line 2 of LOG: it is not JSON; if its run has no other line, it is done again.",
      [],
    ],
    ["a number", "7\n", "line 2 of LOG: it is no record of a run; if its run has no other line, it is done again.", []],
    [
      "an empty record",
      "{}\n",
      'line 2 of LOG: it has no "preset"; if its run has no other line, it is done again.',
      [],
    ],
    [
      "no seed",
      without("seed"),
      'line 2 of LOG: it has no "seed"; if its run has no other line, it is done again.',
      [],
    ],
    [
      "a seed in words",
      changed((record) => (record.seed = "two")),
      'line 2 of LOG: its "seed" is of the wrong kind; if its run has no other line, it is done again.',
      [],
    ],
    [
      "a tag of its own",
      good[1].replace('"train":0.2', '"train":{"$odd":"1"}'),
      `${RUN2}: it holds what no run writes; its run is done again.`,
      [],
    ],
    [
      "no checksum",
      without("checksum"),
      `${RUN2}: it has no "checksum"; its run is done again.`,
      ["line 2 (p, nlr, seed 2) said what the run gives."],
    ],
    [
      "no loss",
      without("loss"),
      `${RUN2}: it has no "loss"; its run is done again.`,
      ['line 2 (p, nlr, seed 2) said loss = nothing; the run gives {"train":0.2,"test":0}.'],
    ],
    [
      "a better loss",
      good[1].replace('"train":0.2', '"train":0.1'),
      `${RUN2}: ${CHANGED}; its run is done again.`,
      ["line 2 (p, nlr, seed 2) said loss.train = 0.1; the run gives 0.2."],
    ],
    [
      "two edits, one of them a sign that only bits show",
      good[1].replace('"train":0.2', '"train":0.1').replace('"test":{"$number":"-0"}', '"test":0'),
      `${RUN2}: ${CHANGED}; its run is done again.`,
      ["line 2 (p, nlr, seed 2) said loss.train = 0.1, loss.test = 0; the run gives 0.2, -0."],
    ],
    [
      "an edited history",
      changed((record) => ((record.history as { step: number }[])[3].step = 9)),
      `${RUN2}: ${CHANGED}; its run is done again.`,
      ["line 2 (p, nlr, seed 2) said history[3].step = 9; the run gives 0."],
    ],
    [
      "a field more",
      changed((record) => (record.note = "mine")),
      `${RUN2}: ${CHANGED}; its run is done again.`,
      ['line 2 (p, nlr, seed 2) said note = "mine"; the run gives nothing.'],
    ],
    [
      "a line of another experiment",
      line(run(2, 0.9), "b".repeat(64)),
      `${RUN2}: ${CHANGED}; its run is done again.`,
      ["line 2 (p, nlr, seed 2) said loss.train = 0.9; the run gives 0.2."],
    ],
  ])("with %s in its middle loses one run", async (_, text, note, corrections) => {
    const folder = found(Buffer.concat([good[0], text, good[2], good[3], good[4]].map((part) => Buffer.from(part))));
    expect(seeds(folder)).toEqual([1, 3, 4, 5]);
    expect(notes(folder)).toEqual([note]);
    expect(await redone()).toEqual(corrections);
  });

  test("with one seed exchanged for another has two bad claims to one run, and believes neither", async () => {
    const folder = found([good[0], good[1].replace('"seed":2', '"seed":3'), ...good.slice(2)].join(""));
    expect(seeds(folder)).toEqual([1, 3, 4, 5]);
    expect(notes(folder)).toEqual([`line 2 of LOG (p, nlr, seed 3): ${CHANGED}; another line holds its run.`]);
    expect(await redone()).toEqual(["line 2 (p, nlr, seed 3) said loss.train = 0.2; the run gives 0.3."]);
  });

  test("with two lines of one run that differ, each whole, believes neither", async () => {
    const folder = found([...good.slice(0, 4), line(run(2, 0.7)), good[4]].join(""));
    expect(seeds(folder).sort()).toEqual([1, 3, 4, 5]);
    expect(notes(folder)).toEqual([
      `${RUN2}: a later line says otherwise of the same run; its run is done again.`,
      "line 5 of LOG (p, nlr, seed 2): line 2 says otherwise; its run is done again.",
    ]);
    // The contradiction stands until the log is written anew.
    expect(await redone(4)).toEqual([
      "line 2 (p, nlr, seed 2) said what the run gives.",
      "line 5 (p, nlr, seed 2) said loss.train = 0.7; the run gives 0.2.",
    ]);
  });

  test("with a bad line and a good one of the same run believes the good one", async () => {
    const folder = found([good[0].replace("0.1", "0.05"), ...good].join(""));
    expect(seeds(folder)).toEqual([1, 2, 3, 4, 5]);
    expect(notes(folder)).toEqual([`line 1 of LOG (p, nlr, seed 1): ${CHANGED}; another line holds its run.`]);
    expect(await redone()).toEqual(["line 1 (p, nlr, seed 1) said loss.train = 0.05; the run gives 0.1."]);
  });

  test("with runs that the experiment does not have leaves them out", async () => {
    const foreign = [line({ ...run(9) }), line({ ...run(1), preset: "q" }), line({ ...run(1), optimizer: "x" })];
    const ceiling = line({ ...job(1), optimizer: null, variant: "ceiling", ceiling: {} } as unknown as CeilingRecord);
    const folder = found([...good, ...foreign, ceiling].join(""));
    expect(seeds(folder)).toEqual([1, 2, 3, 4, 5]);
    expect(notes(folder)).toEqual(
      ["p, nlr, seed 9", "q, nlr, seed 1", "p, x, seed 1", "p, classical models, seed 1"].map(
        (name, k) => `line ${6 + k} of LOG (${name}): this experiment has no such run; it is left out.`,
      ),
    );
    expect(await redone()).toEqual([]);
  });

  test("with hundreds of bad lines says so in a few", () => {
    const folder = found("x\n".repeat(500) + good.join(""));
    expect(seeds(folder)).toEqual([1, 2, 3, 4, 5]);
    expect(folder.notes).toHaveLength(21);
    expect(folder.notes.at(-1)).toBe("There are 480 more such lines.");
  });

  test("cut at any byte, or with any byte changed, never gives another number", () => {
    const whole = Buffer.from(good.slice(0, 3).join(""));
    const truth = new Map([1, 2, 3].map((seed) => [seed, encode(run(seed))]));
    for (let k = 0; k < 300; k++) {
      const at = (k * 7919) % whole.length;
      const broken = Buffer.from(whole);
      broken[at] ^= 1 << (k % 7);
      for (const text of [
        broken,
        whole.subarray(0, at),
        Buffer.concat([whole.subarray(0, at), whole.subarray(at + 9)]),
      ]) {
        const folder = found(text);
        for (const record of folder.done) expect(encode(record)).toBe(truth.get(record.seed));
        // One byte can glue two lines together, and no more.
        if (text === broken) expect(folder.done.length).toBeGreaterThanOrEqual(1);
      }
    }
  });

  test("with a line of 100 MB and lines across the edges of what is read at once loses that one", () => {
    const folder = found([good[0], `{"x":"${"y".repeat(1e8)}"}\n`, ...good.slice(1)].join(""));
    expect(seeds(folder)).toEqual([1, 2, 3, 4, 5]);
    expect(notes(folder)[0]).toContain('it has no "preset"');
  });

  test("is not touched by a command that is refused", () => {
    found(`${good[0]}garbage\n${good[1].slice(0, 50)}`);
    appendFileSync(log, "torn");
    const text = readFileSync(log, "utf8");
    const first = acquireLock(path, "r");
    for (const resume of [true, false]) {
      expect(messageOf(() => openFolder(path, { identityHash: IDENTITY, resume, isJob: () => true }))).toContain(
        "another command works on",
      );
    }
    first.release();
    expect(messageOf(() => openFolder(path, { identityHash: IDENTITY, resume: false, isJob: () => true }))).toContain(
      "Add --resume",
    );
    expect(readFileSync(log, "utf8")).toBe(text);
    expect(readdirSync(path).sort()).toEqual(["manifest.json", "runs.ndjson"]);
  });
});

describe("a results folder under the command", () => {
  const args = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "400", "--seeds", "8"];
  const options = [...args, "--optimizer", "sgd", "--optimizer", "nlr", "--jobs", "1", "--out", "r"];
  const logOf = (folder: string): string => join(folder, "r", "runs.ndjson");
  const ended = async (child: ChildProcess): Promise<number | null> =>
    (child.exitCode ?? child.signalCode !== null) ? child.exitCode : new Promise((done) => child.once("exit", done));
  const whole = temporaryFolder();
  const status = (folder: string): string =>
    (JSON.parse(readFileSync(join(folder, "r", "manifest.json"), "utf8")) as Manifest).status;

  async function started(folder: string, ...more: string[]): Promise<ChildProcess> {
    const child = startUphill(folder, ...options, ...more);
    while (!existsSync(logOf(folder)) || statSync(logOf(folder)).size < 20_000) {
      if (child.exitCode !== null) throw new Error(`ended early with ${child.exitCode}`);
      await new Promise((wait) => setTimeout(wait, 5));
    }
    return child;
  }
  function expectWhole(folder: string, { status: code, stderr }: Finished): void {
    expect(stderr).not.toContain("mistake of ours");
    expect(code).toBe(0);
    expect(status(folder)).toBe("finished");
    expect(readFileSync(logOf(folder), "utf8")).toBe(readFileSync(logOf(whole), "utf8"));
    expect(readdirSync(join(folder, "r")).sort()).toEqual([
      "manifest.json",
      "report.html",
      "runs.ndjson",
      "summary.csv",
    ]);
  }
  /** A finished folder whose log was changed. */
  function tampered(change: (lines: string[]) => string[]): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "r"));
    for (const name of readdirSync(join(whole, "r"))) copyFileSync(join(whole, "r", name), join(folder, "r", name));
    const lines = readFileSync(logOf(folder), "utf8").trimEnd().split("\n");
    writeFileSync(logOf(folder), `${change(lines).join("\n")}\n`);
    return folder;
  }

  test("undisturbed", () => {
    expectWhole(whole, uphill(whole, ...options));
  });

  test("is kept from a second command, which names the first", async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    for (const more of [["--resume"], []]) {
      const second = uphill(folder, ...options, ...more);
      expect(second).toMatchObject({ status: 2, stdout: "" });
      expect(second.stderr).toMatch(/^compare: another command works on r \(process \d+ on .+\n$/);
      expect(second.stderr).toContain(`process ${first.pid} on`);
    }
    expect(await ended(first)).toBe(0);
    expect(status(folder)).toBe("finished");
    expect(readFileSync(logOf(folder), "utf8")).toBe(readFileSync(logOf(whole), "utf8"));
  });

  test("after SIGKILL goes to one of four that --resume at once", async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    first.kill("SIGKILL");
    await ended(first);
    expect(existsSync(join(folder, "r", ".lock"))).toBe(true);
    const codes = await Promise.all(
      Array.from({ length: 4 }, () => ended(startUphill(folder, ...options, "--resume"))),
    );
    // One that comes when all is done has nothing to do.
    for (const code of codes) expect([0, 2]).toContain(code);
    expect(codes).toContain(0);
    expect(readFileSync(logOf(folder), "utf8")).toBe(readFileSync(logOf(whole), "utf8"));
    expectWhole(folder, uphill(folder, ...options, "--resume"));
  });

  test("after a second Ctrl-C is free", async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    first.kill("SIGINT");
    await new Promise((wait) => setTimeout(wait, 5));
    first.kill("SIGINT");
    expect(await ended(first)).toBe(130);
    expect(existsSync(join(folder, "r", ".lock"))).toBe(false);
    expectWhole(folder, uphill(folder, ...options, "--resume"));
  });

  test("whose lock bears a process number that is used again is taken over", () => {
    const folder = tampered((lines) => lines.slice(0, -1));
    const lock = acquireLock(join(folder, "r"), "r");
    const owner = readFileSync(join(folder, "r", ".lock"), "utf8");
    lock.release();
    writeFileSync(join(folder, "r", ".lock"), owner.replace(/"start": "[^"]*"/, '"start": "1"'));
    expectWhole(folder, uphill(folder, ...options, "--resume"));
  });

  test("with an edited number names it, and ends with the run's", () => {
    let truth = "";
    const folder = tampered((lines) =>
      lines.map((line, k) => {
        if (k !== 11) return line;
        truth = /"loss":\{"train":([^,]+),/.exec(line)![1];
        return line.replace(`"train":${truth}`, '"train":0.0001');
      }),
    );
    const resumed = uphill(folder, ...options, "--resume");
    expect(resumed.stderr).toMatch(
      /^line 12 of r\/runs\.ndjson \(two-qubit, sgd, .*: it was changed after it was written/m,
    );
    expect(resumed.stderr).toMatch(/^line 12 \(two-qubit, sgd, .*\) said loss\.train = 0\.0001; the run gives /m);
    expect(resumed.stderr).toContain(`the run gives ${truth}.`);
    expectWhole(folder, resumed);
  });

  test("with broken, foreign and incomplete lines loses only their runs", () => {
    const folder = tampered((lines) => [
      ...lines.slice(0, 9),
      lines[9].slice(0, 400),
      ...lines.slice(10, 20),
      '{"preset":"two-qubit"}',
      lines[21].replace('"optimizer":"sgd"', '"optimizer":"unheard-of"'),
      ...lines.slice(22),
    ]);
    const resumed = uphill(folder, ...options, "--resume", "--json");
    expect(resumed.stderr).toMatch(/^line 10 of .*: it is not JSON; its run is done again\.$/m);
    expect(resumed.stderr).toMatch(/^line 21 of .*: it has no "optimizer"; /m);
    expect(resumed.stderr).toMatch(/^line 22 of .*: this experiment has no such run; it is left out\.$/m);
    const { manifest } = JSON.parse(resumed.stdout) as { manifest: { circumstances: { resumed: number } } };
    const runs = readFileSync(logOf(whole), "utf8").trimEnd().split("\n").length;
    expect(manifest.circumstances.resumed).toBe(runs - 3);
    expectWhole(folder, resumed);
  });
});
