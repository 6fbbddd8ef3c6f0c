import { UphillError } from "@uphill/core";
import type { LossEstimator } from "../estimator.js";
import { plugIn } from "./plug-in.js";

/**
 * Without bias, for losses of degree two: the square of f is the mean product of two different shots, over all pairs, which is
 * f̂² less the estimated variance. So L(f̂) − ½L″·Var f̂; for the squared error of a Pauli word (f̂ − y)² − (1 − f̂²)/(S − 1).
 * It may fall below the least loss, as it must to be right on average.
 * @throws UphillError "estimator" for other losses (a logarithm has no unbiased estimate from shots), "shots" for a single shot
 */
export const pairs: LossEstimator = {
  name: "pairs",
  bias: "none",
  estimate(loss, { value, variance }) {
    if (loss.degree === undefined || loss.degree > 2) {
      throw new UphillError({
        code: "estimator",
        who: "pairs",
        got: loss.degree === undefined ? "the loss is no polynomial" : `the loss has degree ${loss.degree}`,
        wanted: "pairs of shots estimate losses of degree 2 or less",
        todo: "Use plug-in, which is biased and says by how much.",
      });
    }
    if (loss.degree === 2 && Number.isNaN(variance)) {
      throw new UphillError({
        code: "shots",
        who: "pairs",
        got: "the variance is not known",
        wanted: "a pair takes two shots, in every measurement setting",
        todo: "Give more shots, or use plug-in.",
      });
    }
    const plain = plugIn.estimate(loss, { value, variance });
    return { value: loss.degree === 2 ? plain.value - plain.bias : plain.value, bias: 0 };
  },
};
