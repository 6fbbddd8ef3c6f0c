import { cos, exp, sin, streams, type Random } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { distortion } from "../src/qdataset/distortion.js";
import { fourier } from "../src/qdataset/fft.js";
import { makeNoise, type NoisePair } from "../src/qdataset/noise.js";
import { drawPulses, shapePulses } from "../src/qdataset/pulses.js";

const near = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, k) => Math.abs(x - b[k])));
const at = (...address: number[]): Random =>
  streams(9)
    .stream("test")
    .at(...address);
const pair = (steps: number): NoisePair => [new Float64Array(steps), new Float64Array(steps)];
const range = (size: number): number[] => Array.from({ length: size }, (_, k) => k);
const sum = (values: Iterable<number>): number => [...values].reduce((total, x) => total + x, 0);
const triangle = (j: number, steps: number): number => 1 - 2 * Math.abs((j + 0.5) / steps - 0.5);

/** The two power spectra, as the page of the data set's makers has them. */
const spectra: Record<number, (f: number) => number> = {
  1: (f) => (f <= 15 ? 1 / (f + 1) : 1 / 16) + exp(-((f - 30) ** 2) / 50) / 2,
  5: (f) => 1 / (f + 1),
};

describe("noise", () => {
  test.each([1, 5])("N%i is the real part of an inverse DFT of mirrored random phases", (profile) => {
    const steps = 64;
    const into = pair(steps);
    makeNoise(profile, steps)(at(1), into);
    const random = at(1);
    for (const got of into) {
      const phases = range(32).map(() => random.uniform());
      const size = (k: number): number => Math.sqrt((spectra[profile](k) * steps) / (1 / steps));
      const wanted = range(steps).map((j) =>
        sum(
          range(steps).map((n) => {
            const k = n < 32 ? n : steps - 1 - n; // P₀ … P₃₁, P*₃₁ … P*₀
            const phase = 2 * Math.PI * ((n < 32 ? 1 : -1) * phases[k] + (n * j) / steps);
            return (size(k) * cos(phase)) / steps;
          }),
        ),
      );
      expect(near(got, wanted)).toBeLessThan(1e-10);
    }
  });

  test.each([2, 3, 4])("N%i is a moving sum of white noise", (profile) => {
    const steps = 32;
    const into = pair(steps);
    makeNoise(profile, steps)(at(2), into);
    const random = at(2);
    for (const got of into) {
      const white = range(steps + 8).map(() => random.normal());
      const wanted = range(steps).map((j) => {
        const moving = sum(white.slice(j, j + 8));
        if (profile === 2) return 0.1 * moving;
        return profile === 3 ? 0.2 * moving * triangle(j, steps) : 0.01 * (moving * triangle(j, steps)) ** 2;
      });
      expect(near(got, wanted)).toBeLessThan(1e-12);
    }
  });

  test("N6 is 0.3 times the square of the noise before, N0 is none", () => {
    const [before, into] = [pair(16), pair(16)];
    makeNoise(5, 16)(at(3), before);
    makeNoise(6, 16)(at(3), into, before);
    expect(
      near(
        into[1],
        before[1].map((x) => 0.3 * x * x),
      ),
    ).toBeLessThan(1e-14);
    makeNoise(0, 16)(at(3), into, before);
    expect([...into[0], ...into[1]].every((x) => x === 0)).toBe(true);
  });

  // Variances are compared within about five standard errors of 4000 realisations.
  test("has the variance and correlation of its closed form", () => {
    const [steps, pairs] = [64, 2000];
    const moments = (profile: number): { mean: number[]; variance: number[]; lag: number[] } => {
      const fill = makeNoise(profile, steps);
      const [first, second, lag] = [0, 1, 2].map(() => new Float64Array(steps));
      const into = pair(steps);
      for (let k = 0; k < pairs; k++) {
        fill(at(profile, k), into);
        for (const each of into) {
          each.forEach((x, j) => {
            first[j] += x / (2 * pairs);
            second[j] += (x * x) / (2 * pairs);
            lag[j] += (x * each[(j + 4) % steps]) / (2 * pairs);
          });
        }
      }
      return { mean: [...first], variance: [...second].map((x, j) => x - first[j] ** 2), lag: [...lag] };
    };
    const within = (got: number, wanted: number, relative: number): void =>
      expect(Math.abs(got / wanted - 1)).toBeLessThan(relative);
    for (const profile of [1, 5]) {
      const { variance } = moments(profile);
      const total = 2 * sum(range(32).map(spectra[profile]));
      for (const j of [0, 10, 40, 63]) within(variance[j], total * cos((Math.PI * j) / steps) ** 2, 0.12);
    }
    const n2 = moments(2);
    within(n2.variance[20], 0.01 * 16, 0.12);
    within(n2.lag[20], 0.01 * 12, 0.15); // 12 of 16 samples shared
    expect(Math.abs(n2.mean[20])).toBeLessThan(0.04);
    within(moments(3).variance[20], 0.04 * 16 * triangle(20, steps) ** 2, 0.12);
    const n4 = moments(4);
    const mean = 0.01 * 16 * triangle(20, steps) ** 2;
    within(n4.mean[20], mean, 0.12);
    within(n4.variance[20], 2 * mean * mean, 0.35); // a squared normal: variance 2, with heavy tails
  });
});

