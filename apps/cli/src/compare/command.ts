import { availableParallelism } from "node:os";
import { isUphillError, oneLine, UphillError } from "@uphill/core";
import { tableFlags } from "@uphill/datasets";
import { openForeign } from "@uphill/plugins/node";
import { preparationSteps } from "@uphill/problems";
import {
  budgetForms,
  firstSigns,
  groupSigns,
  parseBudget,
  problemFamilies,
  RATE_GRID,
  settingFields,
  stopFamilies,
  usualProblem,
} from "@uphill/studies";
import { compare } from "@uphill/studies/node";
import { Command, Option } from "commander";
import { classesOption, dataDirOption, datasetOption } from "../datasets/data-options.js";
import { tableOptions } from "../datasets/table-options.js";
import { limited, limitsFrom, type LimitsGiven } from "../optimizer/limits.js";
import { collect, optionsFrom, pickGiven } from "../options.js";
import { catalogue } from "./catalogue.js";
import { progress } from "./progress.js";
import { presetTable } from "./table.js";
import { print, printJson, say } from "../output.js";

/** `uphill compare`: its options come from the schemas of settings, classifier, optimizers and data sets. */
export function compareCommand(): Command {
  const command = limited(new Command("compare"))
    .summary("train the same problem with several optimizers over paired seeds, and give a verdict")
    .description(
      `Trains the same problem with several optimizers over paired seeds and gives a verdict in words. Every optimizer is shown at its defaults and at the learning rate that other seeds choose for it from one grid (${RATE_GRID.join(", ")}; wider where the best rate lies at an edge). One without a learning rate gets as many trials of its own options as the list has rates. Where two chosen rates differ, both optimizers are run at both rates too: a rule is called better or worse only if the rate is not the reason.`,
    )
    .addOption(new Option("--preset <name>", "the experiment, repeatable (default paper)").argParser(collect))
    .addOption(
      new Option(
        "--problem <name>",
        `what is solved: ${Object.keys(problemFamilies).join(" | ")} (default: the preset's)`,
      ),
    )
    .addOption(datasetOption())
    .addOption(
      new Option(
        "--test-dataset <path>",
        "rows to test on, in a file of your own beside the one of --dataset (default: rows that are not trained on)",
      ),
    )
    .addOption(dataDirOption())
    .addOption(classesOption())
    .addOption(
      new Option(
        "--prepare <step>",
        `done to the rows, fitted on training rows, in place of the usual reduction of images, repeatable: ${Object.keys(preparationSteps).join(" | ")}`,
      ).argParser(collect),
    )
    .addOption(
      new Option("--optimizer <name>", "NAME or ALIAS=NAME, repeatable (default: the preset's)").argParser(collect),
    )
    .addOption(
      new Option(
        "--plugin <module>",
        "path or package of optimizers of yours, repeatable (see also uphill.config)",
      ).argParser(collect),
    )
    .addOption(
      new Option(
        "--optimizer-command <text>",
        "an optimizer in any language, as 'python3 mine.py', repeatable; takes part without being named",
      ).argParser(collect),
    )
    .addOption(
      new Option(
        "--set <change>",
        "NAME.OPTION=VALUE of an optimizer, problem, data set, step or stopping rule, repeatable",
      ).argParser(collect),
    )
    .addOption(
      new Option(
        "--reference <name>",
        "whom all others are compared with (default: sgd where it takes part, else the first)",
      ),
    )
    .addOption(new Option("--no-tune", "leave out the choice of a learning rate for each optimizer"))
    .addOption(new Option("--rates <list>", `learning rates to try (default ${RATE_GRID.join(",")})`))
    .addOption(new Option("--no-widen", "keep to these rates, even where the best one lies at an edge"))
    .addOption(
      new Option(
        "--stop <rule>",
        `end a run early, repeatable: ${Object.keys(stopFamilies).join(" | ")} (default none); options by --set, as in --stop goal --set goal.loss=0.3`,
      ).argParser(collect),
    )
    .addOption(
      new Option(
        "--budget <unit=n>",
        `stop a run before it costs more: ${budgetForms.join(", ")}; repeatable. seconds are those of the clock, and make the figures depend on the machine`,
      ).argParser(collect),
    );
  for (const option of tableOptions()) command.addOption(option);
  for (const option of optionsFrom({ ...usualProblem.options, ...settingFields })) command.addOption(option);
  return command
    .addOption(
      new Option("--jobs <n>", "runs at a time; the numbers do not depend on it").default(availableParallelism()),
    )
    .addOption(new Option("--out <folder>", "where results go (default results/PRESETS-IDENTITY)"))
    .addOption(new Option("--resume", "go on with an interrupted run of the same experiment").default(false))
    .addOption(new Option("--json", "print one JSON document on standard output and nothing else").default(false))
    .addHelpText("after", () => `\n${catalogue()}`)
    .action(act);
}

/** Rates that may be listed. */
const MOST_RATES = 50;

interface Given extends LimitsGiven, Record<string, unknown> {
  preset?: string[];
  problem?: string;
  dataset?: string;
  dataDir?: string;
  classes?: string;
  prepare?: string[];
  testDataset?: string;
  optimizer?: string[];
  plugin?: string[];
  optimizerCommand?: string[];
  set?: string[];
  reference?: string;
  tune: boolean;
  rates?: string;
  widen: boolean;
  budget?: string[];
  stop?: string[];
  jobs: string | number;
  out?: string;
  resume: boolean;
  json: boolean;
}

