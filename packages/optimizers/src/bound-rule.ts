import type { Report } from "./report.js";

/** Plain data: what an optimizer carries from step to step, so that a run resumes exactly. */
export type State = unknown;

/** A rule with its options fixed: θ ← θ − step. */
export interface BoundRule {
  init(size: number): State;
  update(arguments_: {
    theta: Float64Array;
    gradient: Float64Array;
    state: State;
    count: number;
    learningRate?: number;
  }): RuleResult<State>;
}

/** What a rule's step comes to. */
export interface RuleResult<S> {
  readonly step: Float64Array;
  readonly state: S;
  /** What the rule reports of it besides: what its `reports` declare, and signs. */
  readonly report?: Report;
}
