import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { observers } from "@uphill/optimizers";
import type { OptimizerSummary, PresetSummary } from "@uphill/studies";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "4", "--seeds", "2"];

function compared(folder: string, ...args: string[]): { preset: PresetSummary; of(name: string): OptimizerSummary } {
  const { status, stdout, stderr } = uphill(folder, ...SMALL, "--no-tune", ...args, "--json", "--out", "r");
  expect(status, stderr).toBe(0);
  const [preset] = (JSON.parse(stdout) as { presets: PresetSummary[] }).presets;
  return { preset, of: (name) => preset.optimizers.find((optimizer) => optimizer.name === name)! };
}

/** From its second step on it says that it went far, in words that are not fit for a terminal. Every other step is counted as far. */
const MODULE = `
import { number } from "@uphill/core";
import { ask, defineMethod, observers, reportFigures } from "@uphill/optimizers";
export const mine = defineMethod({
  name: "mine",
  needs: ["value"],
  options: { rate: number({ default: 0.1, about: "Rate" }) },
  observers: [observers.tentative],
  reports: {
    raised: reportFigures.raised,
    far: { kind: "count", about: "steps that went far", title: "far steps", head: "far" },
  },
  init: () => 0,
  *step({ theta, state }) {
    const { value } = yield* ask.value(theta);
    const signs = state > 0 ? [{ code: "far-out", text: "Far\\n<b>out</b>\\u001b[31m." }] : [];
    const report = { value, far: state % 2 === 0, change: -1, promised: 1, standardError: 0, raised: false, signs };
    return { theta: theta.map((t) => t + 0.1), state: state + 1, report };
  },
});
`;

/** The same in a program of its own. */
const PROGRAM = `
const say = (message) => console.log(JSON.stringify(message));
let theta, state;
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const message = JSON.parse(line);
  if (message.type === "hello")
    return say({
      type: "hello", protocol: 1, name: "mine", needs: ["value"], observers: ["tentative"],
      reports: {
        raised: { kind: "count", about: "any words" },
        far: { kind: "count", about: "steps that went far", title: "far steps", head: "far" },
      },
    });
  if (message.type === "init") return say({ type: "state", state: 0 });
  if (message.type === "step") {
    ({ theta, state } = message);
    return say({ type: "ask", kind: "values", thetas: [theta] });
  }
  const [{ value }] = message.answers;
  const signs = state > 0 ? [{ code: "far-out", text: "Far\\n<b>out</b>\\u001b[31m." }] : [];
  const report = { value, far: state % 2 === 0, change: -1, promised: 1, standardError: 0, raised: false, signs };
  say({ type: "done", theta: theta.map((t) => t + 0.1), state: state + 1, report });
});
`;

const COMMAND = ["--optimizer-command", `"${process.execPath}" mine.cjs`];

