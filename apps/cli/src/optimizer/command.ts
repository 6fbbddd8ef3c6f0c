import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { isUphillError, parseOptions, pick, UphillError } from "@uphill/core";
import { testFunctions, type Finding, type TestFunction } from "@uphill/optimizers";
import { Command, Option } from "commander";
import { readNumbers } from "../circuits/files.js";
import { collect, setting } from "../options.js";
import { wholeNumber } from "../whole-number.js";
import { inWorker, lawsOf, openForeign, STACKS, type Foreign, type Limits, type Trace } from "@uphill/plugins/node";
import { limited, limitsFrom, type LimitsGiven } from "./limits.js";
import { newCommand } from "./new.js";
import { optimizerFamilies, originOf, unknownOptimizer } from "@uphill/plugins";
import { progress } from "../compare/progress.js";
import { print, printJson } from "../output.js";

/** `uphill optimizer`: to write, check and watch optimizers. */
export function optimizerCommand(): Command {
  return new Command("optimizer")
    .summary("write, check and trace optimizers of your own")
    .description("Writes, checks and traces optimizers: your own and Uphill's.")
    .addCommand(newCommand())
    .addCommand(checkCommand())
    .addCommand(traceCommand())
    .addCommand(testCommand());
}

const external = (): Option =>
  new Option("--optimizer-command <text>", "an optimizer in any language, as 'python3 mine.py'");

interface Named extends LimitsGiven {
  optimizerCommand?: string;
}

/** The optimizers that an argument names: those of a file or command, or one by its name. */
async function named(
  given: string | undefined,
  { optimizerCommand, ...limits }: Named,
): Promise<{ foreign: Foreign; names: readonly string[] }> {
  const isFile = given !== undefined && (/[./\\]/.test(given) || existsSync(given));
  if (given === undefined && optimizerCommand === undefined) {
    throw new UphillError({
      code: "options",
      who: "optimizer",
      got: "no optimizer is named",
      wanted: "it takes a file, a name, or --optimizer-command",
      todo: "For example uphill optimizer check ./mine.mjs.",
    });
  }
  const foreign = await openForeign(
    process.cwd(),
    {
      plugins: isFile ? [given] : [],
      commands: optimizerCommand === undefined ? [] : [optimizerCommand],
    },
    limitsFrom(limits),
  );
  if (optimizerCommand !== undefined) return { foreign, names: foreign.names[optimizerCommand] };
  if (isFile) return { foreign, names: foreign.names[given] };
  if (!Object.hasOwn(optimizerFamilies, given!)) throw unknownOptimizer(given!);
  return { foreign, names: [given!] };
}

function checkCommand(): Command {
  return limited(new Command("check"))
    .summary("try the public contract on an optimizer and print its report card")
    .argument("[optimizer]", "a file, or a name")
    .addOption(external())
    .option("--quick", "leave out the laws that take many runs", false)
    .option("--json", "print one JSON document and nothing else", false)
    .action(async (given: string | undefined, options: Named & { quick: boolean; json: boolean }) => {
      // The host then says where something was thrown.
      process.env[STACKS] = "1";
      const { foreign, names } = await named(given, options);
      const cards: { optimizer: string; passed: boolean; laws: Finding[] }[] = [];
      for (const name of names) {
        const laws = await findings(foreign, name, options.quick, limitsFrom(options));
        cards.push({ optimizer: name, passed: laws.every(({ passed }) => passed), laws });
      }
      if (options.json) printJson({ optimizers: cards, passed: cards.every(({ passed }) => passed) });
      else for (const card of cards) printCard(card);
      if (!cards.every(({ passed }) => passed)) process.exitCode = 1;
    });
}

/** Law by law; one at which the optimizer never ends is broken, and what follows is not tried. */
async function findings(foreign: Foreign, name: string, quick: boolean, limits: Limits): Promise<Finding[]> {
  const found: Finding[] = [];
  const laws = lawsOf(quick);
  const bar = progress(laws.length, 0, `laws tried on ${name}`);
  const onTold = (told: Finding): void => {
    found.push(told);
    bar.tick();
  };
  let reason = "not tried, as the optimizer had to be stopped";
  try {
    await inWorker({ task: "check", foreign, name, quick }, { who: name, limits, onTold });
  } catch (error) {
    if (!isUphillError(error)) throw error;
    reason = error.message;
  } finally {
    bar.stop();
  }
  return laws.map(({ name: law, about }, k): Finding => found.at(k) ?? { law, about, passed: false, detail: reason });
}

