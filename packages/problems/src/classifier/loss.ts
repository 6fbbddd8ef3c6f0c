/** A loss of one readout f in [−1, 1] and one label y = ±1. */
export interface Loss {
  readonly name: string;
  value(f: number, y: number): number;
  /** ∂value/∂f */
  slope(f: number, y: number): number;
  /** ∂²value/∂f² */
  curvature(f: number, y: number): number;
  /**
   * Where the value is a polynomial in f: its degree. What the loss's frequencies in a weight follow from; up to 2, its estimate from
   * shots is freed of its bias.
   */
  readonly degree?: number;
  /** What a reader must know of its values from so many shots; undefined = nothing. */
  caution?(shots: { readonly shots?: number; readonly lossShots?: number }): string | undefined;
}

/** Declares a loss. Add one with a file in `losses/` and a line in its index. */
export function defineLoss(loss: Loss): Loss {
  return loss;
}
