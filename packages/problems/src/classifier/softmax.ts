import { exp, log } from "@uphill/core";

/** Probabilities e^{fₖ} / Σ e^{fⱼ}, and ln Σ e^{fⱼ}. */
export function softmax(outputs: Float64Array): { readonly shares: Float64Array; readonly logOfSum: number } {
  const largest = outputs.reduce((most, f) => Math.max(most, f), -Infinity);
  const powers = outputs.map((f) => exp(f - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return { shares: powers.map((power) => power / sum), logOfSum: largest + log(sum) };
}
