import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RUN_WORDS } from "../src/engines/wasm/kernels.js";

it("the words of a run stand in the kernels' own order", () => {
  const text = readFileSync(join(import.meta.dirname, "../assembly/kernels.ts"), "utf8");
  const [, parameters] = /export function run\(([^)]*)\)/.exec(text)!;
  expect(Array.from(parameters.matchAll(/(\w+): usize/g), ([, name]) => name)).toEqual([...RUN_WORDS]);
});
