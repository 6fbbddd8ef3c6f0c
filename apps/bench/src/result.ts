import type { Case } from "./case.js";
import type { Side } from "./race.js";

/** The fastest of the others. */
interface Best {
  readonly name: string;
  readonly ms: number;
}

/** What came of one case; all of it plain data. */
export interface CaseResult {
  readonly id: string;
  readonly about: string;
  /** What `ours` is in. */
  readonly unit: "ms" | "MiB";
  readonly ours: number;
  /** `ours` where its unit is ms, else null. */
  readonly oursMs: number | null;
  readonly best: Best | null;
  /** best.ms ÷ oursMs, one thread unless the case is about threads; null where nothing is compared. */
  readonly ratio: number | null;
  /** The least ratio that passes, or the most `ours` may be where the case is a limit. */
  readonly bar: number;
  /** null = not compared: the peers were not asked, or none can run the case. */
  readonly pass: boolean | null;
  /** The same race on two threads, where it was run; decides nothing. */
  readonly twoThreads: { readonly oursMs: number; readonly best: Best | null; readonly ratio: number | null } | null;
  /** All that was timed. */
  readonly sides: readonly Side[];
  /** Who could not run it, and why. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

export const OURS = "uphill";

/** The fastest of the sides that count. */
function bestOf(sides: readonly Side[]): Best | null {
  const counted = sides.filter(({ counts }) => counts);
  if (counted.length === 0) return null;
  const { name, ms } = counted.reduce((a, b) => (b.ms < a.ms ? b : a));
  return { name, ms };
}

function onThreads(sides: readonly Side[], threads: number): { ours?: Side; best: Best | null } {
  const there = sides.filter((side) => side.threads === threads);
  return { ours: there.find(({ name }) => name === OURS), best: bestOf(there.filter(({ name }) => name !== OURS)) };
}

/** Judges a race of ours against peers: by one thread. */
export function judgePeers(
  { id, about, bar }: Pick<Case, "id" | "about" | "bar">,
  sides: readonly Side[],
  refused: CaseResult["refused"],
): CaseResult {
  const one = onThreads(sides, 1);
  const two = onThreads(sides, 2);
  const ours = one.ours?.ms ?? Number.NaN;
  const ratio = one.best && one.best.ms / ours;
  return {
    id,
    about,
    unit: "ms",
    ours,
    oursMs: ours,
    best: one.best,
    ratio,
    bar,
    pass: ratio === null ? null : ratio >= bar,
    twoThreads: two.ours ? { oursMs: two.ours.ms, best: two.best, ratio: two.best && two.best.ms / two.ours.ms } : null,
    sides,
    refused,
  };
}

/** Judges ours, the first side, against another way of our own, the second. */
export function judgeSelf({ id, about, bar }: Pick<Case, "id" | "about" | "bar">, sides: readonly Side[]): CaseResult {
  const [ours, other] = sides;
  const ratio = other.ms / ours.ms;
  const best = { name: other.name, ms: other.ms };
  return {
    id,
    about,
    unit: "ms",
    ours: ours.ms,
    oursMs: ours.ms,
    best,
    ratio,
    bar,
    pass: ratio >= bar,
    twoThreads: null,
    sides,
    refused: [],
  };
}

/** Judges a number that must not be larger than the bar. */
export function judgeLimit(
  { id, about, bar }: Pick<Case, "id" | "about" | "bar">,
  unit: "ms" | "MiB",
  ours: number,
): CaseResult {
  return {
    id,
    about,
    unit,
    ours,
    oursMs: unit === "ms" ? ours : null,
    best: null,
    ratio: null,
    bar,
    pass: ours <= bar,
    twoThreads: null,
    sides: [],
    refused: [],
  };
}
