import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Manifest } from "@uphill/studies/node";
import type { OptimizerSummary, PresetSummary } from "@uphill/studies";
import { temporaryFolder, uphill } from "./run-cli.js";

interface Document {
  manifest: Manifest;
  presets: PresetSummary[];
}

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "4", "--seeds", "2"];

function json(cwd: string, ...args: string[]): Document {
  const { status, stdout, stderr } = uphill(cwd, ...args, "--json");
  expect(stderr).not.toContain("mistake of ours");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Document;
}

const named = ({ presets: [preset] }: Document, name: string): OptimizerSummary =>
  preset.optimizers.find((optimizer) => optimizer.name === name)!;
const plugins = (document: Document): unknown => (document.manifest.identity as { plugins?: unknown }).plugins;

/** A folder outside of any project, with an optimizer that steps along the gradient and a helper that it imports. */
function withMine(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "rate.mjs"), "export const half = 0.5;\n");
  writeFileSync(
    join(folder, "mine.mjs"),
    `import { number } from "@uphill/core";
     import { defineRule } from "@uphill/optimizers";
     import { half } from "./rate.mjs";
     export const mine = defineRule({
       name: "mine",
       options: { learningRate: number({ default: half, above: 0, about: "Learning rate" }) },
       init: () => null,
       step: ({ gradient, options }) => ({ step: gradient.map((g) => options.learningRate * g), state: null }),
     });
    `,
  );
  return folder;
}

