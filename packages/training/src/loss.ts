/** A loss of one readout f in [−1, 1] and one label y = ±1. */
export interface Loss {
  readonly name: string;
  value(f: number, y: number): number;
  /** ∂value/∂f */
  slope(f: number, y: number): number;
  /** Where the value is a polynomial in f: its degree. What the loss's frequencies in a weight follow from. */
  readonly degree?: number;
  /** The expected excess of value(f̂, y) over value(f, y) for an unbiased f̂ of the given variance, where it is known. */
  readonly excess?: (variance: number) => number;
}

/** Declares a loss. Add one with a file in `losses/` and a line in its index. */
export function defineLoss(loss: Loss): Loss {
  return loss;
}
