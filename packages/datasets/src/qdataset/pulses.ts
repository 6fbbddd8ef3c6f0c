import { exp, type Random } from "@uphill/core";
import type { QDatasetProfile } from "./profile.js";

const STRENGTH = 100; // amplitudes are uniform in [−100, 100]

/** The middle of step j, where everything is evaluated; the whole evolution takes time 1. */
const middle = (j: number, steps: number): number => (j + 0.5) / steps;

/**
 * The parameters of one pulse sequence: [pulses, 3], amplitude, position and width. With w = 1/(2n) for n pulses:
 *   gap = w/2 + u·((1 − n·w)/(n + 1) − w/2)    positionₖ = Σ_{i ≤ k} gapᵢ + (k + ½)·w
 * The width is w for square pulses and w/6, the standard deviation, for Gaussian ones. Draws all amplitudes first.
 */
export function drawPulses(waveform: QDatasetProfile["waveform"], pulses: number, random: Random): Float64Array {
  const width = 0.5 / pulses;
  const parameters = new Float64Array(3 * pulses);
  for (let k = 0; k < pulses; k++) parameters[3 * k] = STRENGTH * (2 * random.uniform() - 1);
  const range = (1 - pulses * width) / (pulses + 1) - 0.5 * width;
  let gaps = 0;
  for (let k = 0; k < pulses; k++) {
    gaps += 0.5 * width + random.uniform() * range;
    parameters[3 * k + 1] = gaps + (k + 0.5) * width;
    parameters[3 * k + 2] = waveform === "gaussian" ? width / 6 : width;
  }
  return parameters;
}

/**
 * The pulse sequence over time: Σₖ A where |t − position| < width/2 for square pulses, Σₖ A·exp(−½((t − position)/width)²)
 * for Gaussian ones.
 * @param parameters [pulses, 3] as {@link drawPulses} gives them
 * @returns [steps]
 */
export function shapePulses(
  waveform: QDatasetProfile["waveform"],
  parameters: Float64Array,
  steps: number,
): Float64Array {
  const signal = new Float64Array(steps);
  for (let k = 0; k < parameters.length; k += 3) {
    const [amplitude, position, width] = parameters.subarray(k, k + 3);
    for (let j = 0; j < steps; j++) {
      const x = (middle(j, steps) - position) / width;
      if (waveform === "gaussian") signal[j] += amplitude * exp(-0.5 * x * x);
      else if (Math.abs(x) < 0.5) signal[j] += amplitude;
    }
  }
  return signal;
}
