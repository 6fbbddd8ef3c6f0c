import { defineLoss } from "../loss.js";

/** Hinge loss max(0, 1 − y·f). It is linear inside [−1, 1], so an unbiased estimate of f gives an unbiased loss. */
export const hinge = defineLoss({
  name: "hinge",
  value: (f, y) => Math.max(0, 1 - y * f),
  // At y·f = 1, where an estimate from shots may land, the slope from inside: it keeps the gradient unbiased.
  slope: (f, y) => (y * f <= 1 ? -y : 0),
  curvature: () => 0,
});
