import type { Problem } from "@uphill/optimizers";

/** A problem that is ready to be solved: what an optimizer asks, and exact figures beside. */
export interface ProblemInstance {
  /** What {@link minimize} takes: it answers and has prices. */
  readonly problem: Problem;
  /** Exact loss over all that is trained on; never charged. */
  loss(theta: Float64Array): number;
  /** |∇ of that loss|, exact; never charged. */
  gradientNorm(theta: Float64Array): number;
  /**
   * Exact figures at a point, by the names of the family's metrics: on the test rows where there are any; `NAMETrain` is the same
   * on the training rows.
   */
  metrics(theta: Float64Array): Readonly<Record<string, number>>;
  /**
   * First weights.
   * @param name a start of `@uphill/circuits`, or of the family
   * @returns [size], drawn from stream "start" of the seed: the same for every optimizer
   * @throws UphillError "unknown" for a start that there is none of
   */
  start(name: string): Float64Array;
  /** The lowest loss that there is, where it is known. */
  readonly optimum: number | null;
  /** Weights that cannot move what is read out, out of all. */
  readonly idle: { readonly weights: number; readonly of: number };
  /** The same in words: "46 of 90 weights cannot move ⟨Z0⟩". */
  readonly live: string;
}
