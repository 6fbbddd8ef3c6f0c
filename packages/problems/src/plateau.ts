import type { Sign } from "@uphill/optimizers";
import type { HistoryPoint } from "./history.js";

/** A loss that a whole radian along the gradient would change by less than this share lies on a plateau. */
const FLAT = 0.05;
/** A loss that stayed within this share of its start did not move. */
const STILL = 0.01;

/**
 * Finds runs that never left a plateau. At every recorded point of such a run, a step of one radian along the gradient
 * would change the loss by less than 5 % (|∇L| < 0.05 · L), and the loss stays within 1 % of its start.
 * @param runs the recorded points of each run
 * @returns the sign "plateau" if all runs with finite losses are like that; otherwise an empty list
 */
export function plateauSigns(runs: readonly { readonly history: readonly HistoryPoint[] }[]): Sign[] {
  const known = runs.filter(({ history }) => history.every(({ loss }) => Number.isFinite(loss)));
  if (known.length === 0 || !known.every(isFlat)) return [];
  const norms = known.flatMap(({ history }) => history.flatMap(({ gradientNorm }) => gradientNorm ?? []));
  const text = `|∇L| was ${Math.max(...norms).toPrecision(2)} at most, and the loss stayed within 1 % of its start: the run${known.length > 1 ? "s" : ""} never left a plateau, and no optimizer can be ranked by ${known.length > 1 ? "them" : "it"}.`;
  return [{ code: "plateau", text }];
}

function isFlat({ history }: { readonly history: readonly HistoryPoint[] }): boolean {
  const first = history[0].loss;
  return history.every(
    ({ loss, gradientNorm }) =>
      Math.abs(loss - first) <= STILL * Math.abs(first) &&
      (gradientNorm === null || gradientNorm < FLAT * Math.abs(loss)),
  );
}
