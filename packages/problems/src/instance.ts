import type { Problem } from "@uphill/optimizers";

/** A problem that is ready to be solved: what an optimizer asks, and exact figures that are never charged. */
export interface ProblemInstance {
  /** The problem for {@link minimize}. It answers requests and has prices. */
  readonly problem: Problem;
  /** Returns the exact loss on everything that is trained on. */
  loss(theta: Float64Array): number;
  /** Returns the length of the exact gradient of that loss. */
  gradientNorm(theta: Float64Array): number;
  /**
   * Returns the exact figures at a point, by the names of the family's metrics. If there are test rows, a figure is
   * that of the test rows, and `NAMETrain` is that of the training rows.
   */
  metrics(theta: Float64Array): Readonly<Record<string, number>>;
  /**
   * Draws the first weights from the stream "start" of the seed. They are the same for every optimizer.
   * @param name a start of `@uphill/circuits`, such as "uniform", or of the family, such as "interp"
   * @returns the weights, [size]
   * @throws UphillError "unknown" for a name that no start has
   */
  start(name: string): Float64Array;
  /** The lowest possible loss; null if it is not known. */
  readonly optimum: number | null;
  /** How many of the weights cannot move what is read out. */
  readonly idle: { readonly weights: number; readonly of: number };
  /** The same in words: "46 of 90 weights cannot move ⟨Z0⟩". */
  readonly live: string;
}
