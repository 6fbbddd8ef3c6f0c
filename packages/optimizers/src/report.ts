/** A finding about a run, or about several runs of one optimizer. */
export interface Sign {
  /**
   * A word for programs. Those of Uphill are `no-reversal`, `noise-decided`, `frozen`, `diverging`, `ties`,
   * `idle-weights`, `biased-loss` and `plateau`. An optimizer may tell others.
   */
  readonly code: string;
  /** A sentence for people. */
  readonly text: string;
}

/** What a step tells about itself: numbers, flags and failure signs. */
export interface Report {
  /** The loss at the point where the step began, as the optimizer saw it. */
  readonly value?: number;
  /** The length of the gradient, as the optimizer saw it. */
  readonly gradientNorm?: number;
  /** The length of the step, |Δθ|. */
  readonly length?: number;
  /** What the optimizer finds wrong with its run at this step. */
  readonly signs?: readonly Sign[];
  /** More fields. The optimizer's `reports` declare which of them are counted over a run. */
  readonly [field: string]: number | boolean | readonly Sign[] | undefined;
}
