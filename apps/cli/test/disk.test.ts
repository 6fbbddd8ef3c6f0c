import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openFolder, type Folder, type Manifest } from "../../../packages/studies/src/node/folder.js";
import { failedRun } from "../../../packages/studies/src/run.js";
import { bin, temporaryFolder, uphill } from "./run-cli.js";

const manifest: Manifest = { status: "running", identityHash: "a", identity: {}, data: {}, circumstances: {} };
const record = failedRun({ preset: "p", optimizer: "sgd", variant: "run", change: null, seed: 1 }, "");

function begun(): { path: string; folder: Folder } {
  const path = join(temporaryFolder(), "r");
  const folder = openFolder(path, { identityHash: "a", resume: false, isJob: () => true });
  folder.writeManifest(manifest);
  return { path, folder };
}

const statusOf = (path: string): unknown =>
  (JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")) as Manifest).status;

test("a log that can no longer be written ends the command with the reason, and its status is known", () => {
  const { path, folder } = begun();
  // Stands for all that a disk may refuse.
  mkdirSync(join(path, "runs.ndjson"));
  const sentence = `${path} can no longer be written: it is a folder (EISDIR), but results are kept there`;
  expect(() => folder.append(record)).toThrow(sentence);
  rmSync(join(path, "runs.ndjson"), { recursive: true });
  // A line would go on where the one before was torn.
  expect(() => folder.append(record)).toThrow(sentence);
  expect(existsSync(join(path, "runs.ndjson"))).toBe(false);
  folder.giveUp();
  folder.close();
  expect(statusOf(path)).toBe("interrupted");
  expect(readdirSync(path)).toEqual(["manifest.json"]);
});

test("a folder that is removed meanwhile is said to be, and is not made anew", async () => {
  const { path, folder } = begun();
  rmSync(path, { recursive: true });
  expect(() => folder.append(record)).toThrow(`${path} was removed or emptied while the command went on`);
  await expect(folder.sortLog([record], new AbortController().signal)).rejects.toThrow("was removed");
  folder.giveUp();
  folder.close();
  expect(existsSync(path)).toBe(false);
});

test("nothing is given up of a comparison that is finished", () => {
  const { path, folder } = begun();
  folder.writeManifest({ ...manifest, status: "finished" });
  folder.giveUp();
  folder.close();
  expect(statusOf(path)).toBe("finished");
});

const shell = (cwd: string, script: string): SpawnSyncReturns<string> =>
  spawnSync("sh", ["-c", script, "sh", process.execPath, bin], { cwd, encoding: "utf8" });

test.skipIf(process.platform === "win32")("a comparison that runs out of room goes on once there is some", () => {
  const folder = temporaryFolder();
  const args = "compare --preset two-qubit --train 12 --test 12 --steps 2 --seeds 10 --no-tune --optimizer sgd --out r";
  // Some tens of kilobytes a file.
  const { status, stderr } = shell(folder, `ulimit -f 40; "$1" "$2" ${args}`);
  expect(stderr).toMatch(/^compare: r can no longer be written: a file may not grow so large here \(EFBIG\), but/m);
  expect(stderr).not.toMatch(/mistake of ours|^ +at /m);
  expect(status).toBe(2);
  expect(statusOf(join(folder, "r"))).toBe("interrupted");
  expect(uphill(folder, ...args.split(" "), "--resume").status).toBe(0);
  expect(uphill(folder, ...args.replace("--out r", "--out whole").split(" ")).status).toBe(0);
  const log = (name: string): string => readFileSync(join(folder, name, "runs.ndjson"), "utf8");
  expect(log("r")).toBe(log("whole"));
});

test.skipIf(!existsSync("/dev/full"))("standard output on a full disk is a sentence, and no stack", () => {
  const { status, stderr } = shell(temporaryFolder(), '"$1" "$2" list gates > /dev/full');
  expect(stderr).toBe("uphill: standard output cannot be written: the disk is full (ENOSPC).\n");
  expect(status).toBe(2);
});

test.skipIf(process.platform === "win32").each([
  ["ansatz", "hardware-efficient --qubits 8 --layers 200 --out x.qasm"],
  ["datasets", "generate moons --set rows=20000 --out ."],
])("%s leaves nothing of a file that finds no room", (command, args) => {
  const folder = temporaryFolder();
  const { status, stderr } = shell(folder, `ulimit -f 4; "$1" "$2" ${command} ${args}`);
  expect(stderr).toMatch(/cannot be written \(a file may not grow so large here \(EFBIG\)\)/);
  expect(status).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
});
