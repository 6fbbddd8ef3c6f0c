import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";

// Each package as its users get it: packed, unpacked beside nothing but what its package.json names, and its README's
// example run. A dependency that is used but not named, or a file that is not packed, fails here.

const root = fileURLToPath(new URL("../packages", import.meta.url));
const folders = readdirSync(root);
const stage = mkdtempSync(join(tmpdir(), "uphill-packed-"));

interface PackageJson {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

const manifestOf = (folder: string): PackageJson =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as PackageJson;
const folderOf = (name: string): string | undefined => folders.find((folder) => manifestOf(folder).name === name);

/** Puts a packed package and, through the names in its package.json, all it needs into a node_modules folder. */
function install(folder: string, modules: string): void {
  const { name, version } = manifestOf(folder);
  const target = join(modules, name);
  mkdirSync(target, { recursive: true });
  const tarball = join(stage, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
  execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
  const packed = JSON.parse(readFileSync(join(target, "package.json"), "utf8")) as PackageJson;
  for (const [dependency, range] of Object.entries(packed.dependencies ?? {})) {
    expect(range).not.toMatch(/^(workspace|catalog):/);
    const own = folderOf(dependency);
    if (own !== undefined) {
      if (!existsSync(join(modules, dependency))) install(own, modules);
    } else if (!existsSync(join(modules, dependency))) {
      const link = join(modules, dependency);
      mkdirSync(join(link, ".."), { recursive: true });
      symlinkSync(realpathSync(join(root, folder, "node_modules", dependency)), link, "dir");
    }
  }
}

beforeAll(() => {
  for (const folder of folders) {
    execFileSync("pnpm", ["pack", "--pack-destination", stage], { cwd: join(root, folder), stdio: "ignore" });
  }
});

describe.each(folders)("%s", (folder) => {
  const home = join(stage, "home", folder);
  const { name } = manifestOf(folder);
  const run = (file: string, code: string): string => {
    writeFileSync(join(home, file), code);
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, file)], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return stdout;
  };

  beforeAll(() => {
    mkdirSync(home, { recursive: true });
    install(folder, join(home, "node_modules"));
  });

  const readme = (): string => readFileSync(join(home, "node_modules", name, "README.md"), "utf8");

  test("its README's examples print what the README says", () => {
    const pairs = [...readme().matchAll(/```ts\n((?:(?!```)[\s\S])*)```\s*```text\n([\s\S]*?)```/g)];
    expect(pairs.length, "a ```ts block directly followed by a ```text block").toBeGreaterThan(0);
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    for (const [, code, output] of pairs) {
      const { outputText } = ts.transpileModule(code, { compilerOptions: options });
      expect(run("example.mjs", outputText)).toBe(output);
    }
  });

  test("its README's examples keep TypeScript's strict rules, and its install line names what they import", () => {
    const blocks = [...readme().matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
    const installed = /```sh\nnpm install ([^\n]*)\n```/.exec(readme())?.[1].split(" ");
    expect(installed, "a block `npm install …`").toContain(name);
    const files = blocks.map((code, k) => {
      for (const [, imported] of code.matchAll(/from "((?:@[^"/]+\/)?[^"/]+)[^"]*"/g))
        if (!imported.startsWith("node:")) expect(installed).toContain(imported);
      const file = join(home, `readme-${k}.mts`);
      // A block is a module of its own, whether it exports anything or not.
      writeFileSync(file, `${code}\nexport {};\n`);
      return file;
    });
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
      typeRoots: [join(root, "../node_modules/@types")],
      types: ["node"],
    };
    const faults = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
    expect(
      faults.map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
    ).toEqual([]);
  });

  test("it gives the same names to import and require", () => {
    const list = "console.log(Object.keys(m).filter((k) => k !== 'default' && k !== 'module.exports').sort().join())";
    const imported = run("names.mjs", `import * as m from "${name}"; ${list}`);
    expect(run("names.cjs", `const m = require("${name}"); ${list}`)).toBe(imported);
    expect(imported.trim()).not.toBe("");
  });
});

test("copies as ES modules and as CommonJS modules can be mixed in one program", () => {
  const home = join(stage, "home", "training");
  const code = `
    import { createRequire } from "node:module";
    import * as core from "@uphill/core";
    import * as esm from "@uphill/circuits";
    import { compile } from "@uphill/simulator";
    import { shiftRule } from "@uphill/gradients";
    import { fit } from "@uphill/training";
    const require = createRequire(import.meta.url);
    const cjs = require("@uphill/circuits");
    const other = require("@uphill/core");
    const training = require("@uphill/training");
    const optimizers = require("@uphill/optimizers");
    const datasets = require("@uphill/datasets");
    const say = (...all) => console.log(JSON.stringify(all));
    say(cjs.ry !== esm.ry, other.UphillError !== core.UphillError);
    try { other.pick("it", "thing", {}, "none"); } catch (error) { say(error instanceof core.UphillError, core.isUphillError(error)); }
    const gates = Object.keys(esm.gates);
    const every = (circuits, gate) => gate(...gate.angles.map((_, k) => circuits.weight(k)), ...Array.from({ length: gate.qubits }, (_, k) => k));
    const from = (circuits) => circuits.circuit(4, gates.map((name) => every(circuits, circuits.gates[name])));
    say(gates.length > 20);
    const [a, b] = [from(esm), from(cjs)];
    say(JSON.stringify(esm.circuitToJSON(b)) === JSON.stringify(esm.circuitToJSON(a)), esm.toQasm(b) === esm.toQasm(a), esm.drawText(b) === esm.drawText(a));
    const mine = esm.defineGate({ ...Object.fromEntries(Object.entries(esm.h)), name: "rx", matrix: esm.h.matrix });
    try { say(esm.circuitToJSON(esm.circuit(1, [mine(0)])).operations[0].matrix !== undefined); } catch (error) { say(String(error)); }
    say(JSON.stringify(shiftRule(cjs.crz)) === JSON.stringify(shiftRule(esm.crz)));
    const run = (circuits, given) => {
      const program = compile(given, { observables: [circuits.z(1)] });
      const weights = Float64Array.from({ length: given.weights }, (_, k) => 0.1 * k);
      return program.vjp({ weights, batch: program.prepare({ rows: 1 }), cotangents: Float64Array.of(1) }).gradient.join();
    };
    say(run(cjs, b) === run(esm, a));
    const model = require("@uphill/problems").classifier({ qubits: 2, layers: 1 });
    const train = datasets.gaussian({ rows: 10, seed: 1, features: 4 });
    const options = (made) => ({ model, train, optimizer: made, steps: 2, gradient: undefined });
    say(JSON.stringify(fit(options(optimizers.adam())).model) === JSON.stringify(training.fit(options(optimizers.adam())).model));
    try { fit(options(optimizers.adam)); } catch (error) { say(error instanceof other.UphillError, error.message.endsWith("Call it: adam().")); }
  `;
  writeFileSync(join(home, "mixed.mjs"), code);
  const { stdout, stderr } = spawnSync(process.execPath, [join(home, "mixed.mjs")], { encoding: "utf8" });
  expect(stderr).toBe("");
  for (const line of stdout.trim().split("\n")) expect(line).not.toMatch(/false|Error/);
  expect(stdout.trim().split("\n")).toHaveLength(9);
});
