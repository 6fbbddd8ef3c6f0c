import { shown, UphillError, type InParts } from "@uphill/core";
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
  /** Whether it has rows that are neither trained nor tested on, for requests with data "held-out". */
  readonly heldOut?: boolean;
  price(request: Request): Cost;
  answer(request: Request, place: Place): Answer | Promise<Answer>;
  /** The same answer, for whoever has other things to do as well: it yields wherever the work can be left for a while. */
  answerInParts?(request: Request, place: Place): InParts<Answer>;
  /**
   * With capability "frequencies": the loss, as a function of this weight alone, is a constant plus sines and cosines of
   * these positive frequencies; null where that is not known. Free: it is a fact of the problem and not a measurement.
   */
  frequencies?(weight: number): readonly number[] | null;
  /**
   * With capability "alternatives": groups of weights that are alternatives to each other, ascending. With all of a group at 0 but
   * one, one gate is left, whose axis that one chooses. No weight is in two groups. Free, as the frequencies are.
   */
  alternatives?(): readonly (readonly number[])[];
}

/** For whoever takes a problem from a user. @throws UphillError "problem" for what is none */
export function checkProblem(who: string, value: unknown): asserts value is Problem {
  if (typeof value === "object" && value !== null) {
    const { size, capabilities, price, answer } = value as Partial<Record<keyof Problem, unknown>>;
    const whole = Number.isSafeInteger(size) && Number(size) >= 1;
    if (whole && Array.isArray(capabilities) && typeof price === "function" && typeof answer === "function") return;
  }
  throw new UphillError({
    code: "problem",
    who,
    got: value === undefined ? "problem is missing" : `problem is ${shown(value)}`,
    wanted: "it must be a problem with size, capabilities, price and answer",
    todo: "Make one with functionProblem({ size, value, gradient }) or classifierProblem of @uphill/problems.",
  });
}

/** What an optimizer may know of the problem before its first step. */
export type Facts = Pick<Problem, "frequencies" | "alternatives">;

type Point = Float64Array;

type Now<T> = T | Promise<T>;

/**
 * A problem from plain functions, for use without any quantum package; it can tell what it is given. One evaluation of any of
 * them counts as one circuit. Functions may give promises: such a problem is for `minimizeAsync`.
 */
export function functionProblem({
  size,
  value,
  gradient,
  metric,
  overlap,
  frequencies,
  alternatives,
}: {
  size: number;
  value(theta: Point): Now<number>;
  gradient?(theta: Point): Now<ArrayLike<number>>;
  /** [size, size], row-major. */
  metric?(theta: Point): Now<ArrayLike<number>>;
  overlap?(theta: Point, other: Point): Now<number>;
  frequencies?(weight: number): readonly number[] | null;
  alternatives?(): readonly (readonly number[])[];
}): Problem {
  const known = { value, gradient, metric, overlap, frequencies, alternatives };
  const exact = { standardError: 0 };
  return {
    size,
    capabilities: (Object.keys(known) as Need[]).filter((name) => known[name] !== undefined),
    price: ({ kind, thetas }) => ({ circuits: thetas.length * (kind === "gradient" ? 2 : 1), rounds: 1 }),
    answer({ kind, thetas, others }) {
      const entries = thetas.map((theta, point) => {
        if (kind === "metric")
          return together([metric!(theta)], ([found]) => ({ ...exact, value: 0, metric: Float64Array.from(found) }));
        if (kind === "overlap") return together([overlap!(theta, others![point])], ([value]) => ({ ...exact, value }));
        if (kind !== "gradient") return together([value(theta)], ([value]) => ({ ...exact, value }));
        return together([value(theta), gradient!(theta)], ([value, slope]) => ({
          ...exact,
          value,
          gradient: Float64Array.from(slope),
        }));
      });
      return together(entries, (all) => all);
    },
    ...(frequencies && { frequencies }),
    ...(alternatives && { alternatives }),
  };
}

/** Parts to a whole: at once where all are there, else when they are. */
function together<const T extends readonly unknown[], R>(
  parts: T,
  whole: (parts: { [K in keyof T]: Awaited<T[K]> }) => R,
): Now<R> {
  type All = { [K in keyof T]: Awaited<T[K]> };
  if (!parts.some((part) => part instanceof Promise)) return whole(parts as unknown as All);
  return Promise.all(parts).then((all) => whole(all as unknown as All));
}
