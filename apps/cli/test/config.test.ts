import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const MINE = `import { defineMethod, ask } from "@uphill/optimizers";
export const mine = defineMethod({
  name: "mine", needs: ["value"], options: {}, init: () => null,
  *step({ theta, state }) { yield* ask.value(theta); return { theta, state, report: {} }; },
});`;

/** A folder with a configuration, in which commands run two folders below. */
function project(name: string, text: string): { home: string; deep: string } {
  const home = temporaryFolder();
  const deep = join(home, "deep", "er");
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(home, "mine.mjs"), MINE);
  writeFileSync(join(home, name), text);
  return { home, deep };
}

const names = (folder: string): ReturnType<typeof uphill> => uphill(folder, "list", "optimizers");

describe.each([
  ["uphill.config.json", '{ "plugins": ["./mine.mjs"] }'],
  ["uphill.config.mjs", 'export default { plugins: ["./mine.mjs"] };'],
])("%s", (name, text) => {
  test("is read in the working directory and in the project's folder, and that is told", () => {
    const { home, deep } = project(name, text);
    expect(names(home)).toMatchObject({ status: 0, stderr: `Plug-ins are read from ${join(home, name)}.\n` });
    writeFileSync(join(home, "package.json"), "{}");
    const { stdout, stderr } = names(deep);
    expect(stderr).toBe(`Plug-ins are read from ${join(home, name)}.\n`);
    expect(stdout).toMatch(/^mine {2}from/m);
  });

  test("of another folder above is not read", () => {
    const { home, deep } = project(name, text);
    expect(names(deep)).toMatchObject({ status: 0, stderr: "" });
    writeFileSync(join(home, "package.json"), "{}");
    writeFileSync(join(home, "deep", "package.json"), "{}");
    expect(names(deep)).toMatchObject({ status: 0, stderr: "" });
  });
});

test.each([
  ["ends the process", "process.exit(0);", "it ended with exit status 0"],
  ["never ends", "for (;;);", "it gave no answer for 3.5 s"],
  ["never ends when it is read", "export default new Proxy({}, { ownKeys() { for (;;); } });", "it gave no answer"],
  ["gives what is no data", "export default { plugins: () => [] };", "only plain data can be written|is a function"],
])("a module that %s is refused, and ends nothing else", (_, text, reason) => {
  const { home } = project("uphill.config.mjs", text);
  const { status, stderr } = names(home);
  expect(stderr).toMatch(new RegExp(`uphill\\.config\\.mjs: .*(${reason})`));
  expect(stderr).not.toMatch(/mistake of ours|--deadline/);
  expect(status).toBe(2);
});

test.skipIf(process.platform === "win32")("what never ends when it is read is no configuration", () => {
  const { home } = project("package.json", "{}");
  symlinkSync("/dev/zero", join(home, "uphill.config.json"));
  expect(names(home)).toMatchObject({ status: 2 });
});

test.skipIf(process.platform !== "linux")("what a program starts ends with it, in a group of its own too", () => {
  const { home } = project(
    "uphill.config.mjs",
    `import { spawn } from "node:child_process";
     const quiet = { stdio: "ignore" };
     spawn("sleep", ["8642.1"], quiet);
     spawn("sleep", ["8642.2"], { ...quiet, detached: true }).unref();
     spawn("sh", ["-c", "setsid sleep 8642.3 & sleep 8642.4"], { ...quiet, detached: true }).unref();
     await new Promise((resolve) => setTimeout(resolve, 300));
     export default {};`,
  );
  expect(names(home).status).toBe(0);
  expect(spawnSync("pgrep", ["-f", "sleep 8642"], { encoding: "utf8" }).stdout).toBe("");
});

describe.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("%s", (word) => {
  test("may be an alias like any other", () => {
    const folder = temporaryFolder();
    const args = "compare --preset two-qubit --train 12 --test 12 --steps 2 --seeds 1 --no-tune --out r";
    const { status, stdout } = uphill(folder, ...args.split(" "), "--optimizer", `${word}=sgd`);
    expect(stdout).toMatch(new RegExp(`^ *${word} `, "m"));
    expect(status).toBe(0);
  });
});

test.each(["constructor", "__proto__", "toString"])("%s names nothing that there is", (word) => {
  const folder = temporaryFolder();
  const commands = [
    `compare --prepare ${word}`,
    `compare --preset ${word}`,
    `compare --dataset ${word}`,
    `compare --set sgd.${word}=1`,
    `compare --device ${word}`,
    `datasets show ${word}`,
    `list ${word}`,
    `optimizer check ${word}`,
  ];
  for (const command of commands) {
    const { status, stderr } = uphill(folder, ...command.split(" "));
    expect(stderr, command).not.toContain("mistake of ours");
    expect(status, command).toBe(2);
  }
});
