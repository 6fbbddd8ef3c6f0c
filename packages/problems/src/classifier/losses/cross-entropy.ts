import { defineLoss } from "../loss.js";
import { softmax } from "../softmax.js";

/**
 * Cross-entropy of the softmax over the classes: −ln pᵧ with pₖ = e^{fₖ} / Σ e^{fⱼ}. Decision values in [−1, 1] leave even the best
 * answer uncertain, so a trained scale behind the readouts (`head`) belongs to it.
 */
export const crossEntropy = defineLoss({
  name: "cross-entropy",
  joint: true,
  value(outputs, targets) {
    const { logOfSum } = softmax(outputs);
    return outputs.reduce((sum, f, k) => sum + targets[k] * (logOfSum - f), 0);
  },
  slopes(outputs, targets) {
    return softmax(outputs).shares.map((share, k) => share - targets[k]);
  },
  caution: ({ shots, lossShots }) =>
    shots === undefined && lossShots === undefined
      ? undefined
      : "Softmax cross-entropy from shots is a plug-in estimate: it is biased, and the fewer the shots, the more.",
});