describe("a plug-in, where nothing is installed", () => {
  const folder = withMine();
  const args = [...SMALL, "--tuning-seeds", "1", "--optimizer", "sgd", "--optimizer", "mine", "--optimizer", "spsa"];
  const document = json(folder, ...args, "--plugin", "./mine.mjs", "--set", "sgd.learningRate=0.5", "--out", "r");

  test("is tuned and ranked like any other, and equals what it is equal to", () => {
    const mine = named(document, "mine");
    expect(mine.versusSgd?.identical).toBe(true);
    expect(mine.failed).toBeNull();
    expect(mine.tuned?.learningRate).toBe(named(document, "sgd").tuned?.learningRate);
    expect(readFileSync(join(folder, "r", "report.html"), "utf8")).toContain("mine");
  });

  test("stands in the identity by what its files hold, not by where they are", () => {
    expect(plugins(document)).toEqual([
      { optimizers: ["mine"], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
    const other = withMine();
    const same = [...args, "--no-tune", "--set", "mine.learningRate=0.1", "--out"];
    const before = json(other, ...same, "a", "--plugin", join(other, "mine.mjs")).manifest;
    expect(json(folder, ...same, "b", "--plugin", "mine.mjs").manifest.identityHash).toBe(before.identityHash);
    writeFileSync(join(other, "rate.mjs"), "export const half = 0.25;\n");
    expect(json(other, ...same, "c", "--plugin", "./mine.mjs").manifest.identityHash).not.toBe(before.identityHash);
  });

  test("an optimizer without a learning rate gets as many trials of its own options", () => {
    const spsa = named(document, "spsa");
    expect(spsa.tuned).toMatchObject({ learningRate: null, tuning: { runs: 7 } });
    expect(spsa.tuned!.tuning!.losses[0]).toMatchObject({ change: {}, rate: null });
    expect(document.presets[0].verdict).toContain(
      "spsa has no learning rate: its own options were tried, as often as the list has rates.",
    );
  });

  test.each([
    ["uphill.config.json", JSON.stringify({ plugins: ["./mine.mjs"] })],
    ["uphill.config.mjs", 'export default { plugins: ["./mine.mjs"] };\n'],
  ])("is found through %s, from a folder below", (name, text) => {
    const home = withMine();
    writeFileSync(join(home, name), text);
    writeFileSync(join(home, "package.json"), "{}");
    mkdirSync(join(home, "deep", "er"), { recursive: true });
    const found = json(join(home, "deep", "er"), ...SMALL, "--no-tune", "--optimizer", "mine", "--out", "r");
    expect(named(found, "mine").runs).toHaveLength(2);
  });

  test("is listed with its options and where it comes from, by name or through uphill.config", () => {
    const home = withMine();
    const listed = (...args: string[]): { name: string; from?: string; options: { option: string }[] }[] =>
      JSON.parse(uphill(home, "list", "optimizers", ...args, "--json").stdout) as ReturnType<typeof listed>;
    expect(listed().some(({ from }) => from !== undefined)).toBe(false);
    const mine = listed("--plugin", "./mine.mjs").find(({ name }) => name === "mine")!;
    expect(mine).toMatchObject({ from: "./mine.mjs" });
    expect(mine.options.map(({ option }) => option)).toContain("learningRate");
    writeFileSync(join(home, "uphill.config.json"), '{ "plugins": ["./mine.mjs"] }');
    expect(uphill(home, "list", "optimizers").stdout).toMatch(/^mine {2}from \S*mine\.mjs$/m);
  });

  test("stands in Negative Learning Rate as the page shows, and cannot be named as its base", () => {
    const home = withMine();
    const page = readFileSync(new URL("../../../docs/your-own-optimizer.md", import.meta.url), "utf8");
    const recipe = /```js\n(import [^`]*nlr-mine[^`]*)```/.exec(page)![1];
    writeFileSync(join(home, "around.mjs"), `import { mine } from "./mine.mjs";\n${recipe}`);
    const pair = ["--optimizer", "nlr", "--plugin", "./around.mjs", "--optimizer", "nlr-mine"];
    const found = json(home, ...SMALL, "--no-tune", ...pair, "--out", "r");
    expect(named(found, "nlr-mine").failed).toBeNull();
    // The rule is gradient descent under another name.
    const losses = (name: string) => named(found, name).runs.map(({ loss }) => loss);
    expect(losses("nlr-mine")).toEqual(losses("nlr"));
    const { status, stderr } = uphill(home, ...SMALL, "--optimizer", "nlr", "--set", "nlr.base=mine");
    expect(stderr).toMatch(/^nlr: base is "mine", but it must be adabelief/m);
    expect(status).toBe(2);
  });

  test("is found by the name of a package", () => {
    const home = withMine();
    const modules = join(home, "node_modules", "some-package");
    mkdirSync(modules, { recursive: true });
    for (const file of ["mine.mjs", "rate.mjs"]) copyFileSync(join(home, file), join(modules, file));
    writeFileSync(join(modules, "package.json"), '{ "name": "some-package", "exports": { "import": "./mine.mjs" } }');
    const found = json(home, ...SMALL, "--no-tune", "--plugin", "some-package", "--optimizer", "mine", "--out", "r");
    expect(named(found, "mine").runs).toHaveLength(2);
  });
});

describe("six hostile plug-ins are caught and named, and the others go on", () => {
  const hostile = fileURLToPath(new URL("hostile/", import.meta.url));
  const folder = temporaryFolder();
  const caught: Record<string, RegExp> = {
    mutates: /^mutates: it changed the θ that it was given/,
    "returns-nan": /^returns-nan: weight 0 of the θ that it returned is NaN/,
    "never-ends": /^never-ends: it gave no answer for 1 s/,
    undeclared: /^undeclared: it asks for gradient, but it declares value/,
    "hides-state": /^hides-state: its run is not reproducible: a step that was repeated .* came to something else/,
    throws: /^throws: its step threw "no more"/,
  };
  const names = Object.keys(caught);
  const each = names.flatMap((name) => ["--plugin", join(hostile, `${name}.mjs`), "--optimizer", name]);
  const document = json(folder, ...SMALL, "--no-tune", "--deadline", "1", "--out", "r", "--optimizer", "sgd", ...each);

  test.each(names)("%s", (name) => {
    const row = named(document, name);
    expect(row.failed).toMatch(caught[name]);
    for (const run of row.runs) expect(run).toMatchObject({ stopped: "failed", error: row.failed });
    expect(document.presets[0].verdict).toContain(
      name === "hides-state"
        ? `2 of 2 runs of ${name} came to something else when they were repeated, and it is not ranked (not reproducible: `
        : `2 of 2 runs of ${name} ended early (failed: `,
    );
    expect(readFileSync(join(folder, "r", "report.html"), "utf8")).toContain(`${name}, seed 1: failed`);
  });

  test("what is sound is compared, and it alone is ranked", () => {
    expect(named(document, "sgd")).toMatchObject({ failed: null, runs: [{ stopped: "steps" }, { stopped: "steps" }] });
    expect(document.presets[0].verdict).toMatch(/the lowest mean training loss is [\d.]+, by sgd \(η = 0\.01\)\./);
  });

  test.each(names)("the report card says so of %s", (name) => {
    const { status, stdout } = uphill(
      folder,
      "optimizer",
      "check",
      join(hostile, `${name}.mjs`),
      "--deadline",
      "1",
      "--json",
    );
    expect(status).toBe(1);
    const { optimizers } = JSON.parse(stdout) as { optimizers: { laws: { passed: boolean; detail: string }[] }[] };
    const broken = optimizers[0].laws.filter(({ passed }) => !passed);
    expect(broken.map(({ detail }) => detail).some((detail) => caught[name].test(detail))).toBe(true);
  });
});

describe("what a plug-in may do wrong besides is told in words that help", () => {
  const folder = temporaryFolder();
  const answer = "return { theta, state: null, report: {} };";
  const steps: Record<string, [init: string, step: string, caught: RegExp | null]> = {
    waits: [
      "null",
      `async step({ theta }) { ${answer} }`,
      /^waits: its step is asynchronous, but a step is a generator/,
    ],
    streams: ["null", `async *step({ theta }) { ${answer} }`, /^streams: its step is asynchronous/],
    plain: ["null", `step({ theta }) { ${answer} }`, /^plain: its step is no generator/],
    exits: [
      "null",
      "*step() { process.exit(0); }",
      /^exits: it ended with exit status 0, but an optimizer must answer/,
    ],
    "map-state": [
      "null",
      "*step({ theta }) { return { theta, state: new Map(), report: {} }; }",
      /^map-state: its state holds what is no plain data \(value\.state is a Map\)/,
    ],
    circles: [
      "null",
      "*step({ theta }) { const state = {}; state.state = state; return { theta, state, report: {} }; }",
      /^circles: its state holds what is no plain data \(it goes round in circles\)/,
    ],
    talks: ["null", `*step({ theta }) { console.log("{}"); process.stdout.write("{}"); ${answer} }`, null],
  };
  const names = Object.keys(steps);
  for (const [name, [init, step]] of Object.entries(steps)) {
    writeFileSync(
      join(folder, `${name}.mjs`),
      `import { defineMethod } from "@uphill/optimizers";
       console.log("loaded");
       export const it = defineMethod({ name: "${name}", needs: ["value"], options: {}, init: () => (${init}), ${step} });`,
    );
  }
  writeFileSync(
    join(folder, "promises.mjs"),
    `import { number } from "@uphill/core";
     import { defineRule } from "@uphill/optimizers";
     const learningRate = number({ default: 0.1, above: 0, about: "Learning rate" });
     export const it = defineRule({
       name: "promises", options: { learningRate }, init: () => null,
       async step({ gradient, state }) { return { step: gradient, state }; },
     });`,
  );
  const all = [...names, "promises"];
  const each = all.flatMap((name) => ["--plugin", `./${name}.mjs`, "--optimizer", name]);
  // What they write themselves is not among the results: this is one JSON document.
  const document = json(folder, ...SMALL, "--no-tune", "--optimizer", "sgd", ...each, "--out", "r");

  test.each(names)("%s", (name) => {
    const [, , caught] = steps[name];
    if (caught) expect(named(document, name).failed).toMatch(caught);
    else expect(named(document, name).failed).toBeNull();
    expect(named(document, "sgd").failed).toBeNull();
  });

  test("a rule that returns a promise", () => {
    expect(named(document, "promises").failed).toMatch(/^promises: its step returned no { step, state }, but a rule/);
  });

  test.each([
    ["map-state", 1, /"law":"plain-state","about":"state survives JSON","passed":false/],
    ["circles", 1, /its state holds what is no plain data \(it goes round in circles\)/],
    ["exits", 1, /it ended with exit status 0/],
    ["talks", 1, /^{"optimizers":/],
  ])("the report card of %s", (name, wanted, says) => {
    const { status, stdout } = uphill(folder, "optimizer", "check", `./${name}.mjs`, "--json");
    expect(stdout).toMatch(says);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(status).toBe(wanted);
  });
});

describe("an optimizer in another language", () => {
  const python = spawnSync("python3", ["--version"]).status === 0;
  const script = fileURLToPath(new URL("../../../examples/external-optimizer.py", import.meta.url));

  test.skipIf(!python)("the example in Python takes part, to the same bits each time", () => {
    const folder = temporaryFolder();
    copyFileSync(script, join(folder, "mine.py"));
    const args = [...SMALL, "--no-tune", "--optimizer", "sgd", "--optimizer-command", "python3 mine.py"];
    const [one, two] = ["1", "2"].map((jobs) => json(folder, ...args, "--jobs", jobs, "--out", `r${jobs}`));
    const row = named(one, "two-sides");
    expect(row.failed).toBeNull();
    // Three values a step, twelve rows each.
    expect(row.runs[0]).toMatchObject({ stopped: "steps", evaluations: { circuits: 3 * 12 * 4, rounds: 4 } });
    expect(two.presets).toEqual(one.presets);
    expect(plugins(one)).toMatchObject([{ optimizers: ["two-sides"], command: "python3 mine.py" }]);
  });

  // Programs for Node, so that these run everywhere: the greeting and the state are right, the step is not.
  const program = (step: string): string => `
    const say = (message) => console.log(JSON.stringify(message));
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const { type } = JSON.parse(line);
      if (type === "hello") say({ type, protocol: 1, name: "bad", needs: ["value"] });
      else if (type === "init") say({ type: "state", state: null });
      else { ${step} }
    });`;
  test.each([
    ["hangs", "", /^bad: it gave no answer for 1 s/],
    [
      "dies",
      'console.error("out of luck"); process.exit(3);',
      /^bad: it ended with exit status 3, saying "out of luck"/,
    ],
    ["writes garbage", 'console.log("42 and counting");', /^bad: it wrote "42 and counting", which is not JSON/],
    [
      "asks for what it did not declare",
      'say({ type: "ask", kind: "gradient", thetas: [JSON.parse(line).theta] });',
      /^bad: it asks for gradient/,
    ],
    ["says what is wrong", 'say({ type: "error", message: "too steep" });', /^bad: it says "too steep"/],
  ])("one that %s is caught and named", (_, step, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "bad.cjs"), program(step));
    const command = `"${process.execPath}" bad.cjs`;
    const document = json(
      folder,
      ...SMALL,
      "--no-tune",
      "--optimizer",
      "sgd",
      "--deadline",
      "1",
      "--optimizer-command",
      command,
      "--out",
      "r",
    );
    expect(named(document, "bad").failed).toMatch(message);
    expect(named(document, "sgd").failed).toBeNull();
  });
});

describe("uphill optimizer", () => {
  test("new writes an optimizer that keeps the contract, and a test that passes", () => {
    const folder = temporaryFolder();
    expect(uphill(folder, "optimizer", "new", "my-own").status).toBe(0);
    expect(uphill(folder, "optimizer", "new", "my-own")).toMatchObject({ status: 2 });
    const { status, stdout } = uphill(folder, "optimizer", "check", "my-own.mjs");
    expect(stdout).toMatch(/(\d+) of \1 laws are kept\.\n$/);
    expect(status).toBe(0);
    expect(uphill(folder, "optimizer", "test", "my-own.test.mjs").status).toBe(0);
    writeFileSync(join(folder, "my-own.test.mjs"), 'throw new Error("no");\n');
    expect(uphill(folder, "optimizer", "test", "my-own.test.mjs").status).toBe(1);
  });

  test("trace shows the path: R2 of Negative Learning Rate's numbers", () => {
    const { stdout } = uphill(
      temporaryFolder(),
      ...["optimizer", "trace", "nlr", "--function", "cosine", "--start", "3", "--steps", "1", "--json"],
      ...["--set", "learningRate=5", "--set", "negativeLearningRate=10"],
    );
    const { steps, evaluations } = JSON.parse(stdout) as {
      steps: { theta: number[]; value: number; gradientNorm: number; report: { reversed: boolean } }[];
      evaluations: { circuits: number };
    };
    expect(steps).toHaveLength(1);
    expect(steps[0].theta[0]).toBeCloseTo(1.588799919401, 10);
    expect(steps[0].value).toBeCloseTo(Math.cos(1.588799919401), 10);
    expect(steps[0].report.reversed).toBe(true);
    expect(evaluations.circuits).toBe(3);
  });
});

describe("a mistake is one clear sentence, exit 2", () => {
  const folder = withMine();
  writeFileSync(join(folder, "empty.mjs"), "export const nothing = 1;\n");
  writeFileSync(join(folder, "adam.mjs"), readFileSync(join(folder, "mine.mjs"), "utf8").replace('"mine"', '"adam"'));
  writeFileSync(join(folder, "breaks.mjs"), "export const = 3;\n");
  writeFileSync(join(folder, "leaves.mjs"), "process.exit(0);\n");
  const needing = (need: string): string =>
    `import { defineMethod } from "@uphill/optimizers";
     export const x = defineMethod({ name: "x", needs: ["${need}"], options: {}, init() {}, *step() {} });\n`;
  writeFileSync(join(folder, "needs.mjs"), needing("values"));
  writeFileSync(
    join(folder, "later.mjs"),
    `${needing("value")} setTimeout(() => { throw new Error("too late"); }, 1);`,
  );
  test.each([
    ["a plug-in that is not there", ["compare", "--plugin", "./nowhere.mjs"], /no such plug-in was found/],
    [
      "one that exports no optimizer",
      ["compare", "--plugin", "./empty.mjs"],
      /it exports nothing, but an export must be/,
    ],
    ["one called as ours", ["compare", "--plugin", "./adam.mjs"], /called "adam", but Uphill has one of that name/],
    [
      "one that ends the program",
      ["compare", "--plugin", "./leaves.mjs"],
      /leaves\.mjs: it ended with exit status 0, but/,
    ],
    [
      "one that breaks down once it is loaded",
      ["compare", "--plugin", "./later.mjs"],
      /later\.mjs: it ended with exit status 1, saying "Error: too late"/,
    ],
    ["one that needs what is not there", ["compare", "--plugin", "./needs.mjs"], /x: it needs "values".*mean "value"/],
    ["one that does not load", ["compare", "--plugin", "./breaks.mjs"], /it could not be loaded/],
    [
      "a command that is not there",
      ["compare", "--optimizer-command", "no-such-program"],
      /it cannot be started \(ENOENT\)/,
    ],
    ["a command that is none", ["compare", "--optimizer-command", " "], /it is empty/],
    ["no deadline", ["compare", "--deadline", "0"], /--deadline: it is "0"/],
    ["an unknown optimizer", ["optimizer", "check", "adma"], /Did you mean "adam"\?/],
    ["an unknown function", ["optimizer", "trace", "sgd", "--function", "quadratc"], /Did you mean "quadratic"\?/],
    [
      "a start of another length",
      ["optimizer", "trace", "sgd", "--function", "himmelblau", "--start", "1"],
      /it takes 2/,
    ],
    [
      "an option that is none",
      ["optimizer", "trace", "sgd", "--set", "learningrate=1"],
      /Did you mean "learningRate"\?/,
    ],
    ["a name that is none", ["optimizer", "new", "../x"], /it starts with a letter/],
  ])("%s", (_, args, message) => {
    const { status, stdout, stderr } = uphill(folder, ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});
