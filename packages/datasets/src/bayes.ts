import { exp } from "@uphill/core";

/** P(Z ≤ x) of a standard normal Z, to about 1e-15. Source: Marsaglia 2004, J. Stat. Software 11(4), and Laplace's fraction. */
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
 * The best accuracy on equally frequent Gaussian classes that share their covariance and stand at one distance from each
 * other, in standard deviations along the line between two means. Two classes: Φ(distance/2). More: the score of the own
 * class, normal around distance/√2, beats the others' with probability ∫ φ(z)·Φ(z + distance/√2)^(classes−1) dz, by
 * Simpson's rule to about 1e-12.
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
