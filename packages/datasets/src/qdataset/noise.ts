import { exp, log, type Random } from "@uphill/core";
import { fourier } from "./fft.js";
import { turn } from "./rotor.js";

/**
 * Writes two realisations β(tⱼ) of a noise, [steps] each. Two, because coloured noise comes in pairs from one transform.
 * @param previous the same two realisations of the noise operator before, which profile 6 squares
 */
export type NoiseMaker = (random: Random, into: NoisePair, previous?: NoisePair) => void;
export type NoisePair = readonly [Float64Array, Float64Array];

/** In place of the operator, which may round differently elsewhere. */
const square = (x: number): number => x * x;

/** The noise profiles by number, and the only list of them. */
const profiles: readonly ((steps: number) => NoiseMaker)[] = [
  // N0: none.
  () => (_, into) => into.forEach((each) => each.fill(0)),
  // N1: 1/f up to 15 Hz, flat above, and a bump at 30 Hz.
  (steps) => coloured(steps, (f) => (f <= 15 ? 1 / (f + 1) : 1 / 16) + exp(-((f - 30) * (f - 30)) / 50) / 2),
  // N2: coloured, Gaussian, stationary.
  (steps) => moving(steps, (sum) => 0.1 * sum),
  // N3: coloured, Gaussian, not stationary.
  (steps) => moving(steps, (sum, window) => 0.2 * sum * window),
  // N4: coloured, not Gaussian, not stationary.
  (steps) => moving(steps, (sum, window) => 0.01 * square(sum * window)),
  // N5: 1/f.
  (steps) => coloured(steps, (f) => 1 / (f + 1)),
  // N6: correlated with the operator before.
  () => (_, into, previous) =>
    into.forEach((each, k) => {
      for (let j = 0; j < each.length; j++) each[j] = 0.3 * square(previous![k][j]);
    }),
];

/** The noise of profile N0 … N6. @param steps a power of two, at least 8 */
export function makeNoise(profile: number, steps: number): NoiseMaker {
  return profiles[profile](steps);
}

/**
 * Waves of random phase with power spectrum S(f), f = 0, 1, …, steps/2 − 1 Hz, as the published data have it: the real
 * part of the inverse DFT of P and its mirrored conjugate, Pₖ = steps·√S(k)·exp(iφₖ). The mirror is one place off, so 0 Hz
 * is there twice, and the sum comes out as
 *   βⱼ = 2·cos(πj/steps)·Σₖ √S(k)·cos(φₖ + 2πj(k + ½)/steps)
 * whose standard deviation falls as |cos(πj/steps)|. Two realisations are the real and the imaginary part of one transform,
 * turned by the half place that the mirror is off. Draws φ in order of frequency, one realisation after the other.
 */
function coloured(steps: number, spectrum: (f: number) => number): NoiseMaker {
  const half = steps / 2;
  const size = Float64Array.from({ length: half }, (_, f) => steps * Math.sqrt(spectrum(f)));
  const transform = fourier(steps);
  const phases = new Float64Array(2 * steps); // exp(iπj/steps), real and imaginary parts in turn
  for (let j = 0; j < steps; j++) turn(j / (2 * steps), phases, 2 * j);
  const [re, im, p] = [new Float64Array(steps), new Float64Array(steps), new Float64Array(2)];
  return (random, [first, second]) => {
    for (let k = 0; k < half; k++) {
      turn(random.uniform(), p, 0);
      re[k] = size[k] * p[0];
      im[k] = size[k] * p[1];
      re[steps - 1 - k] = re[k];
      im[steps - 1 - k] = -im[k];
    }
    for (let k = 0; k < half; k++) {
      turn(random.uniform(), p, 0);
      const x = size[k] * p[0];
      const y = size[k] * p[1];
      // plus i times the second realisation's list
      re[k] -= y;
      im[k] += x;
      re[steps - 1 - k] += y;
      im[steps - 1 - k] += x;
    }
    transform.inverse(re, im);
    // The transform of one list is exp(−iπj/steps)·r with r real: undo the turn, and keep the real part of the list's
    // transform, which is r·cos(πj/steps).
    for (let j = 0; j < steps; j++) {
      const c = phases[2 * j];
      const s = phases[2 * j + 1];
      first[j] = (re[j] * c - im[j] * s) * c;
      second[j] = (re[j] * s + im[j] * c) * c;
    }
  };
}

/**
 * White Gaussian noise, summed over a moving quarter of the steps, then shaped.
 * @param shape of the sum and the triangle 1 − 2|t − ½|
 */
function moving(steps: number, shape: (sum: number, triangle: number) => number): NoiseMaker {
  const quarter = steps / 4;
  const white = new Float64Array(steps + quarter);
  const triangle = Float64Array.from({ length: steps }, (_, j) => 1 - 2 * Math.abs((j + 0.5) / steps - 0.5));
  return (random, into) => {
    for (const each of into) {
      normals(random, white);
      let sum = 0;
      for (let i = 0; i < quarter - 1; i++) sum += white[i];
      for (let j = 0; j < steps; j++) {
        sum += white[j + quarter - 1];
        each[j] = shape(sum, triangle[j]);
        sum -= white[j];
      }
    }
  };
}

/** Fills an array of even length with standard normal numbers (Box–Muller, as core's `normal`, two at a time). */
function normals(random: Random, into: Float64Array): void {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * log(1 - random.uniform()));
    turn(random.uniform(), into, i);
    into[i] *= radius;
    into[i + 1] *= radius;
  }
}
