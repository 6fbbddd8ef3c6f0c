import { expect, test } from "vitest";
import type { Judgement } from "../src/comparison.js";
import { plan } from "../src/experiment.js";
import { firstJobs, lastJobs } from "../src/jobs.js";
import { execute, keyOf, type Job, type JobRecord } from "../src/run.js";
import { summarizePreset } from "../src/summary.js";

/** SGD against itself under other shots, whole: tuning, ties, runs at equal rates, and the judgement. */
function judged(seed: number): Judgement {
  const [experiment] = plan({
    presets: ["noisy"],
    data: {},
    optimizers: ["sgd", "idle=sgd"],
    sets: ["idle.shotSeed=1", "gaussian.features=4"],
    settings: { seed, seeds: 8, tuningSeeds: 3, steps: 6 },
    options: { train: 8, test: 2, batchSize: 4, qubits: 2, layers: 1 },
    budget: {},
    rates: [0.1, 0.3, 1],
    tune: true,
    widen: false,
    jobs: 1,
    memory: 2 ** 34,
  });
  const records = new Map<string, JobRecord>();
  const finish = (jobs: readonly Job[]): void => {
    for (const job of jobs) if (!records.has(keyOf(job))) records.set(keyOf(job), execute(experiment, {}, job));
  };
  finish(firstJobs(experiment).filter(({ variant }) => variant !== "ceiling"));
  finish(lastJobs(experiment, records));
  const { optimizers } = summarizePreset(experiment, [...records.values()]);
  return optimizers[1].tuned!.versusReference!.judgement;
}

test("200 comparisons of SGD with itself under other shots: no more false verdicts than a level of 5 % allows", () => {
  const counts = new Map<Judgement, number>();
  for (let k = 0; k < 200; k++) {
    const judgement = judged(1000 * k);
    counts.set(judgement, (counts.get(judgement) ?? 0) + 1);
  }
  // The binomial's 99 % point at 5 %.
  expect((counts.get("better") ?? 0) + (counts.get("worse") ?? 0)).toBeLessThanOrEqual(18);
  expect(counts.get("identical") ?? 0).toBe(0);
}, 120_000);
