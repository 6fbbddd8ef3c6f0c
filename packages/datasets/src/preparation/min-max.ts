import { number, UphillError } from "@uphill/core";
import { definePreparation, mapRows } from "./preparation.js";

/** Halved where the range leaves that of doubles. */
function shareOf(x: number, least: number, most: number): number {
  const range = most - least;
  return range < Infinity ? (x - least) / range : (x / 2 - least / 2) / (most / 2 - least / 2);
}

/**
 * Maps the range of each feature on the training rows to [low, high], by default to the angles 0 to π. Values outside
 * that range, which other rows may have, are cut off. A feature that never changes becomes `low`.
 */
export const minMax = definePreparation({
  name: "min-max",
  about: "Each feature's range on the training rows to angles",
  options: {
    /** What a feature's least value becomes. */
    low: number({ default: 0, about: "What a feature's least value becomes" }),
    /** What a feature's largest value becomes. */
    high: number({ default: Math.PI, about: "What a feature's largest value becomes" }),
  },
  fit({ features, width }, { low, high }) {
    if (low >= high) {
      throw new UphillError({
        code: "options",
        who: "min-max",
        got: `low is ${low} and high is ${high}`,
        wanted: "low must be below high",
        todo: "Exchange them.",
      });
    }
    const least = new Array<number>(width).fill(Infinity);
    const most = new Array<number>(width).fill(-Infinity);
    for (let k = 0; k < features.length; k++) {
      least[k % width] = Math.min(least[k % width], features[k]);
      most[k % width] = Math.max(most[k % width], features[k]);
    }
    return { least, most };
  },
  apply(data, { low, high }, { least, most }) {
    const features = mapRows(data, data.width, (row, into) =>
      row.forEach((x, i) => {
        const share = most[i] > least[i] ? shareOf(x, least[i], most[i]) : 0;
        into[i] = low + (high - low) * Math.min(1, Math.max(0, share));
      }),
    );
    const note = `Scaled each feature from its range in the training rows to ${low.toPrecision(4)} … ${high.toPrecision(4)}.`;
    return { features, image: data.image, note };
  },
});
