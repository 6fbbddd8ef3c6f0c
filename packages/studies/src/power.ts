import { LEVEL } from "./comparison.js";
import type { Experiment } from "./experiment.js";
import { FEWEST_PAIRS, leastAfterHolm } from "./statistics.js";

/** Why no difference can be significant, where none can; sentences. */
export function powerNotes({ settings: { seeds }, optimizers }: Experiment): string[] {
  const comparisons = optimizers.length - 1;
  const least = leastAfterHolm(seeds, comparisons);
  if (comparisons === 0 || least < LEVEL) return [];
  const enough = Array.from({ length: 64 }, (_, k) => k).find((pairs) => leastAfterHolm(pairs, comparisons) < LEVEL)!;
  const why =
    seeds < FEWEST_PAIRS
      ? `fewer than ${FEWEST_PAIRS} pairs give no p-value`
      : `with ${comparisons} comparisons, the least p-value after Holm's correction is ${least.toFixed(3)}`;
  return [
    `${seeds} seed${seeds > 1 ? "s" : ""} cannot show a difference: ${why}. Take ${enough} seeds or more (--seeds ${enough}).`,
  ];
}
