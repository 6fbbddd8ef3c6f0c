import { cpus, platform, release } from "node:os";
import { join } from "node:path";
import type { Budget } from "@uphill/optimizers";
import { foreignIdentity, tryForeign, type Attempt, type Foreign } from "../optimizer/foreign.js";
import type { Limits } from "../optimizer/external/watch.js";
import { budgetNotes } from "./budget.js";
import { summaryCsv } from "./csv.js";
import { describeData, readSource, recordData, type Source } from "./data.js";
import {
  atRate,
  describeExperiment,
  identityHash,
  isTunable,
  plan,
  type Experiment,
  type Wishes,
} from "./experiment.js";
import { openFolder, type Manifest, type Status } from "./folder.js";
import { runJobs } from "./pool.js";
import { progress } from "./progress.js";
import { renderReport } from "./report/report.js";
import { keyOf, rehearse, sharedShots, type Job, type JobRecord, type RunRecord } from "./run.js";
import { RATE_GRID } from "./settings.js";
import { summarizePreset, tuningOf, type PresetSummary } from "./summary.js";
import { versions } from "./versions.js";

export interface CompareOptions extends Wishes {
  /** Optimizers that are not ours; known by their names already. */
  readonly foreign: Foreign;
  /** What one of them may take. */
  readonly limits: Limits;
  readonly dataDir?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly signal: AbortSignal;
  /** The command line as typed, for the report. */
  readonly command: string;
  /** Says a line to the user. */
  readonly say: (line: string) => void;
}

export interface CompareResult {
  readonly manifest: Manifest;
  readonly presets: readonly PresetSummary[];
  readonly folder: string;
}

/** Tuning seeds lie this far above the others, so that the two never meet. */
const TUNING_OFFSET = 2 ** 41;

/**
 * Trains every optimizer of every preset over paired seeds and writes the results folder.
 * @returns undefined when interrupted; what is finished is then kept
 * @throws UphillError for every mistake of the user, before the first run
 */
export async function compare(options: CompareOptions): Promise<CompareResult | undefined> {
  const planned: { experiment: Experiment; source: Source }[] = [];
  for (const experiment of plan(options)) {
    const { spec, source } = await readSource(experiment.data, experiment.model, options);
    const known = { ...experiment, data: spec, rates: options.tune ? RATE_GRID : [] };
    const budget: Budget = known.equalShots ? { ...known.budget, shots: sharedShots(known, source) } : known.budget;
    planned.push({ experiment: { ...known, budget }, source });
  }
  await tryForeign(
    options.foreign,
    planned.flatMap(({ experiment }) => attempts(experiment)),
    options.limits,
  );
  const live = planned.map(({ experiment, source }) => rehearse(experiment, source));
  const experiments = planned.map(({ experiment }) => experiment);
  const sources = planned.map(({ source }) => source);
  const used = experiments.flatMap(({ optimizers }) => optimizers.map(({ name }) => name));
  const plugins = foreignIdentity(options.foreign, used);
  const identity = { command: "compare", experiments, versions, ...(plugins.length > 0 && { plugins }) };
  const hash = identityHash(identity);
  const name = `${experiments.map(({ preset }) => preset).join("+")}-${hash.slice(0, 8)}`;
  const out = options.out ?? join("results", name);
  const dataRecords = Object.fromEntries(
    planned.map(({ experiment, source }) => [experiment.preset, recordData(experiment, source)]),
  );
  const data = Object.fromEntries(
    Object.entries(dataRecords).map(([preset, record]) => [preset, describeData(record)]),
  );
  const folder = openFolder(out, hash, options.resume);

  const begun = new Date();
  const manifest = (status: Status): Manifest => ({
    status,
    identityHash: hash,
    identity,
    data: dataRecords,
    circumstances: {
      begun: begun.toISOString(),
      seconds: Math.round((new Date().getTime() - begun.getTime()) / 100) / 10,
      resumed: folder.done.length,
      jobs: options.jobs,
      command: options.command,
      folder: out,
      dataDir: options.dataDir ?? null,
      node: process.version,
      system: `${platform()} ${release()}`,
      processor: cpus()[0]?.model ?? "unknown",
    },
  });
  folder.writeManifest(manifest("running"));

  if (options.resume && folder.done.length === 0)
    options.say(`Nothing to resume in ${out}: starting from the beginning.`);
  // What somebody ended is done again.
  const done = folder.done.filter((record) => !("fault" in record && record.fault === "killed"));
  const records = new Map(done.map((record) => [keyOf(record), record]));
  const total = experiments.reduce((sum, experiment) => sum + countJobs(experiment), 0);
  experiments.forEach((experiment, k) => {
    const { warnings } = dataRecords[experiment.preset];
    options.say(
      announce(experiment, data[experiment.preset][0], [`${live[k]}.`, ...budgetNotes(experiment), ...warnings]),
    );
  });
  options.say(`${total} runs in ${options.jobs} worker${options.jobs === 1 ? "" : "s"}; results go to ${out}`);
  const bar = progress(total, records.size);
  const finish = async (jobs: readonly Job[]): Promise<void> =>
    runJobs(
      jobs.filter((job) => !records.has(keyOf(job))),
      {
        data: { experiments, sources, foreign: options.foreign },
        limits: options.limits,
        threads: options.jobs,
        signal: options.signal,
        onRecord(record) {
          records.set(keyOf(record), record);
          folder.append(record);
          bar.tick();
        },
      },
    );

  const first = experiments.flatMap(firstJobs);
  let second: Job[] = [];
  try {
    await finish(first);
    if (!options.signal.aborted) second = experiments.flatMap((experiment) => tunedJobs(experiment, records));
    await finish(second);
  } catch (error) {
    folder.writeManifest(manifest("interrupted"));
    throw error;
  } finally {
    bar.stop();
  }
  if (options.signal.aborted) {
    folder.writeManifest(manifest("interrupted"));
    options.say(
      `Interrupted: ${records.size} of ${total} runs are kept in ${out}. Go on with the same command and --resume.`,
    );
    return undefined;
  }

  const ordered = [...first, ...second].map((job) => records.get(keyOf(job))!);
  const presets = experiments.map((experiment) => summarizePreset(experiment, ordered));
  folder.sortLog(ordered);
  folder.write("summary.csv", summaryCsv(presets));
  const finished = manifest("finished");
  folder.write(
    "report.html",
    renderReport({ experiments, presets, data, manifest: finished, command: options.command }),
  );
  // Last, so that "finished" means that everything is there.
  folder.writeManifest(finished);
  return { manifest: finished, presets, folder: out };
}

