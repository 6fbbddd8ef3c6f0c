import { shown, UphillError, type InParts } from "@uphill/core";
import type { Answer, Need, Phase, Request } from "./ask.js";
import type { Cost } from "./ledger.js";

/** Where a request stands in a run. A problem uses it as the address of its random numbers. */
export interface Place {
  /** The number of steps before this one. */
  readonly step: number;
  /** The phase of the request. */
  readonly phase: Phase;
  /** The number of points that this step has asked for in the phase before. */
  readonly ask: number;
}

/**
 * What is minimised. A problem answers requests and says what they cost. It does not count costs and knows no budget.
 */
export interface Problem {
  /** The number of weights. */
  readonly size: number;
  /** What the problem can answer. It never gets a request of another kind. */
  readonly capabilities: readonly Need[];
  /** Whether it has rows that are neither trained nor tested on, for requests with data "held-out". */
  readonly heldOut?: boolean;
  /** Returns the cost of a request. */
  price(request: Request): Cost;
  /** Answers a request, at once or with a promise. A promise needs `minimizeAsync`. */
  answer(request: Request, place: Place): Answer | Promise<Answer>;
  /**
   * Gives the same answer, and yields at each place where the work can wait. `minimizeAsync` uses it so that a long
   * answer does not block the thread.
   */
  answerInParts?(request: Request, place: Place): InParts<Answer>;
  /**
   * With the capability "frequencies": returns the frequencies of one weight. The loss, as a function of this weight
   * alone, is then a constant plus sines and cosines of these positive frequencies. Returns null if they are not known.
   * It is a fact about the problem, so it costs nothing.
   */
  frequencies?(weight: number): readonly number[] | null;
  /**
   * With the capability "alternatives": returns groups of weights, ascending, no weight in two groups. The weights of a
   * group turn the same qubit about different axes. If all of them but one are 0, one gate is left, and that one weight
   * chooses its axis. It costs nothing.
   */
  alternatives?(): readonly (readonly number[])[];
}

/**
 * Checks a problem that a user gave.
 * @throws UphillError "problem" if it is not one
 */
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
 * Makes a problem of plain functions. No quantum package is needed. The problem can answer what it has a function for.
 * One evaluation of a function counts as one circuit. A function may return a promise; the problem then needs
 * `minimizeAsync`.
 * @param functions the number of weights, `value`, and any of `gradient`, `metric` ([size, size], row-major),
 *   `overlap`, `frequencies` and `alternatives`
 * @returns the problem
 * @throws UphillError "problem" if there is no object of functions, `size` is no whole number from 1, or `value` is no
 *   function
 * @example
 * ```ts
 * const bowl = functionProblem({
 *   size: 2,
 *   value: ([x, y]) => x * x + 10 * y * y,
 *   gradient: ([x, y]) => [2 * x, 20 * y],
 * });
 * ```
 */
export function functionProblem(functions: {
  size: number;
  value(theta: Point): Now<number>;
  gradient?(theta: Point): Now<ArrayLike<number>>;
  /** The metric at a point, [size, size], row-major. */
  metric?(theta: Point): Now<ArrayLike<number>>;
  overlap?(theta: Point, other: Point): Now<number>;
  frequencies?(weight: number): readonly number[] | null;
  alternatives?(): readonly (readonly number[])[];
}): Problem {
  checkFunctions(functions);
  const { size, value, gradient, metric, overlap, frequencies, alternatives } = functions;
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

function checkFunctions(given: unknown): void {
  const refuse = (got: string, wanted: string): never => {
    const todo = "Write functionProblem({ size: 1, value: ([t]) => t * t, gradient: ([t]) => [2 * t] }).";
    throw new UphillError({ code: "problem", who: "functionProblem", got, wanted, todo });
  };
  const wrong = (name: string, value: unknown): string =>
    value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`;
  if (typeof given !== "object" || given === null)
    refuse(wrong("the object of functions", given), "it takes the number of weights and functions");
  const { size, value } = given as { size?: unknown; value?: unknown };
  if (!Number.isSafeInteger(size) || Number(size) < 1) refuse(wrong("size", size), "it must be a whole number from 1");
  if (typeof value !== "function") refuse(wrong("value", value), "it must be a function of the weights");
}

/** Combines parts: at once if all are there, otherwise when they arrive. */
function together<const T extends readonly unknown[], R>(
  parts: T,
  whole: (parts: { [K in keyof T]: Awaited<T[K]> }) => R,
): Now<R> {
  type All = { [K in keyof T]: Awaited<T[K]> };
  if (!parts.some((part) => part instanceof Promise)) return whole(parts as unknown as All);
  return Promise.all(parts).then((all) => whole(all as unknown as All));
}
