import { exp } from "@uphill/core";

/**
 * Computes P(Z ≤ x) of a standard normal Z, to about 1e-15.
 * Source: Marsaglia 2004, J. Stat. Software 11(4), and Laplace's continued fraction.
 * @param x the limit
 * @returns the probability
 */
export function normalCdf(x: number): number {
  if (x < -5 || x > 5) {
    const size = Math.abs(x);
    let fraction = size;
    for (let k = 60; k >= 1; k--) fraction = size + k / fraction;
    const tail = exp((-size * size) / 2) / (fraction * Math.sqrt(2 * Math.PI));
    return x < 0 ? tail : 1 - tail;
  }
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * Computes the best accuracy that any classifier can reach on Gaussian classes. The classes are equally frequent, share
 * their covariance, and have the same distance from each other.
 * For two classes it is Φ(distance/2). For more, the score of the right class is normal around distance/√2, and it
 * beats the others with probability ∫ φ(z)·Φ(z + distance/√2)^(classes−1) dz. Simpson's rule gives this to about 1e-12.
 * @param distance the distance of two means, in standard deviations along the line between them
 * @param classes the number of classes
 * @returns the accuracy, from 0 to 1
 */
export function gaussianAccuracy(distance: number, classes: number): number {
  if (classes === 2) return normalCdf(distance / 2);
  const [from, to, steps] = [-9, 9, 720];
  const width = (to - from) / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const z = from + k * width;
    const below = normalCdf(z + distance / Math.SQRT2);
    let value = exp((-z * z) / 2);
    for (let other = 1; other < classes; other++) value *= below;
    sum += (k === 0 || k === steps ? 1 : k % 2 ? 4 : 2) * value;
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** What is left of an accuracy where a share of labels is exchanged for another class, each other as likely. */
export function withLabelNoise(accuracy: number, noise: number, classes: number): number {
  const mixed = accuracy * (1 - noise) + ((1 - accuracy) * noise) / (classes - 1);
  return Math.max(mixed, noise / (classes - 1));
}
