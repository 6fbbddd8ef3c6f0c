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

  test("its README's example prints what the README says", () => {
    const readme = readFileSync(join(home, "node_modules", name, "README.md"), "utf8");
    const match = /```ts\n([\s\S]*?)```\s*```text\n([\s\S]*?)```/.exec(readme);
    expect(match, "a ```ts block directly followed by a ```text block").not.toBeNull();
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(match![1], { compilerOptions: options });
    expect(run("example.mjs", outputText)).toBe(match![2]);
  });

  test("it gives the same names to import and require", () => {
    const list = "console.log(Object.keys(m).filter((k) => k !== 'default' && k !== 'module.exports').sort().join())";
    const imported = run("names.mjs", `import * as m from "${name}"; ${list}`);
    expect(run("names.cjs", `const m = require("${name}"); ${list}`)).toBe(imported);
    expect(imported.trim()).not.toBe("");
  });
});