function announce(experiment: Experiment, rows: string, notes: readonly string[]): string {
  const { preset, settings, optimizers, rates, equalShots } = experiment;
  const tuning = rates.length ? `, rates ${rates.join(", ")} tried on ${settings.tuningSeeds} other seeds` : "";
  const without = rates.length ? optimizers.filter((spec) => !isTunable(spec)).map(({ alias }) => alias) : [];
  return [
    `${preset}: ${describeExperiment(experiment)}`,
    `  ${rows} ${settings.seeds} seeds, ${equalShots ? "as many steps as the shots allow" : `${settings.steps} steps`}${tuning}.`,
    `  Optimizers: ${optimizers.map(({ alias }) => alias).join(", ")}.`,
    ...(without.length ? [`  Without a learning rate, and so without tuning: ${without.join(", ")}.`] : []),
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}

/** Every optimizer at its options, and at the rates that it may run at. */
function attempts({ optimizers, rates }: Experiment): Attempt[] {
  return optimizers.flatMap((spec) => [
    spec,
    ...(isTunable(spec) ? rates : []).map((rate) => ({ ...spec, options: atRate(spec, rate) })),
  ]);
}

function seedsOf({ settings: { seed, seeds } }: Experiment): number[] {
  return Array.from({ length: seeds }, (_, k) => seed + k);
}

function countJobs({ optimizers, rates, settings }: Experiment): number {
  const tuned = rates.length ? optimizers.filter(isTunable).length : 0;
  const tuning = rates.length * settings.tuningSeeds + settings.seeds;
  return settings.seeds + optimizers.length * settings.seeds + tuned * tuning;
}

/** The classical models, the runs at the given options, and the tuning trials: nothing here depends on a result. */
function firstJobs(experiment: Experiment): Job[] {
  const { preset, optimizers, rates, settings } = experiment;
  const seeds = seedsOf(experiment);
  const tuning = Array.from({ length: settings.tuningSeeds }, (_, k) => settings.seed + TUNING_OFFSET + k);
  return [
    ...seeds.map((seed): Job => ({ preset, optimizer: null, variant: "ceiling", rate: null, seed })),
    ...optimizers.flatMap(({ alias, name }) => [
      ...seeds.map((seed): Job => ({ preset, optimizer: alias, variant: "default", rate: null, seed })),
      ...(isTunable({ name }) ? rates : []).flatMap((rate) =>
        tuning.map((seed): Job => ({ preset, optimizer: alias, variant: "tuning", rate, seed })),
      ),
    ]),
  ];
}

/** The runs at the rate that tuning chose for each optimizer. */
function tunedJobs(experiment: Experiment, records: ReadonlyMap<string, JobRecord>): Job[] {
  const { preset, optimizers, rates } = experiment;
  if (rates.length === 0) return [];
  const trials = [...records.values()].filter(
    (record): record is RunRecord => record.preset === preset && record.variant === "tuning",
  );
  return optimizers.filter(isTunable).flatMap(({ alias }) => {
    const { rate } = tuningOf(
      experiment,
      trials.filter(({ optimizer }) => optimizer === alias),
    );
    return seedsOf(experiment).map((seed): Job => ({ preset, optimizer: alias, variant: "tuned", rate, seed }));
  });
}
