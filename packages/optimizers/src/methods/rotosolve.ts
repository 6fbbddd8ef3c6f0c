import { ask } from "../ask.js";
import { defineMethod } from "../optimizer.js";
import { lowestOf, moved, shiftOf, turningOf } from "../turning.js";

/**
 * Sets one weight after the other to the value with the lowest loss. Along one weight, the loss is a sum of waves with
 * known frequencies. 2R + 1 losses at equal distances determine it, where R is the largest frequency divided by the
 * smallest. A step is one pass over all weights. It needs no gradient and no learning rate.
 * Source: Nakanishi, Fujii & Todo 2020, arXiv:1903.12166; Ostaszewski, Grant & Benedetti 2021, arXiv:1905.09692;
 * several frequencies: Wierichs et al. 2022, arXiv:2107.12390. Departures: the losses lie at equal distances also for
 * one frequency, where the papers take 0 and ±π/2. A grid and bisection of the derivative find the minimum.
 */
export const rotosolve = defineMethod({
  name: "rotosolve",
  needs: ["value", "frequencies"],
  options: {},
  init: (size, _options, facts) => ({
    turning: Array.from({ length: size }, (_, weight) => turningOf("rotosolve", weight, facts)),
  }),
  *step({ theta, state }) {
    let here = theta;
    let first: number | undefined;
    for (const [weight, turning] of state.turning.entries()) {
      if (turning.degree === 0) continue;
      const points = Array.from({ length: 2 * turning.degree + 1 }, (_, k) => moved(here, weight, shiftOf(turning, k)));
      const values = (yield* ask.values(points)).map(({ value }) => value);
      first ??= values[0];
      here = moved(here, weight, lowestOf(turning, values).by);
    }
    // Where no weight moves the loss, its value is all there is to know.
    first ??= (yield* ask.value(theta)).value;
    const length = Math.sqrt(theta.reduce((sum, t, i) => sum + (here[i] - t) ** 2, 0));
    return { theta: here, state, report: { value: first, length } };
  },
});
