import { totalmem } from "node:os";
import { byName, fingerprint, parseOptions, pick, suggest, UphillError } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import type { Budget, Optimizer } from "@uphill/optimizers";
import { formatBytes, memoryNeeded } from "@uphill/simulator";
import { classifier, devices, type ClassifierSpec, type Device } from "@uphill/training";
import { budgetFlags, checkBudget, describeBudget } from "./budget.js";
import { dataSpec, namesOf, stepName, type DataSpec, type DataWishes } from "./data-spec.js";
import { optimizerFamilies } from "../optimizer/registry.js";
import { flagOf } from "../options.js";
import type { Preset } from "./preset.js";
import * as presetIndex from "./presets/index.js";
import { RATE_GRID, settingFields, sharedFields, STANDARD_DATASET, type Settings } from "./settings.js";

export const presets = byName(presetIndex);
export { optimizerFamilies };

export interface OptimizerSpec {
  /** What the user calls it. */
  readonly alias: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** 0 = the shots that all optimizers share under a seed; another number draws others. */
  readonly shotSeed: number;
}

/** Options that differ from those given, as tuning sets them; null = none does. Plain data. */
export type Change = Readonly<Record<string, unknown>>;

/** One preset with everything decided: plain data, part of the identity. */
export interface Experiment {
  readonly preset: string;
  readonly about: string;
  readonly settings: Settings;
  readonly model: ClassifierSpec;
  readonly data: DataSpec;
  readonly optimizers: readonly OptimizerSpec[];
  readonly budget: Budget;
  readonly equalShots: boolean;
  /** The alias that all others are compared with. */
  readonly reference: string;
  /** Rates that every optimizer is tried at; empty without tuning. */
  readonly rates: readonly number[];
  /** Whether rates beyond these are tried while the best one lies at an edge. */
  readonly widen: boolean;
}

/** What the user asked for, by option name; undefined = not said. */
export interface Wishes extends DataWishes {
  readonly presets: readonly string[];
  readonly optimizers: readonly string[];
  /** Those that take part besides, whatever is chosen. */
  readonly joining?: readonly string[];
  /** NAME.OPTION=VALUE */
  readonly sets: readonly string[];
  readonly settings: Partial<Settings>;
  readonly model: Partial<ClassifierSpec>;
  readonly budget: Budget;
  readonly tune: boolean;
  /** Learning rates to try; default {@link RATE_GRID}. */
  readonly rates?: readonly number[];
  readonly widen?: boolean;
  readonly reference?: string;
  readonly jobs: number;
}

/**
 * Turns presets and wishes into experiments, checking everything that can be checked without data.
 * @throws UphillError "options" | "unknown" | "memory" | …
 */
export function plan(wishes: Wishes): Experiment[] {
  return wishes.presets.map((name) => {
    const preset = pick("compare", "preset", presets, name);
    const settings = parseOptions("compare", settingFields, { ...preset.settings, ...wishes.settings });
    const model = classifier({ ...preset.model, ...wishes.model });
    checkMachine(settings, model, wishes.jobs);
    checkShots(settings);
    checkEqualShots(preset, settings, wishes.budget);
    checkBudget(wishes.budget, settings.device);
    const named = [
      ...(wishes.optimizers.length ? wishes.optimizers : preset.optimizers),
      ...(wishes.joining ?? []),
    ].map(parseAlias);
    refuseNames(named, wishes.dataset);
    const changes = parseSets(wishes.sets, [...named.map(({ alias }) => alias), ...namesOf(wishes)]);
    const data = dataSpec(wishes, model, changes);
    const changed = changedFrom(
      preset,
      { ...settings, ...model },
      { ...wishes, dataset: data.name, ...(data.test !== undefined && { testDataset: data.test }) },
    );
    return {
      preset: preset.name,
      // A preset's own words are true of what it says, and of nothing else.
      about: changed.length === 0 ? preset.about : `The preset ${preset.name}, changed by ${changed.join(", ")}`,
      settings,
      model,
      data,
      optimizers: named.map(({ alias, name }) => {
        const family = pick("compare", "optimizer", optimizerFamilies, name);
        const common = Object.entries(preset.optimizerOptions ?? {}).filter(([option]) =>
          Object.hasOwn(family.options, option),
        );
        const { shotSeed, ...own } = changes.get(alias) ?? {};
        const options = parseOptions(alias, family.options, { ...Object.fromEntries(common), ...own });
        checkHeldOut(alias, options, settings);
        return { alias, name, options, ...parseOptions(alias, sharedFields, { shotSeed }) };
      }),
      budget: wishes.budget,
      equalShots: preset.equalShots ?? false,
      reference: referenceOf(named, wishes.reference),
      rates: wishes.tune ? (wishes.rates ?? RATE_GRID) : [],
      widen: wishes.widen ?? true,
    };
  });
}

