import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startUphill, temporaryFolder, uphill } from "./run-cli.js";

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "4", "--no-tune"];

const step =
  "const { value } = yield* ask.value(theta); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);";

/** A folder with a plug-in and a command that think for 50 ms in every step. @param more done by the plug-in at first */
function withSlow(more = ""): string {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "slow.mjs"),
    `import { existsSync, rmSync } from "node:fs";
     import { ask, defineMethod } from "@uphill/optimizers";
     export const slow = defineMethod({
       name: "slow", needs: ["value"], options: {}, init: () => null,
       *step({ theta, state, random }) {
         ${step}
         ${more}
         return { theta: theta.map((t) => t + random.normal() / 10), state, report: { value } };
       },
     });`,
  );
  writeFileSync(
    join(folder, "told.cjs"),
    `const say = (message) => console.log(JSON.stringify(message));
     let theta;
     require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
       const message = JSON.parse(line);
       if (message.type === "hello") return say({ type: "hello", protocol: 1, name: "told", needs: ["value"] });
       if (message.type === "init") return say({ type: "state", state: null });
       if (message.type === "step") return say({ type: "ask", kind: "values", thetas: [(theta = message.theta)] });
       setTimeout(() => say({ type: "done", theta: theta.map((t) => t + 0.01), state: null }), 50);
     });`,
  );
  return folder;
}

const PLUGIN = ["--plugin", "./slow.mjs", "--optimizer", "slow"];
const COMMAND = ["--optimizer-command", `"${process.execPath}" told.cjs`];

function log(folder: string): string {
  const path = join(folder, "r", "runs.ndjson");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

test("an interrupted run leaves no record, and resumed again and again the comparison has the same bits", async () => {
  const args = [...SMALL, "--seeds", "3", "--optimizer", "sgd", ...PLUGIN, ...COMMAND, "--out", "r"];
  const undisturbed = withSlow();
  expect(uphill(undisturbed, ...args)).toMatchObject({ status: 0 });
  const folder = withSlow();
  for (const lines of [6, 8]) {
    const running = startUphill(folder, ...args, ...(log(folder) === "" ? [] : ["--resume"]));
    await until(() => log(folder).split("\n").length > lines);
    await sleep(50);
    running.kill("SIGINT");
    const [status] = (await once(running, "exit")) as [number];
    expect(status).toBe(130);
    expect(log(folder)).not.toMatch(/"stopped":"failed"|"fault"/);
  }
  expect(uphill(folder, ...args, "--resume")).toMatchObject({ status: 0 });
  expect(log(folder)).toBe(log(undisturbed));
});

const children = (pid: number): number[] =>
  spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .stdout.trim()
    .split("\n")
    .map(Number);

test.skipIf(spawnSync("pgrep", ["-P", "1"]).error !== undefined)(
  "the time in which all stood still is nobody's",
  async () => {
    const folder = withSlow("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);");
    const args = [...SMALL, "--steps", "2", "--seeds", "2", ...PLUGIN, "--deadline", "2", "--jobs", "1", "--out", "r"];
    const running = startUphill(folder, ...args);
    const ended = once(running, "exit");
    await until(() => log(folder).split("\n").length > 2);
    // In the middle of a step, most likely, and surely before its answer.
    await sleep(700);
    const stopped = children(running.pid!);
    for (const pid of [...stopped, running.pid!]) process.kill(pid, "SIGSTOP");
    await sleep(3000);
    process.kill(running.pid!, "SIGCONT");
    await sleep(200);
    for (const pid of stopped) process.kill(pid, "SIGCONT");
    expect(await ended).toEqual([0, null]);
    expect(log(folder)).not.toMatch(/"stopped":"failed"|"fault"/);
  },
);

test("a process that somebody ended is no failure of its run, which --resume does again", () => {
  const armed = 'if (existsSync("armed")) { rmSync("armed"); process.kill(process.pid, "SIGKILL"); }';
  const folder = withSlow(armed);
  const undisturbed = withSlow(armed);
  const args = [...SMALL, "--seeds", "2", "--optimizer", "sgd", ...PLUGIN, "--jobs", "1", "--out", "r"];
  expect(uphill(undisturbed, ...args)).toMatchObject({ status: 0 });
  writeFileSync(join(folder, "armed"), "");
  expect(uphill(folder, ...args).stdout).toMatch(/slow \(failed\)/);
  expect(log(folder).match(/"fault":"killed"/g)).toHaveLength(1);
  expect(log(folder)).toMatch(/slow: it was ended by SIGKILL, but nobody may end it before its run does/);
  expect(uphill(folder, ...args, "--resume")).toMatchObject({ status: 0 });
  expect(log(folder)).toBe(log(undisturbed));
});
