import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

// Packages have versions of their own: a change moves the package and what depends on it, and nothing else.

const root = fileURLToPath(new URL("..", import.meta.url));
const stage = mkdtempSync(join(tmpdir(), "uphill-versions-"));
afterAll(() => rmSync(stage, { recursive: true, force: true }));

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const folders = ["packages", "apps"].flatMap((place) =>
  readdirSync(join(root, place)).map((name) => join(place, name)),
);

function read(home: string): PackageJson[] {
  return folders.map((folder) => JSON.parse(readFileSync(join(home, folder, "package.json"), "utf8")) as PackageJson);
}

/** The package and all that depend on it, directly or not. */
function dependents(of: string): Set<string> {
  const found = new Set([of]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const { name, dependencies = {} } of read(root))
      if (Object.keys(dependencies).some((dependency) => found.has(dependency))) found.add(name);
  }
  return found;
}

describe.each(["@uphill/datasets", "@uphill/problems", "@uphill/plugins", "uphill"])("a minor change of %s", (name) => {
  test("moves it and what depends on it alone", () => {
    const home = join(stage, name.replace("/", "-"));
    mkdirSync(join(home, ".changeset"), { recursive: true });
    for (const file of ["package.json", "pnpm-workspace.yaml", ".changeset/config.json"])
      cpSync(join(root, file), join(home, file));
    symlinkSync(join(root, "node_modules"), join(home, "node_modules"), "dir");
    for (const folder of folders) {
      mkdirSync(join(home, folder), { recursive: true });
      cpSync(join(root, folder, "package.json"), join(home, folder, "package.json"));
    }
    writeFileSync(join(home, ".changeset/one.md"), `---\n"${name}": minor\n---\n\nSomething new.\n`);
    const before = new Map(read(home).map((each) => [each.name, each.version]));
    execFileSync(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], {
      cwd: home,
      stdio: "pipe",
    });
    const moved = read(home).filter((each) => each.version !== before.get(each.name));
    expect(new Set(moved.map((each) => each.name))).toEqual(dependents(name));
    const [major, minor] = before.get(name)!.split(".").map(Number);
    expect(moved.find((each) => each.name === name)!.version).toBe(`${major}.${minor + 1}.0`);
  });
});
