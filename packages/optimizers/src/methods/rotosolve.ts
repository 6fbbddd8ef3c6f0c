import { cos, sin, ulp, UphillError } from "@uphill/core";
import { ask } from "../ask.js";
import { defineMethod } from "../optimizer.js";
import type { Facts } from "../problem.js";

/** How a loss turns with one weight: a constant plus waves of base, 2·base, …, degree·base. */
interface Turning {
  readonly base: number;
  readonly degree: number;
}

/**
 * Sets one weight after the other to where the loss is lowest along it. The loss is a sum of waves of known frequencies there, so
 * 2R + 1 values at equal distances, asked for in one round, tell all of it (R: largest frequency by smallest). A step is one
 * pass over all weights; it needs no gradient and no learning rate.
 * Source: Nakanishi, Fujii & Todo 2020, arXiv:1903.12166; Ostaszewski, Grant & Benedetti 2021, arXiv:1905.09692; several
 * frequencies: Wierichs et al. 2022, arXiv:2107.12390. Departures: values at equal distances also for one frequency, where the
 * papers take 0 and ±π/2; the minimum is found by a grid and bisection of the derivative.
 */
export const rotosolve = defineMethod({
  name: "rotosolve",
  needs: ["value", "frequencies"],
  options: {},
  init: (size, _options, facts) => ({ turning: Array.from({ length: size }, (_, weight) => turningOf(weight, facts)) }),
  *step({ theta, state }) {
    let here = theta;
    let first: number | undefined;
    for (const [weight, { base, degree }] of state.turning.entries()) {
      if (degree === 0) continue;
      const count = 2 * degree + 1;
      const points = Array.from({ length: count }, (_, k) => moved(here, weight, (2 * Math.PI * k) / (count * base)));
      const values = (yield* ask.values(points)).map(({ value }) => value);
      first ??= values[0];
      const rounding = 4 * ulp(Math.max(...values.map(Math.abs)));
      here = moved(here, weight, lowest(waves(values, degree), rounding) / base);
    }
    // Where no weight moves the loss, its value is all there is to know.
    first ??= (yield* ask.value(theta)).value;
    const length = Math.sqrt(theta.reduce((sum, t, i) => sum + (here[i] - t) ** 2, 0));
    return { theta: here, state, report: { value: first, length } };
  },
});

function moved(theta: Float64Array, weight: number, by: number): Float64Array {
  return theta.map((t, i) => (i === weight ? t + by : t));
}

function turningOf(weight: number, { frequencies }: Facts): Turning {
  const known = frequencies?.(weight) ?? null;
  if (known?.length === 0) return { base: 1, degree: 0 };
  const base = Math.min(...(known ?? []));
  const ratios = (known ?? []).map((frequency) => frequency / base);
  const regular = ratios.every((ratio) => ratio < 1000 && Math.abs(ratio - Math.round(ratio)) < 1e-9);
  if (known && base > 0 && regular) return { base, degree: Math.round(Math.max(...ratios)) };
  throw new UphillError({
    code: "frequencies",
    who: "rotosolve",
    got: known
      ? `the loss has frequencies ${known.join(", ")} in weight ${weight}`
      : `those of weight ${weight} are unknown`,
    wanted: "it needs frequencies that are multiples of their smallest",
    todo: "Choose another optimizer, such as spsa or nelder-mead.",
  });
}

interface Waves {
  readonly cosines: readonly number[];
  readonly sines: readonly number[];
}

/** The waves through values at 2πk/(2R + 1), k = 0 … 2R; the constant is left out. */
function waves(values: readonly number[], degree: number): Waves {
  const part = (wave: (x: number) => number): number[] =>
    Array.from({ length: degree }, (_, r) =>
      values.reduce(
        (sum, v, k) => sum + (2 * v * wave((2 * Math.PI * (r + 1) * k) / values.length)) / values.length,
        0,
      ),
    );
  return { cosines: part(cos), sines: part(sin) };
}

/** Where in (−π, π] a sum of waves is lowest; 0 where there are none but those of rounding. */
function lowest({ cosines, sines }: Waves, rounding: number): number {
  const height = (x: number): number =>
    cosines.reduce((sum, c, r) => sum + c * cos((r + 1) * x) + sines[r] * sin((r + 1) * x), 0);
  const slope = (x: number): number =>
    cosines.reduce((sum, c, r) => sum + (r + 1) * (sines[r] * cos((r + 1) * x) - c * sin((r + 1) * x)), 0);
  if ([...cosines, ...sines].every((amplitude) => Math.abs(amplitude) <= rounding)) return 0;
  const steps = 16 * cosines.length;
  const width = (2 * Math.PI) / steps;
  let best = 0;
  for (let k = 1 - steps / 2; k <= steps / 2; k++) if (height(k * width) < height(best)) best = k * width;
  let [left, right] = [best - width, best + width];
  // The derivative goes from − to + across the minimum; half intervals until no number lies between.
  for (let middle = best; left < middle && middle < right; middle = left + (right - left) / 2) {
    if (slope(middle) < 0) left = middle;
    else right = middle;
  }
  const found = left + (right - left) / 2;
  return found > Math.PI ? found - 2 * Math.PI : found;
}
