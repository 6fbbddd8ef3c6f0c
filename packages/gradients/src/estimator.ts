/** A loss as a function of one expectation value f. */
export interface LossOfValue {
  /** The loss at f. */
  value(f: number): number;
  /** The second derivative of the loss at f. */
  curvature(f: number): number;
  /** The degree, if the loss is a polynomial in f. Otherwise undefined. */
  readonly degree?: number;
}

/** An expectation value that was estimated from shots. */
export interface ShotValue {
  /** The estimate. */
  readonly value: number;
  /** The estimated variance of the estimate; NaN from a single shot. */
  readonly variance: number;
}

/** A way to estimate, from shots, a loss that is not linear in its expectation value. */
export interface LossEstimator {
  /** The name that users type. */
  readonly name: string;
  /** What is known of the bias, in words. The bias is the mean of the estimate minus the loss. */
  readonly bias: string;
  /**
   * Estimates the loss, and its bias as far as it is known.
   * @throws UphillError "estimator" for a loss that it cannot serve, "shots" if one shot is too few
   */
  estimate(
    loss: LossOfValue,
    shots: ShotValue,
  ): {
    readonly value: number;
    /** The bias as far as it is known: 0 where there is none. */
    readonly bias: number;
  };
}
