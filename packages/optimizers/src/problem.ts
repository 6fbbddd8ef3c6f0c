import type { Answer, Phase, Request } from "./ask.js";
import type { Cost } from "./ledger.js";

/** Where a request stands in a run: the address of its randomness. */
export interface Place {
  readonly step: number;
  readonly phase: Phase;
  /** How many points this step has asked for in the phase before. */
  readonly ask: number;
}

/** What is minimised. It answers requests and names their price; it keeps no count and no budget. */
export interface Problem {
  /** Number of weights. */
  readonly size: number;
  readonly capabilities: readonly ("value" | "gradient")[];
  price(request: Request): Cost;
  answer(request: Request, place: Place): Answer | Promise<Answer>;
}

/**
 * A problem from a plain function and its gradient, for use without any quantum package. One evaluation of either counts as
 * one circuit.
 */
export function functionProblem({
  size,
  value,
  gradient,
}: {
  size: number;
  value(theta: Float64Array): number;
  gradient?(theta: Float64Array): ArrayLike<number>;
}): Problem {
  return {
    size,
    capabilities: gradient ? ["value", "gradient"] : ["value"],
    price: ({ kind, thetas }) => ({ circuits: thetas.length * (kind === "gradient" ? 2 : 1), shots: null, rounds: 1 }),
    answer: ({ kind, thetas }) =>
      thetas.map((theta) => ({
        value: value(theta),
        standardError: 0,
        shots: null,
        ...(kind === "gradient" && gradient && { gradient: Float64Array.from(gradient(theta)) }),
      })),
  };
}
