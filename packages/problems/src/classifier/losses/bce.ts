import { log } from "@uphill/core";
import { defineLoss } from "../loss.js";

const CLAMP = 1e-12;

/**
 * Binary cross-entropy −ln P(y) with P(+1) = (1 + f)/2, clamped to [1e-12, 1 − 1e-12]. From few shots the clamp decides
 * the value. Its estimate from shots is biased.
 */
export const bce = defineLoss({
  name: "bce",
  value: (f, y) => -log(clamp((1 + y * f) / 2)),
  slope(f, y) {
    const p = (1 + y * f) / 2;
    return clamp(p) === p ? -y / (2 * p) : 0;
  },
  curvature(f, y) {
    const p = (1 + y * f) / 2;
    return clamp(p) === p ? 1 / (4 * p * p) : 0;
  },
  caution({ shots, lossShots }) {
    if (shots === undefined && lossShots === undefined) return undefined;
    return shots === 1
      ? "From one shot a value is ±1, where the clamped cross-entropy is flat: its gradient is 0 and nothing is trained."
      : "Cross-entropy from shots is a plug-in estimate: it is biased, and with few shots its clamp decides.";
  },
});

function clamp(p: number): number {
  return Math.min(1 - CLAMP, Math.max(CLAMP, p));
}
