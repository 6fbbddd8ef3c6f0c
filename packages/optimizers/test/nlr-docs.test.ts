import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { armijo, kick, nlr, stay } from "../src/index.js";

const page = readFileSync(new URL("../../../docs/nlr.md", import.meta.url), "utf8");

it("docs/nlr.md lists every option of NLR as its schema has it, and the controls that share it", () => {
  const [, section] = page.split("\n## Options\n");
  const [text] = section.split("\n## ");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
  const wanted = Object.entries(nlr.options).map(([name, field]) => [
    `\`${name}\``,
    typeof field.default === "string" ? `\`${field.default}\`` : JSON.stringify(field.default),
    field.about,
    [stay, kick, armijo].flatMap((control) => (name in control.options ? [`\`${control.name}\``] : [])).join(", "),
    name === "learningRate" || name === "negativeLearningRate" ? "paper" : "our reading",
  ]);
  expect(rows).toEqual(wanted);
});
