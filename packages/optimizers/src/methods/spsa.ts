import { exp, log, norm, number, type Random } from "@uphill/core";
import { ask } from "../ask.js";
import { defineMethod, plus } from "../optimizer.js";

/**
 * Simultaneous perturbation: estimates the gradient from two losses, for any number of weights.
 *     ĝ = (value(θ + cₖΔ) − value(θ − cₖΔ)) / (2cₖ) · Δ,  Δᵢ = ±1    θ ← θ − aₖĝ
 *     aₖ = a/(A + k + 1)^α    cₖ = c/(k + 1)^γ    k = 0, 1, …
 * If `gain` is 0, a is calibrated at the start, so that the first step moves each weight by about `firstStep`. The
 * calibration uses the mean |ĝᵢ| of some pairs at the first θ, in the phase "calibration".
 * Source: Spall 1998, IEEE Trans. Aerosp. Electron. Syst. 34, 817; calibration: Kandala et al. 2017, arXiv:1704.05018.
 */
export const spsa = defineMethod({
  name: "spsa",
  needs: ["value"],
  options: {
    /** a: numerator of the gains; 0 = calibrate it. */
    gain: number({ default: 0, min: 0, about: "a: numerator of the gains; 0 = calibrate it" }),
    /** Move of each weight in the first step, if a is calibrated. */
    firstStep: number({
      default: 0.2,
      above: 0,
      about: "Move of each weight in the first step, if a is calibrated",
      search: { kind: "log-uniform", low: 0.02, high: 1 },
    }),
    /** Pairs of losses that the calibration takes. */
    pairs: number({ default: 10, min: 1, integer: true, about: "Pairs of losses that the calibration takes" }),
    /** c: how far the first two points are from θ in each weight. */
    perturbation: number({
      default: 0.2,
      above: 0,
      about: "c: how far the first two points are from θ in each weight",
      search: { kind: "log-uniform", low: 0.02, high: 0.5 },
    }),
    /** A: steps until the gains begin to fall; a tenth of the run is usual. */
    stability: number({
      default: 10,
      min: 0,
      about: "A: steps until the gains begin to fall; a tenth of the run is usual",
    }),
    /** α: exponent of the gains' fall. */
    alpha: number({ default: 0.602, above: 0, max: 1, about: "α: exponent of the gains' fall" }),
    /** γ: exponent of the perturbations' fall. */
    gamma: number({ default: 0.101, above: 0, max: 1, about: "γ: exponent of the perturbations' fall" }),
  },
  init: (_size, { gain }) => ({ count: 0, gain: gain > 0 ? gain : null }),
  *step({ theta, state, options: { firstStep, pairs, perturbation, stability, alpha, gamma }, random }) {
    const begin = toPower(stability + 1, alpha);
    let { gain } = state;
    if (gain === null) {
      const directions = Array.from({ length: pairs }, () => signs(theta.length, random));
      const points = directions.flatMap((delta) => [
        plus(theta, perturbation, delta),
        plus(theta, -perturbation, delta),
      ]);
      const answers = yield* ask.values(points, { phase: "calibration" });
      const rises = directions.map((_, k) => Math.abs(answers[2 * k].value - answers[2 * k + 1].value));
      const slope = rises.reduce((sum, rise) => sum + rise / (2 * perturbation), 0) / pairs;
      // Where nothing moves the loss there is nothing to calibrate by.
      gain = (firstStep * begin) / (slope > 0 ? slope : 1);
    }
    const rate = gain / toPower(stability + state.count + 1, alpha);
    const distance = perturbation / toPower(state.count + 1, gamma);
    const delta = signs(theta.length, random);
    const points = [plus(theta, distance, delta), plus(theta, -distance, delta)];
    const [above, below] = yield* ask.values(points, { phase: "gradient" });
    const slope = (above.value - below.value) / (2 * distance);
    const next = plus(theta, -rate * slope, delta);
    const gradientNorm = Math.abs(slope) * norm(delta);
    return {
      theta: next,
      state: { count: state.count + 1, gain },
      report: { gradientNorm, length: rate * gradientNorm },
    };
  },
});

/** A direction of −1 and 1, each as likely. */
export function signs(size: number, random: Random): Float64Array {
  return Float64Array.from({ length: size }, () => (random.uniform() < 0.5 ? -1 : 1));
}

function toPower(base: number, exponent: number): number {
  return exp(exponent * log(base));
}
