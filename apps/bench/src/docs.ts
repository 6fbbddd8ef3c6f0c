import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UphillError } from "@uphill/core";
import { chart } from "./chart.js";
import { digits } from "./format.js";
import type { Machine } from "./machine.js";
import type { CaseResult } from "./result.js";
import { cells } from "./table.js";

const BEGIN = "<!-- figures: begin -->";
const END = "<!-- figures: end -->";
const PAGE = fileURLToPath(new URL("../../../docs/bench.md", import.meta.url));

export interface Figures {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly quick: boolean;
  readonly results: readonly CaseResult[];
}

/** Puts figures and chart into the docs. @throws UphillError "docs" where the page has lost its marks */
export function writeDocs(figures: Figures): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  writeFileSync(PAGE, replaceFigures(page, figuresText(figures)));
  writeFileSync(PAGE.replace(/\.md$/, ".svg"), chart(figures.results));
}

/** The page with other text between its marks. */
export function replaceFigures(page: string, text: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from >= 0 && to > from) return `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`;
  throw new UphillError({
    code: "docs",
    who: "bench:peers",
    got: "docs/bench.md has no block of figures",
    wanted: `it must have ${BEGIN} and ${END}`,
    todo: "Put the two lines where the figures belong.",
  });
}

/** The block between the marks: machine, versions, judged cases, and everything that was timed. */
export function figuresText({ machine, versions, quick, results }: Figures): string {
  const { processor, cores, memoryGiB, system, node } = machine;
  const judged = results.map((result) => [...cells(result), result.about]);
  const sides = results.flatMap(({ id, sides }) =>
    sides.map(({ name, threads, counts, ms, low, high }) => [
      id,
      counts ? name : `${name} \\*`,
      String(threads),
      digits(ms),
      `${digits(low)}–${digits(high)}`,
    ]),
  );
  const refused = results.flatMap(({ id, refused }) => refused.map(({ name, why }) => [id, name, why]));
  return [
    "<!-- prettier-ignore-start -->",
    `${processor}, ${cores} cores, ${memoryGiB} GiB; ${system}, Node ${node}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.${quick ? " A quick run of few rounds." : ""}`,
    "",
    "![Time of the best other divided by ours, case by case](bench.svg)",
    "",
    ...markdown(["case", "ours", "best other", "which", "ratio", "bar", "pass", "ratio, 2 threads", "what"], judged),
    "",
    "Everything that was timed, median and first to last decile, in ms:",
    "",
    ...markdown(["case", "side", "threads", "median", "10–90 %"], sides),
    "",
    "\\* a trick that its documentation does not tell: shown, decides nothing.",
    ...(refused.length > 0 ? ["", "Not timed:", "", ...markdown(["case", "side", "why"], refused)] : []),
    "<!-- prettier-ignore-end -->",
  ].join("\n");
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
