import { dot, norm, streams } from "@uphill/core";
import type { Dataset } from "./dataset.js";
import { shuffledByClass } from "./split.js";

const MOST_ROWS = 150; // of each class
const SHUFFLES = 199;
const CHANCE = 0.01;

/**
 * Warns of classes that amplitude encoding cannot tell apart. Amplitude encoding keeps a row only up to its length and
 * its sign. Opposite means, or the same directions with other lengths, then look alike.
 * What remains of a row x is x·xᵀ/|x|². The classes' means of that matrix are compared (maximum mean discrepancy with
 * the kernel (x·x′)²/|x|²|x′|²). A permutation test asks whether their distance is larger than chance gives. Rows of
 * zeros are left out. The test has a fixed seed, so the answer is the same every time.
 * Cost: at most 300² products of rows for each pair of classes.
 * Source: Gretton et al. 2012, A kernel two-sample test, JMLR 13.
 * @param dataset the rows
 * @returns one sentence for each pair of classes without a difference at the 1 % level. Small differences may be
 *   overlooked, and one in 100 equal pairs is taken for different.
 * @example
 * ```ts
 * amplitudeWarnings(circles({ rows: 200, seed: 1 })); // one warning: the circles differ in length only
 * ```
 */
export function amplitudeWarnings(dataset: Dataset): string[] {
  const { width, features, classes } = dataset;
  const random = streams(0).stream("amplitude-warning");
  const directions = shuffledByClass(dataset, (label) => random.at(0, label)).map((order) =>
    order.slice(0, MOST_ROWS).flatMap((row) => {
      const x = features.subarray(row * width, (row + 1) * width);
      const length = norm(x);
      return length > 0 && Number.isFinite(length) ? [x.map((value) => value / length)] : [];
    }),
  );
  return classes.flatMap((second, b) =>
    classes.slice(0, b).flatMap((first, a) => {
      if (directions[a].length < 2 || directions[b].length < 2) return [];
      const chance = chanceOf(directions[a], directions[b], (shuffle) => random.at(1, shuffle).permutation);
      if (chance <= CHANCE) return [];
      return [
        `Amplitude encoding forgets a row's length and sign, and without them classes ${first} and ${second} of ${dataset.name} look alike (permutation test on ${directions[a].length + directions[b].length} rows: p = ${chance.toFixed(2)}): use angle encoding or re-uploading.`,
      ];
    }),
  );
}

/** The share of shufflings of all rows under which the two parts lie at least as far apart as they do. */
function chanceOf(
  first: readonly Float64Array[],
  second: readonly Float64Array[],
  permutation: (shuffle: number) => (size: number) => number[],
): number {
  const all = [...first, ...second];
  const size = all.length;
  const kernel = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const product = dot(all[i], all[j]);
      kernel[i * size + j] = kernel[j * size + i] = product * product;
    }
  }
  const [m, n] = [first.length, second.length];
  const distance = (order: readonly number[]): number => {
    let [own, other, between] = [0, 0, 0];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) {
        const value = kernel[order[i] * size + order[j]];
        if (i < m) own += value;
        else if (j >= m) other += value;
        else between += value;
      }
    }
    return own / ((m * (m - 1)) / 2) + other / ((n * (n - 1)) / 2) - (2 * between) / (m * n);
  };
  const observed = distance(Array.from({ length: size }, (_, i) => i));
  let reached = 1;
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    if (distance(permutation(shuffle)(size)) >= observed) reached += 1;
  }
  return reached / (SHUFFLES + 1);
}