/** "--loss-shots 20", one for each thing asked for that the preset's own words do not know of. */
function changedFrom(preset: Preset, now: Readonly<Record<string, unknown>>, wishes: Wishes): string[] {
  const own: Readonly<Record<string, unknown>> = {
    ...parseOptions("compare", settingFields, preset.settings),
    ...classifier(preset.model),
  };
  const asked = Object.keys({ ...wishes.settings, ...wishes.model });
  const { dataset, testDataset, classes, prepare = [], budget, sets } = wishes;
  return [
    ...(dataset === STANDARD_DATASET ? [] : [`--dataset ${dataset}`]),
    ...(testDataset === undefined ? [] : [`--test-dataset ${testDataset}`]),
    ...(classes ? [`--classes ${classes.join(",")}`] : []),
    ...prepare.map((step) => `--prepare ${step}`),
    ...asked.filter((name) => now[name] !== own[name]).map((name) => `${flagOf(name)} ${String(now[name])}`),
    ...sets.map((text) => `--set ${text}`),
    ...budgetFlags(budget).map((text) => `--budget ${text}`),
  ];
}

/** The optimizer at its options, or at changed ones. */
export function bindOptimizer(spec: OptimizerSpec, change: Change | null): Optimizer {
  return optimizerFamilies[spec.name](changedOptions(spec, change));
}

/** Whether its learning rate is what tuning turns. */
export function hasRate({ name }: Pick<OptimizerSpec, "name">): boolean {
  return Object.hasOwn(optimizerFamilies[name].options, "learningRate");
}

/** Its options after a change: what scales with the rate keeps its proportion (NLR's η′/η). */
export function changedOptions(
  { name, options }: Pick<OptimizerSpec, "name" | "options">,
  change: Change | null,
): Readonly<Record<string, unknown>> {
  if (change === null) return options;
  const moved: Record<string, unknown> = { ...options, ...change };
  for (const [option, { scalesWith }] of Object.entries(optimizerFamilies[name].options)) {
    if (scalesWith === undefined || !Object.hasOwn(change, scalesWith) || Object.hasOwn(change, option)) continue;
    moved[option] = (Number(options[option]) / Number(options[scalesWith])) * Number(change[scalesWith]);
  }
  return moved;
}

/** The learning rate among options, where there is one. */
export function rateOf(options: Readonly<Record<string, unknown>>): number | null {
  return typeof options.learningRate === "number" ? options.learningRate : null;
}

/** The experiment in one line: circuit, data, rows a step, shots. */
export function describeExperiment({ model, data, settings, budget, equalShots }: Experiment): string {
  const shots = (count: number): string => (count === 0 ? "exact" : `${count} shot${count > 1 ? "s" : ""}`);
  const steps = data.preparation.map(stepName);
  return [
    `${model.qubits} qubit${model.qubits > 1 ? "s" : ""}`,
    `${model.layers} layer${model.layers > 1 ? "s" : ""} (${model.ansatz})`,
    `${model.encoding} encoding`,
    `readout ${model.readout}`,
    model.loss,
    [data.name, ...(data.classes.length ? [data.classes.join(" against ")] : [])].join(" ") +
      (data.test === undefined ? "" : ` tested on ${data.test}`),
    ...(steps.length === 0 ? [] : [`prepared by ${steps.join(", then ")}`]),
    settings.batchSize === 0 ? "full batch" : `batch of ${settings.batchSize}`,
    `gradient ${settings.gradient}, ${shots(settings.shots)}`,
    `compared losses ${shots(settings.lossShots)}`,
    ...(settings.start === settingFields.start.default ? [] : [`start ${settings.start}`]),
    ...(settings.device === "none" ? [] : [`device ${settings.device}`]),
    ...describeBudget(budget).map((limit) => `${equalShots ? "equal " : ""}budget ${limit}`),
  ].join(", ");
}

/** SHA-256 of everything that decides the numbers. */
export function identityHash(identity: unknown): string {
  return fingerprint(identity);
}

