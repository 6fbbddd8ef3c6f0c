/** A finding about a run or about runs of one optimizer. */
export interface Sign {
  /**
   * A word for programs. Uphill's own: `no-reversal`, `noise-decided`, `frozen`, `diverging`, `ties`, `idle-weights`, `biased-loss`,
   * `plateau`. An optimizer may tell others.
   */
  readonly code: string;
  /** A sentence for people. */
  readonly text: string;
}

/** What a step reports about itself: numbers and flags, and the failure signs that it tells. */
export interface Report {
  /** Loss at the step's start, as the optimizer saw it. */
  readonly value?: number;
  /** |gradient| as the optimizer saw it. */
  readonly gradientNorm?: number;
  /** |Δθ| of the step taken. */
  readonly length?: number;
  /** What the optimizer itself finds wrong with its run, at this step. */
  readonly signs?: readonly Sign[];
  /** What else it reports; what is counted over a run, its `reports` declare. */
  readonly [field: string]: number | boolean | readonly Sign[] | undefined;
}
