import type { RowLoss, ValueLoss } from "../judge.js";

/** What every loss tells of itself. */
interface Named {
  /** The name that users type. */
  readonly name: string;
  /** Returns what a reader must know of its values from so many shots; undefined for nothing. */
  caution?(shots: { readonly shots?: number; readonly lossShots?: number }): string | undefined;
}

/**
 * A loss of one decision value f and one target y = ±1. With several classes, each class has a decision value of its
 * own and is told apart from the rest; the loss of the row is then the mean. If the value is a polynomial in f,
 * `degree` gives its degree. The loss's frequencies in a weight follow from it, and up to degree 2 the bias of its
 * estimate from shots is subtracted.
 */
export interface Loss extends ValueLoss, Named {
  /** Left out: the loss looks at one decision value at a time. */
  readonly joint?: undefined;
}

/**
 * A loss of the decision values of all classes together. Its targets are 1 for the class of the row and 0 for the
 * others.
 */
export interface JointLoss extends RowLoss, Named {
  /** True: the loss looks at all decision values of a row together. */
  readonly joint: true;
}

/**
 * Declares a loss. To add one to Uphill, write a file in `losses/` and a line in its index.
 * @param loss the loss
 * @returns the loss, with its types checked
 */
export function defineLoss(loss: Loss): Loss;
export function defineLoss(loss: JointLoss): JointLoss;
export function defineLoss(loss: Loss | JointLoss): Loss | JointLoss {
  return loss;
}
