import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isUphillError, UphillError } from "@uphill/core";
import { Command } from "commander";
import type { Case } from "./case.js";
import { cases } from "./cases/index.js";
import { chart } from "./chart.js";
import { writeDocs } from "./docs.js";
import { machine } from "./machine.js";
import { openField } from "./peers/field.js";
import { FULL, QUICK } from "./race.js";
import type { CaseResult } from "./result.js";
import { runCase } from "./run.js";
import { resultTable, sidesTable } from "./table.js";
import { comparedTable, compareTrees } from "./trees/compare.js";

interface Given {
  readonly json: boolean;
  readonly quick: boolean;
  readonly case?: string[];
}

interface GivenPeers extends Given {
  readonly out: string;
  readonly writeDocs: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `--case ID`, repeatable, or all. */
function chosen(ids: readonly string[] | undefined): readonly Case[] {
  for (const id of ids ?? []) {
    if (cases.some((one) => one.id === id)) continue;
    throw new UphillError({
      code: "options",
      who: "bench",
      got: `--case is "${id}"`,
      wanted: `the cases are ${cases.map((one) => one.id).join(", ")}`,
      todo: "Name one of them.",
    });
  }
  return ids ? cases.filter(({ id }) => ids.includes(id)) : cases;
}

async function runAll(
  wanted: readonly Case[],
  run: (one: Case) => Promise<CaseResult>,
  done: (results: readonly CaseResult[]) => void = () => undefined,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const one of wanted) {
    say(`${one.id}: ${one.about} …`);
    results.push(await run(one));
    done(results);
  }
  return results;
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function command(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .option("--json", "print one JSON document on standard output and nothing else", false)
    .option("--quick", "few rounds: an idea of the numbers, not the numbers", false)
    .option("--case <id>", "only this case, repeatable", collect);
}

interface GivenEngine extends Given {
  readonly against?: string;
}

async function engine({ json, quick, case: ids, against }: GivenEngine): Promise<void> {
  const plan = quick ? QUICK : FULL;
  if (against !== undefined) {
    const results = await compareTrees(chosen(ids), against, plan, ({ id, ratio, low, high }) =>
      say(`${id}: ${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`),
    );
    process.stdout.write(
      json ? `${JSON.stringify({ machine: machine(), cases: results })}\n` : `${comparedTable(results)}\n`,
    );
    return;
  }
  const results = await runAll(chosen(ids), (one) => runCase(one, { plan, threads: [1, 2] }));
  process.stdout.write(
    json ? `${JSON.stringify({ machine: machine(), cases: results })}\n` : `${resultTable(results)}\n`,
  );
}

async function peers({ json, quick, case: ids, out, writeDocs: docs }: GivenPeers): Promise<void> {
  const wanted = chosen(ids);
  const plan = quick ? QUICK : FULL;
  const field = await openField([1, 2], say);
  // A peer in the middle of a call would go on for minutes.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      field.close();
      process.exit(130);
    });
  }
  try {
    mkdirSync(out, { recursive: true });
    const report = (results: readonly CaseResult[]): object => ({
      machine: machine(),
      peers: field.versions,
      quick,
      cases: results,
    });
    // After each case: a run that is broken off leaves what it has.
    const write = (results: readonly CaseResult[]): void =>
      writeFileSync(join(out, "results.json"), `${JSON.stringify(report(results), null, 2)}\n`);
    const results = await runAll(wanted, (one) => runCase(one, { plan, threads: [1, 2], field }), write);
    writeFileSync(join(out, "bench.svg"), chart(results));
    if (docs) writeDocs({ machine: machine(), versions: field.versions, quick, results });
    process.stdout.write(
      json
        ? `${JSON.stringify(report(results))}\n`
        : `${sidesTable(results)}\n\n${resultTable(results)}\n\nWritten: ${join(out, "results.json")}, bench.svg\n`,
    );
  } finally {
    field.close();
  }
}

const program = new Command("bench")
  .description("Times the engine against its bars.")
  .addCommand(
    command("engine", "Our side of all cases, and the cases that need no peer.")
      .option("--against <folder>", "instead: all timed cases beside another built checkout, interleaved")
      .action(engine),
  )
  .addCommand(
    command("peers", "All cases beside qulacs, PennyLane, TensorCircuit-NG, jsqubits and quantum-circuit, interleaved.")
      .option("--out <folder>", "where results.json and bench.svg go", "results/bench")
      .option("--write-docs", "rewrite the figures of docs/bench.md and its chart", false)
      .action(peers),
  );

try {
  // pnpm and npm hand on the -- that separates their options from ours.
  await program.parseAsync(process.argv.filter((word, at) => at < 2 || word !== "--"));
  // Worker threads and children are of no more use.
  process.exit();
} catch (error) {
  if (!isUphillError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
