import { setTimeout } from "node:timers/promises";
import type { Competitor } from "./competitor.js";
import { median, quantile } from "./statistics.js";

/** What one side took. */
export interface Side {
  readonly name: string;
  readonly threads: number;
  readonly counts: boolean;
  /** The median of all calls, in ms, and their first and last decile. */
  readonly ms: number;
  readonly low: number;
  readonly high: number;
  readonly calls: number;
}

export interface Plan {
  /** How long one side has the machine before the next one's turn, in ms. */
  readonly turn: number;
  /** How long the whole race should take, in ms; slow sides make it longer. */
  readonly total: number;
  readonly leastRounds: number;
  readonly mostRounds: number;
}

export const FULL: Plan = { turn: 60, total: 25_000, leastRounds: 5, mostRounds: 25 };
export const QUICK: Plan = { turn: 30, total: 2_000, leastRounds: 2, mostRounds: 10 };

const MOST_CALLS = 200;

/** Between turns, in ms: threads of the last side that wait for work in a loop (OpenMP) have gone to sleep by then. */
const PAUSE = 10;

/**
 * Times all sides in turns, round after round, so that whatever slows the machine down meets all of them alike.
 * A side that takes much longer than a turn has the least rounds, and two where even those would take too long.
 */
export async function race(competitors: readonly Competitor[], plan: Plan): Promise<Side[]> {
  const repeats = competitors.map(({ about }) => Math.max(1, Math.min(MOST_CALLS, Math.floor(plan.turn / about))));
  const slow = competitors.map(({ about }) => about > 5 * plan.turn);
  const round = competitors.reduce((sum, { about }, k) => sum + (slow[k] ? 0 : about * repeats[k]), 0);
  const rounds = Math.max(plan.leastRounds, Math.min(plan.mostRounds, Math.floor(plan.total / Math.max(round, 1))));
  const roundsOf = competitors.map(({ about }, k) => {
    if (!slow[k]) return rounds;
    return about * plan.leastRounds > plan.total ? 2 : plan.leastRounds;
  });
  const times = competitors.map((): number[] => []);
  for (let k = 0; k < rounds; k++) {
    for (const [side, competitor] of competitors.entries()) {
      if (k >= roundsOf[side]) continue;
      await setTimeout(PAUSE);
      times[side].push(...(await competitor.time(repeats[side])));
    }
  }
  return competitors.map(({ name, threads, counts }, side) => ({
    name,
    threads,
    counts,
    ms: median(times[side]),
    low: quantile(times[side], 0.1),
    high: quantile(times[side], 0.9),
    calls: times[side].length,
  }));
}
