/** The rows that a value or gradient is about: this step's batch, the next step's, the held-out rows, or all. */
export type Data = "batch" | "next" | "held-out" | "all";

/** What a cost is charged to. "report" is monitoring and never charged. */
export type Phase = "loss" | "gradient" | "tentative" | "calibration" | "report";
export const PHASES: readonly Phase[] = ["loss", "gradient", "tentative", "calibration", "report"];

export interface Where {
  readonly data?: Data;
  /** Shots per expectation value; undefined = the problem's own setting. */
  readonly shots?: number;
  readonly phase?: Phase;
}

/** What an optimizer wants to know. One request is one round: a device could take its points at once. */
export interface Request extends Where {
  readonly kind: "values" | "gradient";
  readonly thetas: readonly Float64Array[];
  readonly phase: Phase;
}

export interface Value {
  readonly value: number;
  /** 0 for an exact value. */
  readonly standardError: number;
  /** Shots behind the value; null where it is exact. */
  readonly shots: number | null;
}

export interface ValueAndGradient extends Value {
  readonly gradient: Float64Array;
}

/** One entry a point. */
export type Answer = readonly (Value & { readonly gradient?: Float64Array })[];

/** What a step is: a generator that yields requests and gets answers. */
export type Asking<T> = Generator<Request, T, Answer>;

/** The questions an optimizer may ask: `const { value } = yield* ask.value(theta)`. */
export const ask = {
  /** The loss at one point. */
  *value(theta: Float64Array, where: Where = {}): Asking<Value> {
    return (yield { kind: "values", thetas: [theta], ...where, phase: where.phase ?? "loss" })[0];
  },
  /** The loss at several points, in one round. */
  *values(thetas: readonly Float64Array[], where: Where = {}): Asking<readonly Value[]> {
    return yield { kind: "values", thetas, ...where, phase: where.phase ?? "loss" };
  },
  /** Loss and gradient at one point, from the same rows and shots. */
  *valueAndGradient(theta: Float64Array, where: Where = {}): Asking<ValueAndGradient> {
    const [answer] = yield { kind: "gradient", thetas: [theta], ...where, phase: where.phase ?? "gradient" };
    return answer as ValueAndGradient;
  },
};
