/** A loss as a function of one expectation value f. */
export interface LossOfValue {
  value(f: number): number;
  /** Its second derivative. */
  curvature(f: number): number;
  /** The degree of the loss as a polynomial in f; undefined where it is none. */
  readonly degree?: number;
}

/** An expectation value from shots. */
export interface ShotValue {
  readonly value: number;
  /** Estimated variance of the value; NaN from a single shot. */
  readonly variance: number;
}

/** How a loss that is not linear in its value is estimated from shots. */
export interface LossEstimator {
  readonly name: string;
  /** What is known of the mean of the estimate less the loss, in words. */
  readonly bias: string;
  /** @throws UphillError "estimator" for a loss that it cannot serve, "shots" where one shot is too few */
  estimate(
    loss: LossOfValue,
    shots: ShotValue,
  ): {
    readonly value: number;
    /** The bias as far as it is known: 0 where there is none. */
    readonly bias: number;
  };
}