async function act(given: Given): Promise<void> {
  const foreign = await openForeign(
    process.cwd(),
    {
      plugins: given.plugin ?? [],
      commands: given.optimizerCommand ?? [],
    },
    limitsFrom(given),
  );
  const controller = new AbortController();
  const interrupt = (): void => {
    // A second Ctrl-C does not wait for the workers.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const unused = (given.plugin ?? []).filter((plugin) => !takesPart(foreign.names[plugin], given.optimizer));
  for (const plugin of unused) {
    const names = foreign.names[plugin];
    say([`${plugin} takes no part: add --optimizer ${names.join(" or --optimizer ")}.`]);
  }
  const joining = (given.optimizerCommand ?? [])
    .map((text) => foreign.names[text])
    .filter((names) => !takesPart(names, given.optimizer))
    .flat();
  const result = await compare({
    foreign,
    limits: limitsFrom(given),
    joining,
    presets: [...new Set(given.preset ?? ["paper"])],
    ...(given.problem !== undefined && { problem: given.problem }),
    options: pickGiven(usualProblem.options, given),
    data: {
      ...(given.dataset !== undefined && { dataset: given.dataset }),
      ...(given.classes !== undefined && { classes: given.classes.split(",").map((name) => name.trim()) }),
      ...(given.prepare && { prepare: given.prepare }),
      ...(Object.keys(tableFlags(given)).length > 0 && { table: tableFlags(given) }),
      ...(given.testDataset !== undefined && { testDataset: given.testDataset }),
    },
    optimizers: given.optimizer ?? [],
    sets: given.set ?? [],
    settings: pickGiven(settingFields, given),
    budget: parseBudget(given.budget ?? []),
    stops: given.stop ?? [],
    tune: given.tune,
    ...(given.rates !== undefined && { rates: parseRates(given.rates, given.tune) }),
    widen: given.widen,
    ...(given.reference !== undefined && { reference: given.reference }),
    jobs: parseJobs(given.jobs),
    ...(given.dataDir !== undefined && { dataDir: named("--data-dir", given.dataDir) }),
    ...(given.out !== undefined && { out: named("--out", given.out) }),
    resume: given.resume,
    signal: controller.signal,
    command: `uphill ${process.argv.slice(2).map(quote).join(" ")}`,
    say,
    progress,
  }).catch((error: unknown) => {
    // What was ended with us did not fail.
    if (controller.signal.aborted && !(isUphillError(error) && error.code === "folder")) return undefined;
    throw error;
  });
  if (!result) {
    process.exitCode = 130;
    return;
  }
  if (given.json) {
    printJson({ manifest: result.manifest, presets: result.presets });
    return;
  }
  for (const preset of result.presets) {
    print(
      `\n${preset.name}: ${wrap(`${preset.about}.`)}\n${wrap(`${preset.setting}.`)}\n\n${presetTable(preset)}\n\n${preset.verdict
        .split("\n")
        .map((text) => wrap(text))
        .join("\n\n")}`,
    );
    const signs = [...groupSigns(preset), ...firstSigns(preset)];
    if (signs.length > 0) print(`\nSigns to know:\n${signs.map((text) => wrap(`- ${text}`)).join("\n")}`);
  }
  print(["", `Report: ${result.folder}/report.html`]);
}

function takesPart(names: readonly string[], chosen: readonly string[] = []): boolean {
  return chosen.some((text) => names.includes(text.split("=").at(-1)!));
}

function named(flag: string, path: string): string {
  if (path.trim() !== "") return path;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `${flag} is empty`,
    wanted: "it must name a folder",
    todo: `Name one, or leave ${flag} out.`,
  });
}

function parseJobs(given: string | number): number {
  const jobs = Number(given);
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 256) return jobs;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--jobs is ${given}`,
    wanted: "it must be a whole number from 1 to 256",
    todo: `This machine has ${availableParallelism()} processors.`,
  });
}

/** `0.01,0.1,1`, sorted, each once. @throws UphillError "options" */
function parseRates(text: string, tune: boolean): number[] {
  const words = text.split(",").map((word) => word.trim());
  const rates = words.map(Number);
  const refuse = (got: string, todo: string, wanted = "it lists learning rates to try, each above 0"): UphillError =>
    new UphillError({ code: "options", who: "compare", got, wanted, todo });
  if (!tune)
    throw refuse("--rates is given and --no-tune too", "Leave one of them out.", "without tuning no rates are tried");
  if (words.includes("") || !rates.every((rate) => Number.isFinite(rate) && rate > 0))
    throw refuse(`--rates is "${text}"`, "For example --rates 0.01,0.1,1.");
  if (rates.length > MOST_RATES)
    throw refuse(
      `--rates lists ${rates.length} rates`,
      `Give ${MOST_RATES} at most: each is tried on every tuning seed.`,
    );
  return [...new Set(rates)].sort((a, b) => a - b);
}

/** Characters of a paragraph. */
const MOST_WRAPPED = 20_000;

function wrap(text: string, width = 110): string {
  const lines = [""];
  for (const word of oneLine(text, MOST_WRAPPED).split(" ")) {
    const last = lines[lines.length - 1];
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