describe.each([
  ["a module", "mine.mjs", MODULE, ["--plugin", "./mine.mjs", "--optimizer", "mine"], ["mine.mjs"]],
  ["a program", "mine.cjs", PROGRAM, COMMAND, COMMAND],
])("live signs and figures of %s of one's own", (_, file, text, args, named) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, file), text);
  const all = [...args, "--optimizer", "sgd"];
  const { preset, of } = compared(folder, ...all);

  test("the signs that it tells and those of its observers stand in its runs, with the step that showed each first", () => {
    for (const { signs } of of("mine").runs) {
      expect(signs.map(({ code, step }) => `${code} ${step}`)).toEqual(["no-reversal 1", "far-out 2"]);
      expect(signs[1]).toEqual({ code: "far-out", text: "Far <b>out</b> [31m.", step: 2, told: true });
    }
    expect(of("sgd").runs.flatMap(({ signs }) => signs)).toEqual([]);
    expect(of("mine").signs).toContainEqual({ code: "far-out", text: "Far <b>out</b> [31m." });
  });

  test("what it declares is counted in runs, curves, table, CSV and report", () => {
    expect(preset.counted.map(({ name, of }) => `${name} ${of.join()}`)).toEqual(["raised mine", "far mine"]);
    const [run] = of("mine").runs;
    expect(run).toMatchObject({ reversals: 0, counts: { far: 2 } });
    expect(of("mine").curve.at(-1)).toMatchObject({ raised: 0, reversals: 0, counts: { far: 2 } });
    expect(of("sgd").runs[0]).toMatchObject({ reversals: 0 });
    expect(of("sgd").runs[0]).not.toHaveProperty("counts");
    const [head, ...rows] = readFileSync(join(folder, "r", "summary.csv"), "utf8")
      .trim()
      .split("\n");
    const at = (name: string): (string | undefined)[] =>
      rows.map((row) => row.split(",")[head.split(",").indexOf(name)]);
    expect(at("reversals")).toEqual(["0", "0"]);
    expect([...at("counts.far")].sort()).toEqual(["0", "4"]);
    const report = readFileSync(join(folder, "r", "report.html"), "utf8");
    expect(report).toContain('<th scope="col">Far steps</th>');
    expect(report).toContain("Far steps: steps that went far, summed over all runs, of all steps taken.");
    expect(report).toContain("Far &lt;b&gt;out&lt;/b&gt; [31m.");
    expect(report).not.toContain("Reversals");
    const { stdout } = uphill(folder, ...SMALL, "--no-tune", ...all, "--out", "s");
    expect(stdout).toMatch(/\|∇L\| +far +circuits\/run/);
    expect(stdout).toContain("far-out showed first at step 2, in 2 of 2 runs.");
    expect(stdout).toContain("mine: Far <b>out</b> [31m.");
  });

  test("the contract holds", () => {
    const { status, stdout } = uphill(folder, "optimizer", "check", ...named, "--quick");
    expect(stdout).toMatch(/^ok +telemetry .*\n +tentative, raised, far$/m);
    expect(status, stdout).toBe(0);
  });
});

test("the page's optimizer around NLR has NLR's live signs and its column", () => {
  const folder = temporaryFolder();
  const page = readFileSync(new URL("../../../docs/your-own-optimizer.md", import.meta.url), "utf8");
  const recipe = /```js\n(import [^`]*nlr-mine[^`]*)```/.exec(page)![1].replaceAll("mine()", '"sgd"');
  writeFileSync(join(folder, "around.mjs"), recipe);
  const { of } = compared(folder, "--optimizer", "nlr", "--plugin", "./around.mjs", "--optimizer", "nlr-mine");
  const [own, ours] = ["nlr-mine", "nlr"].map((name) =>
    of(name).runs.map(({ signs, reversals }) => ({ reversals, signs: signs.map(({ code, step }) => [code, step]) })),
  );
  expect(own).toEqual(ours);
  expect(own[0].signs.length).toBeGreaterThan(0);
});

test("a sign that is none, and an observer that cannot leave the plug-in's process, are refused by name", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "bad.mjs"), MODULE.replace('code: "far-out"', 'code: "Far out"'));
  const { of } = compared(folder, "--plugin", "./bad.mjs", "--optimizer", "mine", "--optimizer", "sgd");
  expect(of("mine").failed).toContain('its report has a sign whose code is "Far out"');
  const own = '{ name: "own", init: () => 0, see: () => 0, signs: () => [], summary: () => 0 }';
  writeFileSync(join(folder, "own.mjs"), MODULE.replace("observers: [observers.tentative]", `observers: [${own}]`));
  const { status, stderr } = uphill(folder, ...SMALL, "--plugin", "./own.mjs", "--optimizer", "mine");
  expect(status).toBe(2);
  expect(stderr).toContain('mine: it names an observer of its own, "own"');
});

test("help tells what is counted and who watches, and the schema knows every observer", () => {
  const { stdout } = uphill(temporaryFolder(), "compare", "--help");
  expect(stdout).toContain("\n  reversed: steps turned around (kick, nlr, stay)\n");
  expect(stdout).toContain("\n  tentative: kick, nlr, stay\n");
  const schema = readFileSync(new URL("../../../docs/optimizer-protocol.schema.json", import.meta.url), "utf8");
  expect(schema).toContain(
    `"observers": { "type": "array", "items": { "enum": ${JSON.stringify(Object.keys(observers))} } }`,
  );
});
