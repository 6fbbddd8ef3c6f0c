import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

// A title, a colour, a change of the direction of writing, a C1 sequence, and a second line that looks like ours.
const ATTACK = "\u001b]0;title\u0007\u001b[31mred\u202eder\u009b2J\nuphill: all is well";
const COMMANDS = /(?!\n)[\p{Cc}\p{Cf}]/u;

/** A circuit whose gate has any name. */
const circuit = (gate: string): string =>
  JSON.stringify({ format: "uphill.circuit", version: 1, qubits: 1, operations: [{ gate, qubits: [0], angles: [] }] });

test.each([
  ["a gate's name", ["draw", "attack.json"]],
  ["a gate's name, to be run", ["run", "attack.json"]],
  ["the path of a circuit", ["draw", `${ATTACK}.qasm`]],
  ["the path of a table", ["datasets", "show", `${ATTACK}.csv`]],
  ["the name of a preset", ["compare", "--preset", ATTACK]],
  ["the name of an optimizer", ["compare", "--optimizer", ATTACK]],
  ["a command that cannot be started", ["optimizer", "check", "--optimizer-command", ATTACK]],
  ["a plug-in that is not there", ["optimizer", "check", "--plugin", ATTACK]],
  ["a plug-in that throws when it is loaded", ["optimizer", "check", "./throws.mjs"]],
  ["an option that there is not", [`--${ATTACK}`]],
  ["a command that there is not", [ATTACK]],
  ["a column that there is not", ["datasets", "show", "table.csv", "--label", ATTACK]],
])("%s reaches the terminal as one clean line", (_, args) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "attack.json"), circuit(ATTACK));
  writeFileSync(join(folder, "table.csv"), "x,y\n1,2\n");
  writeFileSync(join(folder, "throws.mjs"), `throw new Error(${JSON.stringify(ATTACK)} + "x".repeat(1e7));`);
  const { status, stdout, stderr } = uphill(folder, ...args);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).not.toMatch(COMMANDS);
  expect(stderr.match(/\n/g)).toHaveLength(1);
  expect(stderr.length).toBeLessThan(10_000);
});

/** Two classes, one of which has the attack in its name, and a column that has too. */
function tableOf(name: string): string {
  const cell = (text: string): string => `"${text}"`;
  const rows = Array.from({ length: 40 }, (_, k) => [
    String(1 + (k % 7)),
    String(1 + (k % 5)),
    cell(k % 2 ? name : "b"),
  ]);
  return [["x", cell(name.replaceAll("\n", " ")), "label"], ...rows].map((row) => row.join(",")).join("\n");
}

test("names of columns and classes are shown without what a terminal would do", () => {
  const folder = temporaryFolder();
  const name = ATTACK.replaceAll(";", " ");
  writeFileSync(join(folder, "table.csv"), tableOf(name));
  for (const command of ["check", "show"]) {
    const { status, stdout } = uphill(folder, "datasets", command, "table.csv", "--label", "label");
    expect(status).toBe(0);
    expect(stdout).toContain("[31mred");
    expect(stdout).not.toMatch(COMMANDS);
    expect(stdout).not.toMatch(/^uphill: all is well/m);
  }
});

test("--json says the same, in characters that a terminal shows as they are", () => {
  const folder = temporaryFolder();
  const name = ATTACK.replaceAll(";", " ");
  writeFileSync(join(folder, "table.csv"), tableOf(name));
  const { stdout } = uphill(folder, "datasets", "show", "table.csv", "--label", "label", "--json");
  expect(stdout).not.toMatch(COMMANDS);
  const { classes } = JSON.parse(stdout) as { classes: { label: string }[] };
  expect(classes.map(({ label }) => label)).toContain(name);
});

test("a report holds no control characters, and nothing from outside may be loaded or run by it", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "table.csv"), tableOf(ATTACK.replaceAll(";", " ")));
  const args = ["compare", "--dataset", "table.csv", "--label", "label", "--preset", "two-qubit", "--train", "12"];
  const { status, stdout, stderr } = uphill(
    folder,
    ...args,
    ...["--test", "12", "--steps", "2", "--seeds", "2", "--no-tune", "--optimizer", "sgd", "--out", "r"],
  );
  expect(status, stderr).toBe(0);
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(COMMANDS);
    expect(text).not.toMatch(/^uphill: all is well/m);
  }
  const report = readFileSync(join(folder, "r", "report.html"), "utf8");
  expect(report).toContain("[31mred");
  expect(report).not.toMatch(COMMANDS);
  const style = /<style>([^<]*)<\/style>/.exec(report)![1];
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(report)![1];
  expect(policy.replaceAll("&#39;", "'")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(report).not.toMatch(/ style="|<script/);
});
