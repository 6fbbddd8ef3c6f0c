import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ensureJavaScript, ensurePython } from "../src/peers/install.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "uphill-bench-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("without Python, a sentence says what to do", async () => {
  writeFileSync(join(folder, "requirements.txt"), "nothing==1\n");
  vi.stubEnv("UPHILL_BENCH_PYTHON", join(folder, "no-python"));
  const said: string[] = [];
  await expect(ensurePython((line) => said.push(line), folder)).rejects.toThrow(
    /^bench:peers: .*no-python -m venv did not work \(.*\), but Python 3.11 or newer with venv must be there. Install it, or name one in the variable UPHILL_BENCH_PYTHON/,
  );
  expect(said).toHaveLength(1);
});

test("what is installed already is not installed again", async () => {
  const said: string[] = [];
  mkdirSync(join(folder, ".venv"));
  mkdirSync(join(folder, "node_modules"));
  for (const [list, stamp] of [
    ["requirements.txt", ".venv/installed.txt"],
    ["package.json", "node_modules/installed.json"],
  ]) {
    writeFileSync(join(folder, list), "pinned");
    writeFileSync(join(folder, stamp), "pinned");
  }
  expect(await ensurePython((line) => said.push(line), folder)).toContain(".venv");
  await ensureJavaScript((line) => said.push(line), folder);
  expect(said).toEqual([]);
});
