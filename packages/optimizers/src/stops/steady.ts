import { number } from "@uphill/core";
import { defineStop } from "./stop.js";

/**
 * Ends the run once the losses of its steps have become level: behind more than 2w steps, when the mean of the last w losses differs from
 * the mean of the w before by no more than half of its own standard error.
 *   |mean(last w) − mean(w before)| ≤ std(last w) / (2√w)
 * The loss of a step is that of its batch. The standard deviation is that of the w losses themselves: it divides by w.
 * Source: Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, with w = 200. Departures: none; their code counts steps from 0, and so looks at
 * 2w + 2 losses first, as this does.
 */
export const steady = defineStop({
  name: "steady",
  about:
    "Ends a run once the mean loss of its last steps is that of as many steps before, within half its standard error",
  options: {
    /** Steps in each of the two means. */
    window: number({ default: 200, min: 2, integer: true, about: "Steps in each of the two means" }),
  },
  words: ({ window }) => `stopped once losses are steady over ${window} steps`,
  init: (): { readonly losses: readonly number[]; readonly steps: number } => ({ losses: [], steps: 0 }),
  see: ({ losses, steps }, { loss }, { window }) =>
    loss === undefined ? { losses, steps } : { losses: [...losses, loss].slice(-2 * window), steps: steps + 1 },
  reached({ losses, steps }, { window }) {
    if (steps < 2 * window + 2 || losses.length < 2 * window) return false;
    const [before, last] = [losses.slice(-2 * window, -window), losses.slice(-window)];
    const mean = meanOf(last);
    const deviation = Math.sqrt(meanOf(last.map((loss) => (loss - mean) ** 2)));
    return Math.abs(mean - meanOf(before)) <= deviation / Math.sqrt(window) / 2;
  },
});

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
