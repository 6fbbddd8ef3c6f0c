import { readdirSync, readFileSync } from "node:fs";
import { expect, it, vi } from "vitest";

const folder = new URL("../examples/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".ts"));

/** What the comment block under `// Output:` at the end of an example says. */
function promised(source: string): string {
  const [code, block, ...more] = source.split("\n// Output:\n");
  expect(code, "the first line says what the example shows").toMatch(/^\/\/ \S/);
  expect(block, "the example ends with an // Output: block").toBeDefined();
  expect(more).toEqual([]);
  const lines = block.trimEnd().split("\n");
  for (const line of lines) expect(line, "only output follows // Output:").toMatch(/^\/\/ {3}/);
  return lines.map((line) => line.slice(5)).join("\n");
}

it("finds examples", () => {
  expect(names.length).toBeGreaterThan(0);
});

// A new example joins by standing in examples/.
it.each(names)("%s prints what it says", async (name) => {
  const wanted = promised(readFileSync(new URL(name, folder), "utf8"));
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
    printed.push(values.join(" "));
  });
  try {
    await import(new URL(name, folder).href);
  } finally {
    log.mockRestore();
  }
  expect(printed.join("\n").replace(/ +$/gm, "")).toBe(wanted);
});
