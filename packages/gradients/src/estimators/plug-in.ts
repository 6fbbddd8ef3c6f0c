import type { LossEstimator } from "../estimator.js";

/**
 * The loss of the estimated value, L(f̂). Serves any loss; biased where L is not linear, and says by how much to leading order.
 * The bias of 1/S is another objective: for the squared error E(f̂ − y)² = (f − y)² + (1 − f²)/S.
 */
export const plugIn: LossEstimator = {
  name: "plug-in",
  bias: "½·L″(f)·Var f̂ to leading order, which falls as 1/shots",
  estimate: (loss, { value, variance }) => ({ value: loss.value(value), bias: (loss.curvature(value) * variance) / 2 }),
};
