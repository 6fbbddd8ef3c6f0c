import type { RowLoss, ValueLoss } from "../judge.js";

/** What every loss tells of itself. */
interface Named {
  readonly name: string;
  /** What a reader must know of its values from so many shots; undefined = nothing. */
  caution?(shots: { readonly shots?: number; readonly lossShots?: number }): string | undefined;
}

/**
 * A loss of one decision value f and one target y = ±1. Of several classes, each has a decision value of its own and is told from the
 * rest; the loss of the row is the mean. If the value is a polynomial in f, `degree` says so: the loss's frequencies in a weight follow
 * from it, and up to 2 its estimate from shots is freed of its bias.
 */
export interface Loss extends ValueLoss, Named {
  readonly joint?: undefined;
}

/** A loss of one decision value for each class together, and of the class: its targets are 1 for the class of the row, else 0. */
export interface JointLoss extends RowLoss, Named {
  readonly joint: true;
}

/** Declares a loss. Add one with a file in `losses/` and a line in its index. */
export function defineLoss(loss: Loss): Loss;
export function defineLoss(loss: JointLoss): JointLoss;
export function defineLoss(loss: Loss | JointLoss): Loss | JointLoss {
  return loss;
}
