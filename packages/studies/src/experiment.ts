import { byName, fingerprint, flagOf, parseOptions, pick, shown, UphillError } from "@uphill/core";
import type { Budget } from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";
import {
  families,
  namesOf,
  STANDARD_DATASET,
  type DataWishes,
  type ProblemFamily,
  type ProblemSpec,
} from "@uphill/problems";
import { budgetFlags, checkBudget, describeBudget } from "./budget.js";
import { checkEqualShots, checkMemory, checkShots, refuseData, refuseOptions, refuseTwice } from "./checks.js";
import { parseAlias, referenceOf, refuseNames } from "./names.js";
import type { OptimizerSpec } from "./optimizer.js";
import type { Preset } from "./preset.js";
import * as presetIndex from "./presets/index.js";
import { parseSets } from "./sets.js";
import {
  isOfCircuits,
  RATE_GRID,
  settingFields,
  settingsFrom,
  sharedFields,
  typedSettings,
  type Settings,
  type TypedSettings,
} from "./settings.js";
import { describeStops, planStops, type StopSpec } from "./stops.js";

/** Every preset, by its name. */
export const presets: Readonly<Record<string, Preset>> = byName(presetIndex);

/** Every problem family, by its name. */
export const problemFamilies: Readonly<Record<string, ProblemFamily>> = byName(families);

/** The problem family that a study uses unless it names another. Its options are options of the command line. */
export const usualProblem = Object.values(families)[0];

/** A preset with everything decided. It is plain data and part of the identity of a result. */
export interface Experiment {
  /** The name of the preset. */
  readonly preset: string;
  /** What it is, in one sentence. */
  readonly about: string;
  /** The settings: seeds, steps, shots, gradient, device. */
  readonly settings: Settings;
  /** The problem with its options. */
  readonly problem: ProblemSpec;
  /** The optimizers that take part. */
  readonly optimizers: readonly OptimizerSpec[];
  /** The limits of each run. */
  readonly budget: Budget;
  /** True if every optimizer may spend the same number of shots. */
  readonly equalShots: boolean;
  /** Rules that end runs before all steps are made; usually none. */
  readonly stops: readonly StopSpec[];
  /** The alias of the optimizer that all others are compared with. */
  readonly reference: string;
  /** The names of the optimizers that the study is about. They are compared with every other optimizer too. */
  readonly subjects: readonly string[];
  /** The learning rates that every optimizer is tried at. Empty without tuning. */
  readonly rates: readonly number[];
  /** True if further rates are tried while the best rate is at the edge of the list. */
  readonly widen: boolean;
}

/** What a user asks for. Everything that is left out comes from the preset or has a default. */
export interface Wishes {
  /** The names of the presets. Each gives one experiment. */
  readonly presets: readonly string[];
  /** The name of a problem family; default: that of the preset. */
  readonly problem?: string;
  /** Options of the problem. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The data set and its preparation, for families that learn from rows. */
  readonly data?: DataWishes;
  /** The optimizers, each as NAME or ALIAS=NAME; default: those of the preset. */
  readonly optimizers?: readonly string[];
  /** Optimizers that take part in addition to the others. */
  readonly joining?: readonly string[];
  /** Options of optimizers and problems, each as NAME.OPTION=VALUE. */
  readonly sets?: readonly string[];
  /** Seeds, steps, shots and other settings. */
  readonly settings?: Partial<TypedSettings>;
  /** The limits of each run. */
  readonly budget?: Budget;
  /** The names of stopping rules; their options are in `sets`. */
  readonly stops?: readonly string[];
  /** Whether learning rates are chosen on seeds of their own; default true. */
  readonly tune?: boolean;
  /** The learning rates to try; default {@link RATE_GRID}. */
  readonly rates?: readonly number[];
  /** Whether further rates are tried while the best rate is at the edge of the list; default true. */
  readonly widen?: boolean;
  /** The alias of the optimizer that all others are compared with; default: that of the preset. */
  readonly reference?: string;
  /** How many runs go on at a time, for the check of memory; default 1. */
  readonly jobs?: number;
  /**
   * Returns the content of a file whose name an option holds, or undefined if the text is not the name of a file.
   * Without it, such options are texts.
   */
  readonly readText?: (text: string) => string | undefined;
  /** The bytes of memory that the machine has; default: unlimited. */
  readonly memory?: number;
}

const usualWishes = {
  options: {},
  data: {},
  optimizers: [],
  sets: [],
  settings: {},
  budget: {},
  stops: [],
  tune: true,
  jobs: 1,
  memory: Infinity,
} satisfies Omit<Wishes, "presets">;