function parseAlias(text: string): { alias: string; name: string } {
  const [alias, name = alias, ...more] = text.split("=");
  if (/^[A-Za-z][\w-]*$/.test(alias) && more.length === 0) return { alias, name };
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--optimizer is "${text}"`,
    wanted: "a name starts with a letter and goes on with letters, digits, - or _",
    todo: "Write --optimizer NAME or --optimizer ALIAS=NAME.",
  });
}

/** Every name must say one thing: in tables, in --set, and in "against sgd". */
function refuseNames(named: readonly { alias: string; name: string }[], dataset: string): void {
  const aliases = named.map(({ alias }) => alias);
  const refuse = (got: string, alias: string): never => {
    throw new UphillError({
      code: "options",
      who: "compare",
      got,
      wanted: "each optimizer needs a name of its own",
      todo: `Choose another name: --optimizer other=${named.find((entry) => entry.alias === alias)!.name}.`,
    });
  };
  for (const { alias, name } of named) {
    if (aliases.indexOf(alias) !== aliases.lastIndexOf(alias)) refuse(`two optimizers are called "${alias}"`, alias);
    if (alias !== name && Object.hasOwn(optimizerFamilies, alias))
      refuse(`${name} is called "${alias}", which is another optimizer`, alias);
    if (alias === dataset) refuse(`an optimizer is called "${alias}" like the data set`, alias);
  }
}

/** The one that the others are compared with: as asked for, else the optimizer called sgd, else the first that is one, else the first. */
function referenceOf(named: readonly { alias: string; name: string }[], asked?: string): string {
  const aliases = named.map(({ alias }) => alias);
  if (asked !== undefined) {
    if (aliases.includes(asked)) return asked;
    throw new UphillError({
      code: "unknown",
      who: "compare",
      got: `--reference is "${asked}"`,
      wanted: `this comparison has ${aliases.join(", ")}`,
      todo:
        asked === ""
          ? "Name one of them."
          : `${suggest(asked, aliases)}Add it with --optimizer ${asked} if it should take part.`,
    });
  }
  const all = named.filter(({ name }) => name === "sgd").map(({ alias }) => alias);
  return all.includes("sgd") ? "sgd" : (all.at(0) ?? aliases[0]);
}

function checkHeldOut(alias: string, options: Readonly<Record<string, unknown>>, { heldOut }: Settings): void {
  if (options.compareOn !== "held-out" || heldOut > 0) return;
  throw new UphillError({
    code: "options",
    who: alias,
    got: "compareOn is held-out and there are no held-out rows",
    wanted: "losses need rows to be compared on",
    todo: "Add --held-out N.",
  });
}

function checkEqualShots({ name, equalShots }: Preset, { shots, lossShots }: Settings, budget: Budget): void {
  if (!equalShots) return;
  const wrong =
    shots === 0 || lossShots === 0
      ? "an exact value has no price in shots"
      : budget.shots === undefined
        ? ""
        : "the preset sets the budget in shots";
  if (wrong === "") return;
  throw new UphillError({
    code: "options",
    who: name,
    got: wrong,
    wanted: "this preset gives everyone the same number of shots",
    todo: "Give --shots and --loss-shots of 1 or more and no --budget shots, or take another preset.",
  });
}

/** `--set NAME.OPTION=VALUE`, gathered by NAME. */
function parseSets(sets: readonly string[], known: readonly string[]): Map<string, Record<string, unknown>> {
  const changes = new Map<string, Record<string, unknown>>();
  for (const text of sets) {
    const match = /^([^.=]+)\.([^=]+)=(.*)$/.exec(text);
    if (!match) {
      throw new UphillError({
        code: "options",
        who: "compare",
        got: `--set was given "${text}"`,
        wanted: "it takes NAME.OPTION=VALUE",
        todo: "For example --set adam.learningRate=0.05.",
      });
    }
    const [, name, option, value] = match;
    if (!known.includes(name)) {
      throw new UphillError({
        code: "unknown",
        who: "compare",
        got: `--set names "${name}"`,
        wanted: `this comparison has ${known.join(", ")}`,
        todo: `${suggest(name, known)}Add it with --optimizer ${name} if it should take part.`,
      });
    }
    changes.set(name, { ...changes.get(name), [option]: parseValue(value) });
  }
  return changes;
}

function parseValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** Memory is counted before anything is allocated. */
function checkMachine({ train, test, heldOut }: Settings, { qubits }: ClassifierSpec, jobs: number): void {
  const rows = Math.max(train, test, heldOut);
  const bytes = memoryNeeded(qubits, rows, { starts: true }) * jobs;
  const limit = 0.8 * totalmem();
  if (qubits <= 30 && bytes <= limit) return;
  throw new UphillError({
    code: "memory",
    who: "compare",
    got: `${qubits} qubits with ${rows} rows and ${jobs} jobs take about ${formatBytes(bytes)}`,
    wanted: `this machine has ${formatBytes(totalmem())}, of which 80 % may be used`,
    todo: "Use fewer qubits, rows (--train, --test) or jobs.",
  });
}

function checkShots(settings: Settings): void {
  const { shots, gradient } = settings;
  if (shots === 0 || !gradientOf(settings).exactOnly) return;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--shots is ${shots} and --gradient is ${gradient}`,
    wanted: `${gradient} needs exact states`,
    todo: "Add --gradient parameter-shift or finite-difference.",
  });
}

/** The gradient method of an experiment. */
export function gradientOf({ gradient }: Settings): ReturnType<(typeof gradientMethods)["adjoint"]> {
  return byName(gradientMethods)[gradient]();
}

/** The device of an experiment, where it has one. */
export function deviceOf({ device }: Settings): Device | undefined {
  return device === "none" ? undefined : byName(devices)[device];
}