function printCard({
  optimizer,
  passed,
  laws,
}: {
  optimizer: string;
  passed: boolean;
  laws: readonly Finding[];
}): void {
  const width = Math.max(...laws.map(({ law }) => law.length));
  const lines = laws.flatMap(({ law, about, passed, detail }) => [
    `${passed ? "ok    " : "BROKEN"}  ${law.padEnd(width)}  ${about}`,
    ...(detail === "" ? [] : [`${" ".repeat(width + 10)}${passed ? "" : "→ "}${detail}`]),
  ]);
  const kept = laws.filter(({ passed }) => passed).length;
  print([
    optimizer,
    "",
    ...lines,
    "",
    `${kept} of ${laws.length} laws are kept${passed ? "" : ": mend what is broken"}.`,
  ]);
}

interface TraceGiven extends Named {
  function: string;
  start?: string;
  steps: number;
  set?: string[];
  seed: number;
  json: boolean;
}

function traceCommand(): Command {
  const functions = testFunctions as Record<string, TestFunction>;
  return limited(new Command("trace"))
    .summary("show the path of an optimizer on a function")
    .argument("[optimizer]", "a name, or a file")
    .addOption(external())
    .option(
      "--function <name>",
      Object.values(functions)
        .map(({ name, about }) => `${name}: ${about}`)
        .join("; "),
      "quadratic",
    )
    .option("--start <numbers>", "0.1,0.2 or @file (default: the function's own)")
    .addOption(new Option("--steps <n>", "steps").default(5).argParser(wholeNumber("--steps", 1, 1e6)))
    .addOption(new Option("--set <change>", "KEY=VALUE of the optimizer, repeatable").argParser(collect))
    .addOption(new Option("--seed <n>", "seed of its own randomness").default(0).argParser(wholeNumber("--seed", 0)))
    .option("--json", "print one JSON document and nothing else", false)
    .action(async (given: string | undefined, options: TraceGiven) => {
      const tested = pick("optimizer trace", "function", functions, options.function);
      const { foreign, names } = await named(given, options);
      const [name] = names;
      const fields = optimizerFamilies[name].options;
      const set = Object.fromEntries((options.set ?? []).map((text) => setting(name, fields, text)));
      const start = options.start === undefined ? tested.start : Array.from(readNumbers("--start", options.start));
      const least = tested.size ?? (tested.name === "rosenbrock" ? 2 : 1);
      if (start.length < least || (tested.size !== undefined && start.length > tested.size)) {
        throw new UphillError({
          code: "shape",
          who: tested.name,
          got: `--start has ${start.length} numbers`,
          wanted: `it takes ${least}${tested.size === undefined ? " or more" : ""}`,
          todo: `For example --start ${tested.start.join(",")}.`,
        });
      }
      const task = {
        task: "trace",
        foreign,
        name,
        options: parseOptions(name, fields, set),
        function: tested.name,
        start,
        steps: options.steps,
        seed: options.seed,
      } as const;
      const [trace] = await inWorker(task, { who: name, limits: limitsFrom(options) });
      if (options.json) printJson(trace);
      else printTrace(trace);
      if (trace.error !== null && originOf(name) !== undefined) process.exitCode = 1;
    });
}

function printTrace({ optimizer, function: tested, start, steps, evaluations, stopped, error }: Trace): void {
  const point = (theta: readonly number[]): string => theta.map((t) => t.toPrecision(7)).join(", ");
  const lines = [{ ...start, report: {} }, ...steps].map(({ theta, value, gradientNorm, report }, k) => {
    const flags = Object.entries(report).flatMap(([name, on]) => (on === true ? [name] : []));
    return `${String(k).padStart(4)}  θ = ${point(theta)}  value ${value.toPrecision(7)}  |∇| ${gradientNorm.toPrecision(3)}${flags.length ? `  ${flags.join(", ")}` : ""}`;
  });
  print([
    `${optimizer} on ${tested.name}, ${tested.about}`,
    "",
    ...lines,
    "",
    `${evaluations.circuits} evaluations in ${evaluations.rounds} rounds; ended as ${stopped}${error === null ? "" : `: ${error}`}`,
  ]);
}

/** Node's own test runner, where `@uphill/…` is found without anything installed. */
function testCommand(): Command {
  return new Command("test")
    .summary("run tests of yours, with Uphill's packages at hand")
    .argument("<files...>", "what `node --test` takes")
    .action((files: string[]) => {
      const args = ["--import", import.meta.resolve("@uphill/plugins/register"), "--test", ...files];
      // A test that runs this command must not make Node believe that it is one of its own.
      const { status } = spawnSync(process.execPath, args, {
        stdio: "inherit",
        env: { ...process.env, NODE_TEST_CONTEXT: undefined, UPHILL_MAIN: process.argv[1] },
      });
      process.exitCode = status === 0 ? 0 : 1;
    });
}