type WholeWishes = Wishes & Required<Pick<Wishes, keyof typeof usualWishes>>;

/** @throws UphillError "options" for what is no list of names, or no number of jobs */
function wholeWishes(given: Wishes): WholeWishes {
  const wishes = { ...usualWishes, ...given };
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "plan", got, wanted, todo });
  };
  for (const name of ["presets", "optimizers", "sets", "stops"] as const) {
    const list = wishes[name] as unknown;
    if (!Array.isArray(list) || !list.every((text) => typeof text === "string"))
      refuse(`${name} is ${shown(list)}`, "it must be a list of texts", 'For example presets: ["paper"].');
  }
  if (!(Number.isInteger(wishes.jobs) && wishes.jobs >= 1))
    refuse(`jobs is ${shown(wishes.jobs)}`, "it must be a whole number from 1", "Leave it out for one.");
  return wishes;
}

/**
 * Turns presets and wishes into experiments. It checks everything that can be checked without data, so that mistakes
 * show before the first run.
 * @param given the presets and, if you like, other wishes
 * @returns one experiment for each preset
 * @throws UphillError "options", "unknown", "memory" and others, for every mistake in the wishes
 * @example
 * ```ts
 * const [experiment] = plan({ presets: ["two-qubit"], optimizers: ["sgd", "adam"], settings: { seeds: 8 } });
 * const { verdict } = runStudy(experiment);
 * ```
 */
export function plan(given: Wishes): Experiment[] {
  const wishes = wholeWishes(given);
  return wishes.presets.map((name) => {
    const preset = pick("compare", "preset", presets, name);
    const family = pick("compare", "problem", problemFamilies, wishes.problem ?? preset.problem.name);
    const settings = settingsOf(preset, family, wishes);
    checkShots(settings, family, wishes.settings);
    checkEqualShots(preset, settings, { budget: wishes.budget, family });
    checkBudget(wishes.budget, settings.device);
    const named = [
      ...(wishes.optimizers.length ? wishes.optimizers : preset.optimizers),
      ...(wishes.joining ?? []),
    ].map(parseAlias);
    const data = family.data ? wishes.data : refuseData(family, wishes.data);
    const names = [family.name, ...(family.parts ?? []).map(({ name }) => name), ...(family.data ? namesOf(data) : [])];
    refuseNames(named, data.dataset ?? STANDARD_DATASET, [...names, ...wishes.stops]);
    const changes = parseSets(wishes.sets, [...named.map(({ alias }) => alias), ...names, ...wishes.stops]);
    const stops = planStops(wishes.stops, changes, settings.device);
    refuseOptions(family, wishes.options);
    const usual = family.name === preset.problem.name ? preset.problem.options : {};
    const typed = fromFiles(family, typedOptions(wishes, family), wishes.readText);
    const problem = family.plan({ options: { ...usual, ...typed }, data, changes });
    checkMemory(family, problem, wishes);
    const changed = changedFrom(preset, family, { settings, problem }, wishes);
    return {
      preset: preset.name,
      // A preset's own words are true of what it says, and of nothing else.
      about: changed.length === 0 ? preset.about : `The preset ${preset.name}, changed by ${changed.join(", ")}`,
      settings,
      problem,
      optimizers: named.map(({ alias, name }) => {
        const optimizer = pick("compare", "optimizer", optimizerFamilies, name);
        const common = Object.entries(preset.optimizerOptions ?? {}).filter(([option]) =>
          Object.hasOwn(optimizer.options, option),
        );
        const { shotSeed, ...own } = changes.get(alias) ?? {};
        const options = parseOptions(alias, optimizer.options, { ...Object.fromEntries(common), ...own });
        family.checkOptimizer?.(problem, alias, options);
        return { alias, name, options, ...parseOptions(alias, sharedFields, { shotSeed }) };
      }),
      budget: wishes.budget,
      equalShots: preset.equalShots ?? false,
      stops,
      reference: referenceOf(named, { usual: preset.reference, ...wishes }),
      subjects: preset.subjects,
      rates: wishes.tune ? (wishes.rates ?? RATE_GRID) : [],
      widen: wishes.widen ?? true,
    };
  });
}

/** The preset's settings with what was typed; those of circuits have no meaning for a problem without. */
function settingsOf(preset: Preset, { circuits }: ProblemFamily, { settings }: WholeWishes): Settings {
  const own = Object.entries(preset.settings).filter(([name]) => circuits || !isOfCircuits(name));
  return settingsFrom(parseOptions("compare", settingFields, { ...Object.fromEntries(own), ...settings }));
}