describe("pulses", () => {
  test("have the shapes of their names", () => {
    const parameters = Float64Array.of(10, 0.25, 0.1, -4, 0.75, 0.1);
    const square = shapePulses("square", parameters, 8); // middles at 0.0625, 0.1875, 0.3125, …
    expect([...shapePulses("square", parameters, 40)].filter((x) => x !== 0)).toEqual([10, 10, 10, 10, -4, -4, -4, -4]);
    expect([...square]).toEqual(new Array(8).fill(0)); // none of the middles lies inside
    const gaussian = shapePulses("gaussian", parameters, 8);
    expect(gaussian[1]).toBeCloseTo(10 * exp(-0.5 * 0.625 ** 2) - 4 * exp(-0.5 * 5.625 ** 2), 12);
  });

  test("are drawn as the page says", () => {
    const count = 4000;
    const draws = range(count).map((k) => drawPulses("square", 5, at(4, k)));
    const amplitudes = draws.flatMap((each) => range(5).map((k) => each[3 * k]));
    expect(Math.max(...amplitudes.map(Math.abs))).toBeLessThanOrEqual(100);
    expect(Math.abs(sum(amplitudes) / amplitudes.length)).toBeLessThan(2);
    expect(Math.abs(sum(amplitudes.map((x) => x * x)) / amplitudes.length / (1e4 / 3) - 1)).toBeLessThan(0.05);
    // gaps: uniform between 0.05 and 0.5/6, so position k has mean (k + 1)·(0.05 + 0.5/6)/2 + (k + ½)·0.1
    for (const k of [0, 4]) {
      const positions = draws.map((each) => each[3 * k + 1]);
      const wanted = ((k + 1) * (0.05 + 0.5 / 6)) / 2 + (k + 0.5) * 0.1;
      expect(Math.abs(sum(positions) / count - wanted)).toBeLessThan(0.002);
      expect(Math.min(...positions)).toBeGreaterThanOrEqual((k + 1) * 0.05 + (k + 0.5) * 0.1 - 1e-12);
      expect(Math.max(...positions)).toBeLessThanOrEqual((k + 1) * (0.5 / 6) + (k + 0.5) * 0.1 + 1e-12);
    }
    expect(draws[0][2]).toBe(0.1);
    expect(drawPulses("gaussian", 5, at(4, 0))[2]).toBeCloseTo(0.1 / 6, 15);
  });
});

describe("distortion", () => {
  // SciPy 1.13: cheby1(4, 0.1, 2π·20, analog=True), at 10 and 30 Hz.
  test.each([
    [10, [0.28442746454864193, -0.9556733140744086]],
    [30, [-0.0016984637615639147, 0.2685678427488632]],
  ] as const)("turns and scales a wave of %i Hz as SciPy's filter does", (f, [re, im]) => {
    const steps = 128;
    const wave = Float64Array.from({ length: steps }, (_, j) => cos((2 * Math.PI * f * j) / steps));
    const wanted = wave.map((x, j) => re * x - im * sin((2 * Math.PI * f * j) / steps));
    expect(near(distortion(steps)(wave), wanted)).toBeLessThan(1e-12);
  });

  test("has its ripple's foot at 0 Hz and at the cut-off of 20 Hz", () => {
    const steps = 128;
    const foot = Math.pow(10, -0.1 / 20);
    expect(distortion(steps)(new Float64Array(steps).fill(2))[5]).toBeCloseTo(2 * foot, 12);
    const wave = Float64Array.from({ length: steps }, (_, j) => cos((2 * Math.PI * 20 * j) / steps));
    const power = sum(distortion(steps)(wave).map((x) => x * x)) / (steps / 2);
    expect(Math.sqrt(power)).toBeCloseTo(foot, 12);
  });
});

describe("fourier", () => {
  test.each([2, 8, 64])("is the sum that defines it, %i points", (size) => {
    const random = at(5);
    const [re, im] = [0, 1].map(() => Float64Array.from({ length: size }, () => random.normal()));
    const [x, y] = [re.slice(), im.slice()];
    fourier(size).forward(x, y);
    for (const k of range(size)) {
      const turn = (j: number): number => (-2 * Math.PI * j * k) / size;
      expect(x[k]).toBeCloseTo(sum(range(size).map((j) => re[j] * cos(turn(j)) - im[j] * sin(turn(j)))), 10);
      expect(y[k]).toBeCloseTo(sum(range(size).map((j) => re[j] * sin(turn(j)) + im[j] * cos(turn(j)))), 10);
    }
    fourier(size).inverse(x, y);
    expect(near(x, re)).toBeLessThan(1e-13);
    expect(near(y, im)).toBeLessThan(1e-13);
  });
});
