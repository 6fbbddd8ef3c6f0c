import { cpus, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { readFiles } from "@uphill/datasets/node";
import type { Budget } from "@uphill/optimizers";
import { foreignIdentity, tryForeign, type Attempt, type Foreign, type Limits } from "@uphill/plugins/node";
import { budgetNotes } from "../budget.js";
import { summaryCsv } from "../csv.js";
import { describeData, type DataWishes, type Source } from "@uphill/problems";
import { firstCandidates } from "../candidates.js";
import {
  describeExperiment,
  familyOf,
  identityHash,
  plan,
  recordOf,
  typedOptions,
  type Experiment,
  type Wishes,
} from "../experiment.js";
import { changedOptions } from "../optimizer.js";
import { openFolder, type Folder, type Manifest, type Status } from "./folder.js";
import { openPool } from "./pool.js";
import { renderReport } from "../report/report.js";
import { countJobs, firstJobs, lastJobs, mayHave, trialJobs } from "../jobs.js";
import { keyOf, rehearse, sharedShots, type Job } from "../run.js";
import { powerNotes } from "../power.js";
import { summarizePreset, type PresetSummary } from "../summary.js";
import { readText } from "./read-text.js";
import { versions } from "./versions.js";
import { othersTurn } from "./write-whole.js";

/** Shows how far the runs are. */
export interface Progress {
  /** Is called when one more run is done. */
  tick(): void;
  /** Is called when the number of runs becomes known. */
  expect(total: number): void;
  /** Is called at the end. */
  stop(): void;
}

/** The options of {@link compare}. */
export interface CompareOptions extends Omit<Wishes, "memory" | "data" | "jobs"> {
  /** The data set and its preparation. */
  readonly data: DataWishes;
  /** How many runs go on at a time. */
  readonly jobs: number;
  /** The foreign optimizers. Their names must be known already. */
  readonly foreign: Foreign;
  /** The limits for a foreign optimizer. */
  readonly limits: Limits;
  /** The folder with data; default: the folder of downloads. */
  readonly dataDir?: string;
  /** The results folder; default: a folder in `results/` with a name that the experiment decides. */
  readonly out?: string;
  /** True to go on with an unfinished results folder. */
  readonly resume: boolean;
  /** If it is aborted, the comparison stops and keeps what is finished. */
  readonly signal: AbortSignal;
  /** The command line as it was typed, for the report. */
  readonly command: string;
  /** Says lines to the user. */
  readonly say: (lines: readonly string[]) => void;
  /** Begins to show the progress. */
  readonly progress: (total: number, done: number) => Progress;
}

/** The result of {@link compare}. */
export interface CompareResult {
  /** The manifest of the results folder. */
  readonly manifest: Manifest;
  /** The tables of each preset. */
  readonly presets: readonly PresetSummary[];
  /** The path of the results folder. */
  readonly folder: string;
}

/**
 * Trains every optimizer of every preset on paired seeds, in worker threads, and writes the results folder. An
 * interrupted comparison can go on from that folder.
 * @param options the presets, the wishes, the folder and how to report progress
 * @returns a promise of the tables; undefined if it was interrupted, and what is finished is then kept
 * @throws UphillError, as a rejection, for every mistake of the user, before the first run
 */
export async function compare(options: CompareOptions): Promise<CompareResult | undefined> {
  const planned: { experiment: Experiment; source: Source }[] = [];
  for (const experiment of plan({ ...options, readText, memory: totalmem() })) {
    const { spec, source } = await read(experiment, options);
    const known = { ...experiment, problem: spec };
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
  const identity = {
    command: "compare",
    experiments: experiments.map(recordOf),
    versions,
    ...(plugins.length > 0 && { plugins }),
  };
  const hash = identityHash(identity);
  const name = `${experiments.map(({ preset }) => preset).join("+")}-${hash.slice(0, 8)}`;
  const out = options.out ?? join("results", name);
  const dataRecords: Manifest["data"] = Object.fromEntries(
    planned.flatMap(({ experiment, source }) => {
      const { data } = familyOf(experiment);
      return data ? [[experiment.preset, data.record(experiment.problem, source, experiment.settings.seed)]] : [];
    }),
  );
  const data = Object.fromEntries(
    Object.entries(dataRecords).map(([preset, record]) => [preset, describeData(record)]),
  );
  const isJob = (job: Job): boolean => experiments.some((experiment) => mayHave(experiment, job));
  const folder = openFolder(out, { identityHash: hash, resume: options.resume, isJob });
  try {
    return await fillFolder(folder, { options, experiments, sources, live, identity, hash, out, dataRecords, data });
  } catch (error) {
    folder.giveUp();
    throw error;
  } finally {
    folder.close();
  }
}

interface Planned {
  readonly options: CompareOptions;
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
  /** Which weights can move the readout, in words, by experiment. */
  readonly live: readonly string[];
  readonly identity: unknown;
  readonly hash: string;
  readonly out: string;
  readonly dataRecords: Manifest["data"];
  /** What is learnt, in words, by preset. */
  readonly data: Readonly<Record<string, readonly string[]>>;
}

/** Does what the folder does not hold yet, and writes it. */
async function fillFolder(
  folder: Folder,
  { options, experiments, sources, live, identity, hash, out, dataRecords, data }: Planned,
): Promise<CompareResult | undefined> {
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

  options.say(folder.notes);
  if (options.resume && folder.done.length === 0)
    options.say([`Nothing to resume in ${out}: starting from the beginning.`]);
  const records = new Map(folder.done.map((record) => [keyOf(record), record]));
  const total = experiments.reduce((sum, experiment) => sum + countJobs(experiment), 0);
  experiments.forEach((experiment, k) => {
    const record = Object.hasOwn(dataRecords, experiment.preset) ? dataRecords[experiment.preset] : undefined;
    options.say(
      announce(experiment, record && data[experiment.preset][0], [
        ...(live[k] === "" ? [] : [`${live[k]}.`]),
        ...powerNotes(experiment),
        ...budgetNotes(experiment),
        ...(record?.warnings ?? []),
      ]),
    );
  });
  options.say([
    `${total} runs or more in ${options.jobs} worker${options.jobs === 1 ? "" : "s"}; results go to ${out}`,
  ]);
  const bar = options.progress(total, records.size);
  const pool = openPool({
    data: { experiments, sources, foreign: options.foreign },
    limits: options.limits,
    threads: options.jobs,
    signal: options.signal,
  });
  const wanted = new Set<string>();
  const finish = async (jobs: readonly Job[], last = false): Promise<void> => {
    for (const job of jobs) wanted.add(keyOf(job));
    bar.expect(last ? wanted.size : Math.max(total, wanted.size));
    const open = jobs.filter((job) => !records.has(keyOf(job)));
    await pool.run(open, (record) => {
      records.set(keyOf(record), record);
      folder.append(record);
      bar.tick();
    });
  };

  /** Everything that each experiment is made of, in an order that does not tell what was done when. */
  const order = { first: [] as Job[][], trials: [] as Job[][], last: [] as Job[][] };
  const stages = { first: firstJobs, trials: trialJobs, last: lastJobs };
  /** Does what is needed by what is known now. @returns whether anything was still to be done */
  const next = async (stage: keyof typeof stages): Promise<boolean> => {
    if (options.signal.aborted) return false;
    order[stage] = experiments.map((experiment) => stages[stage](experiment, records));
    const jobs = order[stage].flat();
    const open = jobs.some((job) => !records.has(keyOf(job)));
    await finish(jobs, stage === "last");
    return open;
  };
  try {
    await next("first");
    while (await next("trials"));
    await next("last");
  } finally {
    await pool.close();
    bar.stop();
    if (experiments.every(({ budget }) => budget.seconds === undefined)) options.say(folder.corrections());
  }
  /** Lets an interruption in. @returns whether there was one */
  const interrupted = async (): Promise<boolean> => {
    await othersTurn();
    if (!options.signal.aborted) return false;
    folder.writeManifest(manifest("interrupted"));
    options.say([`Interrupted: ${records.size} runs are kept in ${out}. Go on with the same command and --resume.`]);
    return true;
  };
  if (await interrupted()) return undefined;

  options.say(["All runs are done. Their tables and the report are being made."]);
  const all = experiments.flatMap((_, k) => [...order.first[k], ...order.trials[k], ...order.last[k]]);
  const ordered = [...new Set(all.map(keyOf))].map((key) => records.get(key)!);
  const presets: PresetSummary[] = [];
  for (const experiment of experiments) {
    presets.push(summarizePreset(experiment, ordered));
    if (await interrupted()) return undefined;
  }
  await folder.sortLog(ordered, options.signal);
  if (await interrupted()) return undefined;
  const finished = manifest("finished");
  const report = renderReport({ experiments, presets, data, manifest: finished, command: options.command });
  if (await interrupted()) return undefined;
  folder.write("summary.csv", summaryCsv(presets));
  folder.write("report.html", report);
  // Last, so that "finished" means that everything is there.
  folder.writeManifest(finished);
  return { manifest: finished, presets, folder: out };
}

function announce(experiment: Experiment, rows: string | undefined, notes: readonly string[]): string[] {
  const { preset, settings, optimizers, rates, equalShots, reference } = experiment;
  const tuning = rates.length
    ? `, rates ${rates.join(", ")} tried on ${settings.tuningSeeds} other seed${settings.tuningSeeds > 1 ? "s" : ""}`
    : "";
  const without = optimizers.filter((spec) => firstCandidates(experiment, spec).length === 0).map(({ alias }) => alias);
  return [
    `${preset}: ${describeExperiment(experiment)}`,
    `  ${rows === undefined ? "" : `${rows} `}${settings.seeds} seed${settings.seeds > 1 ? "s" : ""}, ${equalShots ? "as many steps as the shots allow" : `${settings.steps} step${settings.steps > 1 ? "s" : ""}`}${tuning}.`,
    `  Optimizers: ${optimizers.map(({ alias }) => alias).join(", ")}; all are compared with ${reference}.`,
    ...(rates.length && without.length ? [`  Without anything to tune: ${without.join(", ")}.`] : []),
    ...notes.map((note) => `  ${note}`),
  ];
}

/** The problem with what lies in files, if it learns from rows. */
async function read(
  experiment: Experiment,
  options: CompareOptions,
): Promise<{ spec: Experiment["problem"]; source: Source }> {
  const family = familyOf(experiment);
  if (!family.data) return { spec: experiment.problem, source: {} };
  const { data, dataDir } = options;
  return family.data.read(experiment.problem, {
    read: readFiles,
    ...(dataDir !== undefined && { dataDir }),
    ...(data.table && { table: data.table }),
    data,
    typed: typedOptions(options, family),
  });
}

/** Every optimizer at its options, and at those that tuning tries first. */
function attempts(experiment: Experiment): Attempt[] {
  return experiment.optimizers.flatMap((spec) => [
    spec,
    ...firstCandidates(experiment, spec).map((change) => ({ ...spec, options: changedOptions(spec, change) })),
  ]);
}
