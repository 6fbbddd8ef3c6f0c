import type { Report } from "./report.js";

/** What an optimizer carries from step to step. It is plain data, so that a run resumes exactly. */
export type State = unknown;

/** A rule with its options fixed: θ ← θ − step. */
export interface BoundRule {
  /** Returns the state before the first step, for this number of weights. */
  init(size: number): State;
  /**
   * Turns a gradient into a step. `count` is the number of steps before this one. `learningRate` replaces the rule's
   * own.
   */
  update(arguments_: {
    theta: Float64Array;
    gradient: Float64Array;
    state: State;
    count: number;
    learningRate?: number;
  }): RuleResult<State>;
}

/** What a rule returns from a step. */
export interface RuleResult<S> {
  /** The step u, [size]. The driver takes it: θ ← θ − u. */
  readonly step: Float64Array;
  /** The state after the step. */
  readonly state: S;
  /** More for the report: fields that the rule declares in `reports`, and signs. */
  readonly report?: Report;
}
