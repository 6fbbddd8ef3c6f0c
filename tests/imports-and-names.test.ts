import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const packages = readdirSync(join(root, "packages"));

interface Source {
  readonly path: string;
  readonly text: string;
}

function sourcesOf(name: string): Source[] {
  const folder = join(root, "packages", name, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), "utf8") }));
}

/** Files that a file imports or exports from, those whose types alone it needs included. */
function importsOf({ path, text }: Source): string[] {
  return Array.from(text.matchAll(/^(?:import|export)\b[^;"]*?from "(\.[^"]+)"/gms), ([, from]) =>
    resolve(dirname(path), from.replace(/\.js$/, ".ts")),
  );
}

/** The first circle of imports among some files, as the files on it; none: an empty list. */
function circleIn(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (path: string): string[] => {
    const at = way.indexOf(path);
    if (at >= 0) return [...way.slice(at), path];
    if (done.has(path)) return [];
    way.push(path);
    for (const next of imports.get(path) ?? []) {
      const circle = walk(next);
      if (circle.length > 0) return circle;
    }
    way.pop();
    done.add(path);
    return [];
  };
  for (const { path } of sources) {
    const circle = walk(path);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe("imports", () => {
  it("are found", () => {
    const sources = sourcesOf("simulator");
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(150);
    expect(sources.flatMap(importsOf).filter((path) => !existsSync(path) && !path.includes(".generated."))).toEqual([]);
  });

  it("a circle is found, also one of types", () => {
    const file = (name: string, text: string): Source => ({ path: `/${name}.ts`, text });
    const circle = [file("a", 'import { b } from "./b.js";'), file("b", 'import type { C } from "./c.js";')];
    expect(circleIn([...circle, file("c", 'export {\n  a,\n} from "./a.js";')])).toEqual([
      "/a.ts",
      "/b.ts",
      "/c.ts",
      "/a.ts",
    ]);
    expect(circleIn([...circle, file("c", "")])).toEqual([]);
  });

  it.each(packages)("make no circle in %s", (name) => {
    expect(circleIn(sourcesOf(name)).map((path) => relative(root, path))).toEqual([]);
  });
});

describe("names", () => {
  const declared = packages.flatMap((name) =>
    sourcesOf(name).flatMap(({ path, text }) =>
      Array.from(
        text.matchAll(/^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm),
        ([, type]) => ({
          type,
          path: relative(root, path),
        }),
      ),
    ),
  );

  it("an exported type has one meaning", () => {
    expect(declared.length).toBeGreaterThan(200);
    const places = new Map<string, string[]>();
    for (const { type, path } of declared) places.set(type, [...(places.get(type) ?? []), path]);
    expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });

  it("no exported type has a name that docs/names.md does without", () => {
    const rows = readFileSync(join(root, "docs/names.md"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("|") && !/^\| *(word|-)/.test(line))
      .map((line) => line.split("|").map((cell) => cell.trim()));
    const list = (cell: string): string[] => cell.split(/[,;]/).map((word) => word.trim().toLowerCase());
    const used = new Set(rows.flatMap(([, word]) => list(word)));
    // What is said of a word in brackets leaves it some use: one word by itself is banned.
    const banned = new Set(rows.flatMap(([, , , not = ""]) => list(not)).filter((word) => /^[a-z]+$/.test(word)));
    for (const word of used) banned.delete(word);
    expect(banned.size).toBeGreaterThan(100);
    expect(declared.filter(({ type }) => banned.has(type.toLowerCase()))).toEqual([]);
  });
});
