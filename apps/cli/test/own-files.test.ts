import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const folder = temporaryFolder();
const put = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""));
  return name;
};
const rows = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, k) => `${(k % 2) + ((k + from) % 7) / 10},${1 + (k % 5) / 10},${"ab"[k % 2]}`);
const quick = ["--qubits", "1", "--layers", "1", "--seeds", "2", "--steps", "2", "--no-tune", "--optimizer", "sgd"];
const compare = (out: string, ...args: string[]): ReturnType<typeof uphill> =>
  uphill(folder, "compare", ...quick, "--encoding", "amplitude", "--out", out, ...args);
const report = (out: string): string => readFileSync(join(folder, out, "report.html"), "utf8");

interface Manifest {
  identity: { experiments: { about: string; settings: Record<string, unknown>; data: Record<string, unknown> }[] };
  data: { paper: { classes: { train: number; test: number }[]; notes: string[] } };
}
const manifestOf = (out: string): Manifest =>
  JSON.parse(readFileSync(join(folder, out, "manifest.json"), "utf8")) as Manifest;

describe("rows of one file", () => {
  put("hundred.csv", "x,y,kind", ...rows(100));
  const table = ["--dataset", "hundred.csv", "--label", "kind"];

  test("are split as asked, and heading, report and manifest say so", () => {
    const { status, stdout, stderr } = compare("t80", ...table, "--train", "80", "--test", "20");
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("80 training and 20 test rows");
    expect(stdout).toContain("--train 80, --test 20");
    expect(report("t80")).toContain("class a (40 training and 10 test rows)");
    expect(manifestOf("t80").identity.experiments[0].settings).toMatchObject({ train: 80, test: 20 });
  });

  test("shrink where nobody typed a number, and the true one is said", () => {
    expect(compare("t100", ...table).stderr).toContain("50 training and 50 test rows");
    const { identity } = manifestOf("t100");
    expect(identity.experiments[0].settings).toMatchObject({ train: 50, test: 50 });
    expect(identity.experiments[0].about).not.toMatch(/--train|--test/);
  });

  test("more than there are is refused, before anything is written", () => {
    const { status, stderr } = compare("none", ...table, "--train", "80", "--test", "30");
    expect(status).toBe(2);
    expect(stderr).toBe(
      "compare: --train 80 and --test 30 ask for 110 rows, but hundred has 100. What fits is --train 73 --test 27, for one.\n",
    );
  });
});

describe("two files", () => {
  put("train.csv", "x,y,kind", ...rows(30));
  put("test.csv", "kind,y,x", ...rows(10, 3).map((row) => row.split(",").reverse().join(",")));

  test("are used as they are, whatever the order of their columns", () => {
    const { status, stderr, stdout } = compare(
      "two",
      "--dataset",
      "train.csv",
      "--test-dataset",
      "test.csv",
      "--label",
      "kind",
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("30 training and 10 test rows");
    expect(stdout).toContain("train.csv tested on test.csv");
    const { data, identity } = manifestOf("two");
    expect(data.paper.notes.join("\n")).toMatch(/Training rows: Read 30 rows.*Test rows: Read 10 rows/s);
    expect(identity.experiments[0].data).toMatchObject({ name: "train.csv", test: "test.csv" });
  });

  test.each([
    ["other columns", put("other.csv", "x,z,kind", ...rows(10)), "it has no column y, but train has it as a feature"],
    ["a class too many", put("third.csv", "x,y,kind", ...rows(10), "1,1,c"), "test rows of third have class c"],
    ["no file of one's own", "moons", "--dataset is train.csv and --test-dataset moons"],
  ])("%s are refused", (_, name, message) => {
    const { status, stderr } = compare("bad", "--dataset", "train.csv", "--test-dataset", name, "--label", "kind");
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("flags of tables", () => {
  test("reach show and check: no header, dropped columns and rows, marks, words", () => {
    put("plain.data", ...rows(6), "?,1,a");
    const json = (...args: string[]): unknown => JSON.parse(uphill(folder, "datasets", ...args, "--json").stdout);
    expect(json("show", "plain.data", "--label", "-1", "--missing", "drop")).toMatchObject({ samples: 6, features: 2 });
    expect(json("show", "plain.data", "--label", "-1", "--drop", "0", "--no-header")).toMatchObject({ samples: 7 });
    put("marks.csv", "x;kind", "1;NA", "2;none");
    const marks = ["marks.csv", "--label", "kind", "--delimiter", ";", "--label-words", "NA,none", "--header"];
    expect(json("check", ...marks)).toMatchObject({
      dataset: { samples: 2, classes: [{ label: "NA" }, { label: "none" }] },
    });
    const { stdout } = uphill(folder, "datasets", "check", "plain.data", "--missing", "drop");
    expect(stdout).toContain("  - The first line holds numbers like the lines below, so it was read as a row");
    expect(uphill(folder, "datasets", "show", "marks.csv", "--delimiter", "#").stderr).toContain('--delimiter is "#"');
  });
});
