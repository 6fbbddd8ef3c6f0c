import type { Answer, Need, Phase, Request } from "./ask.js";
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
  /** What it can tell; a request of another kind is never made. */
  readonly capabilities: readonly Need[];
  price(request: Request): Cost;
  answer(request: Request, place: Place): Answer | Promise<Answer>;
  /**
   * With capability "frequencies": the loss, as a function of this weight alone, is a constant plus sines and cosines of
   * these positive frequencies; null where that is not known. Free: it is a fact of the problem and not a measurement.
   */
  frequencies?(weight: number): readonly number[] | null;
}

/** What an optimizer may know of the problem before its first step. */
export type Facts = Pick<Problem, "frequencies">;

type Point = Float64Array;

/**
 * A problem from plain functions, for use without any quantum package; it can tell what it is given. One evaluation of any of
 * them counts as one circuit.
 */
export function functionProblem({
  size,
  value,
  gradient,
  metric,
  overlap,
  frequencies,
}: {
  size: number;
  value(theta: Point): number;
  gradient?(theta: Point): ArrayLike<number>;
  /** [size, size], row-major. */
  metric?(theta: Point): ArrayLike<number>;
  overlap?(theta: Point, other: Point): number;
  frequencies?(weight: number): readonly number[] | null;
}): Problem {
  const known = { value, gradient, metric, overlap, frequencies };
  const exact = { standardError: 0, shots: null };
  return {
    size,
    capabilities: (Object.keys(known) as Need[]).filter((name) => known[name] !== undefined),
    price: ({ kind, thetas }) => ({ circuits: thetas.length * (kind === "gradient" ? 2 : 1), shots: null, rounds: 1 }),
    answer: ({ kind, thetas, others }) =>
      thetas.map((theta, point) => {
        if (kind === "metric") return { ...exact, value: 0, metric: Float64Array.from(metric!(theta)) };
        if (kind === "overlap") return { ...exact, value: overlap!(theta, others![point]) };
        const slope = kind === "gradient" && gradient && { gradient: Float64Array.from(gradient(theta)) };
        return { ...exact, value: value(theta), ...slope };
      }),
    ...(frequencies && { frequencies }),
  };
}
