import { number } from "@uphill/core";
import { defineStop, type ToldLoss } from "./stop.js";

/** What it keeps: the lowest loss on the held-out rows with its point and step, and how many checks since then were no better. */
interface Waiting {
  readonly best: (ToldLoss & { readonly step: number }) | null;
  /** The last check's loss. */
  readonly last: number | null;
  readonly waited: number;
}

/**
 * Early stopping: asks for the loss on the held-out rows behind every so many steps, and ends the run once it has not become lower for so
 * many checks in a row. However the run ends, the point with the lowest such loss is recommended. The checks are charged, in the phase
 * "stopping".
 */
export const patience = defineStop({
  name: "patience",
  about:
    "Ends a run once the loss on held-out rows has not become lower for some checks, and recommends the point where it was lowest",
  options: {
    /** Checks in a row without a lower loss that end the run. */
    checks: number({
      default: 5,
      min: 1,
      integer: true,
      about: "Checks in a row without a lower loss that end the run",
    }),
    /** Steps from check to check. */
    every: number({ default: 5, min: 1, integer: true, about: "Steps from check to check" }),
    /** How much lower a loss must be to count as lower. */
    leastImprovement: number({ default: 0, min: 0, about: "How much lower a loss must be to count as lower" }),
  },
  words: ({ checks, every, leastImprovement }) =>
    `stopped after ${checks === 1 ? "a check" : `${checks} checks`} without a held-out loss that is lower${leastImprovement === 0 ? "" : ` by more than ${leastImprovement}`}, one every ${every === 1 ? "step" : `${every} steps`}`,
  init: (): Waiting => ({ best: null, last: null, waited: 0 }),
  asksAt: (step, { every }) => step % every === 0,
  see(state, { step, theta, heldOut }, { every, leastImprovement }) {
    // Another rule may have asked.
    if (heldOut === undefined || step % every !== 0) return state;
    const { best, waited } = state;
    const lower = best === null || heldOut < best.value - leastImprovement;
    return lower
      ? { best: { theta, value: heldOut, step }, last: heldOut, waited: 0 }
      : { best, last: heldOut, waited: waited + 1 };
  },
  reached: ({ waited }, { checks }) => waited >= checks,
  recommend: ({ best }) => best?.theta ?? null,
});
