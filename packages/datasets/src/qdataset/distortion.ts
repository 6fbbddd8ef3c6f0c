import { cos, exp, log, sin } from "@uphill/core";
import { fourier } from "./fft.js";

const ORDER = 4;
const RIPPLE = 0.1; // dB
const CUTOFF = 2 * Math.PI * 20; // rad/s

/** The four poles of the filter, [re, im] each, and its gain at 0 Hz (below 1: an even order begins at the ripple's foot). */
function poles(): { poles: [number, number][]; gain: number } {
  const epsilon = Math.sqrt(exp((log(10) * RIPPLE) / 10) - 1);
  const mu = log(1 / epsilon + Math.sqrt(1 / (epsilon * epsilon) + 1)) / ORDER;
  const sinh = (exp(mu) - exp(-mu)) / 2;
  const cosh = (exp(mu) + exp(-mu)) / 2;
  const angles = Array.from({ length: ORDER }, (_, k) => ((2 * k + 1) * Math.PI) / (2 * ORDER));
  return {
    poles: angles.map((angle) => [-CUTOFF * sinh * sin(angle), CUTOFF * cosh * cos(angle)]),
    gain: 1 / Math.sqrt(1 + epsilon * epsilon),
  };
}

/**
 * Distorts pulses as electronics would: an analog Chebyshev low-pass of type I, order 4, 0.1 dB of ripple, cut off at
 * 2π·20 rad/s, applied as a circular filter: inverse DFT of H(2πif)·DFT, real part.
 * @param steps a power of two
 */
export function distortion(steps: number): (signal: Float64Array) => Float64Array {
  const { poles: all, gain } = poles();
  const response = Array.from({ length: steps }, (_, k): [number, number] => {
    const omega = 2 * Math.PI * (k < steps / 2 ? k : k - steps);
    let [re, im] = [gain, 0];
    for (const [a, b] of all) {
      // times −p/(iω − p), p = a + ib
      const [x, y] = [-a, omega - b];
      const size = x * x + y * y;
      const [u, v] = [(-a * x - b * y) / size, (-b * x + a * y) / size];
      [re, im] = [re * u - im * v, re * v + im * u];
    }
    return [re, im];
  });
  const transform = fourier(steps);
  return (signal) => {
    const re = signal.slice();
    const im = new Float64Array(steps);
    transform.forward(re, im);
    response.forEach(([a, b], k) => {
      [re[k], im[k]] = [re[k] * a - im[k] * b, re[k] * b + im[k] * a];
    });
    transform.inverse(re, im);
    return re;
  };
}
