import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { optimizers } from "@uphill/optimizers";
import { families, losses } from "@uphill/problems";
import ts from "typescript";
import { describe, expect, test } from "vitest";

// What the shape of the house rests on, and the compiler does not see.

const root = fileURLToPath(new URL("..", import.meta.url));

function sourcesOf(...folders: readonly string[]): { file: string; source: ts.SourceFile }[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => {
        const path = join(root, folder, name);
        const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
        return { file: relative(root, path), source };
      }),
  );
}

/** Texts of all string literals, without module names. */
function literalsOf(source: ts.SourceFile): { text: string; line: number; declares: boolean }[] {
  const found: { text: string; line: number; declares: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      const { parent } = node;
      // A property's name in a type names no item.
      if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return;
      const declares = ts.isPropertyAssignment(parent) && parent.name.getText() === "name";
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push({ text: node.text, line, declares });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe("items", () => {
  const names = new Set([
    ...Object.values(optimizers).map(({ name }) => name),
    ...Object.values(losses).map(({ name }) => name),
    ...Object.values(families).flatMap(({ metrics }) => metrics.map(({ name }) => name)),
  ]);

  test("are known by name to themselves alone: no optimizer, metric or loss is named elsewhere", () => {
    const named = sourcesOf("packages/studies/src", "packages/problems/src", "packages/simulator/src").flatMap(
      ({ file, source }) => {
        const literals = literalsOf(source);
        const own = new Set(literals.filter(({ declares }) => declares).map(({ text }) => text));
        return literals
          .filter(({ text }) => names.has(text) && !own.has(text))
          .map(({ text, line }) => `${file}:${line} "${text}"`);
      },
    );
    expect(named).toEqual([]);
  });
});
