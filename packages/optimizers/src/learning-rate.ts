import { number } from "@uphill/core";

/** The learning rate η, one default and one search distribution for all rules. */
export const learningRate = number({
  default: 0.01,
  above: 0,
  about: "Learning rate η",
  search: { kind: "log-uniform", low: 1e-3, high: 1 },
});