/** The options of the problem that were typed, as options of their own or by `--set`. */
export function typedOptions(
  { options = {}, sets = [] }: Pick<Wishes, "options" | "sets">,
  { name }: Pick<ProblemFamily, "name">,
): Readonly<Record<string, unknown>> {
  const own = parseSets(
    sets.filter((text) => text.startsWith(`${name}.`)),
    [name],
  ).get(name);
  refuseTwice(options, own ?? {}, name);
  return { ...options, ...own };
}

/** Options that are a file's name become what it says. */
function fromFiles(
  { texts = [] }: ProblemFamily,
  typed: Readonly<Record<string, unknown>>,
  readText: Wishes["readText"],
): Readonly<Record<string, unknown>> {
  const read = (name: string, value: unknown): unknown =>
    texts.includes(name) && typeof value === "string" ? (readText?.(value) ?? value) : value;
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, read(name, value)]));
}

/** "--loss-shots 20", one for each thing asked for that the preset's own words do not know of. */
function changedFrom(
  preset: Preset,
  family: ProblemFamily,
  now: Pick<Experiment, "settings" | "problem">,
  { settings, options, data, budget, sets, stops }: WholeWishes,
): string[] {
  const own = parseOptions("compare", settingFields, preset.settings);
  const typed = typedSettings(now.settings);
  const differing = (given: object, before: object, after: object): string[] => {
    const [was, is] = [before, after] as Readonly<Record<string, unknown>>[];
    return Object.keys(given).filter((name) => is[name] !== was[name]);
  };
  const same = family.name === preset.problem.name;
  const usual = same ? parseOptions("compare", family.options, preset.problem.options) : {};
  const { classes, prepare = [] } = data;
  // Of an own file, its name and not its path.
  const { name: dataset = STANDARD_DATASET, test } = now.problem.data ?? {};
  const flags = (names: readonly string[], values: object): string[] =>
    names.map((name) => `${flagOf(name)} ${String((values as Readonly<Record<string, unknown>>)[name])}`);
  return [
    ...(same ? [] : [`--problem ${family.name}`]),
    ...(dataset === STANDARD_DATASET ? [] : [`--dataset ${dataset}`]),
    ...(test === undefined ? [] : [`--test-dataset ${test}`]),
    ...(classes ? [`--classes ${classes.join(",")}`] : []),
    ...prepare.map((step) => `--prepare ${step}`),
    ...flags(differing(settings, own, typed), typed),
    ...flags(differing(options, usual, now.problem.options), now.problem.options),
    ...stops.map((name) => `--stop ${name}`),
    ...sets.map((text) => `--set ${text}`),
    ...budgetFlags(budget).map((text) => `--budget ${text}`),
  ];
}

/** The family of an experiment's problem, with those of its metrics that the problem has. */
export function familyOf({ problem }: Pick<Experiment, "problem">): ProblemFamily {
  const family = problemFamilies[problem.name];
  return { ...family, metrics: family.metrics.filter(({ applies }) => applies?.(problem) ?? true) };
}

/**
 * Describes an experiment in one line: problem, shots, start, device, budget, stopping rules.
 * @param experiment the experiment
 * @returns the line
 */
export function describeExperiment({ problem, settings, budget, equalShots, stops }: Experiment): string {
  const family = familyOf({ problem });
  const shots = (count?: number): string => (count === undefined ? "exact" : `${count} shot${count > 1 ? "s" : ""}`);
  return [
    ...family.describe(problem),
    ...(family.circuits
      ? [`gradient ${settings.gradient}, ${shots(settings.shots)}`, `compared losses ${shots(settings.lossShots)}`]
      : []),
    ...(settings.start === settingFields.start.default ? [] : [`start ${settings.start}`]),
    ...(settings.device === "none" ? [] : [`device ${settings.device}`]),
    ...describeBudget(budget).map((limit) => `${equalShots ? "equal " : ""}budget ${limit}`),
    ...describeStops(stops),
  ].join(", ");
}

/**
 * An experiment as manifests have it: the problem's options stand among the settings too, and its data beside them, as they did when
 * classifiers were the only problem.
 */
export function recordOf({ problem, settings, stops, ...rest }: Experiment): Readonly<Record<string, unknown>> {
  const { name, options, data, parts = {} } = problem;
  return {
    ...rest,
    problem: name,
    settings: { ...typedSettings(settings), ...options },
    model: options,
    ...(Object.keys(parts).length > 0 && { parts }),
    ...(data && { data }),
    ...(stops.length > 0 && { stops }),
  };
}

/** SHA-256 of everything that decides the numbers. */
export function identityHash(identity: unknown): string {
  return fingerprint(identity);
}
