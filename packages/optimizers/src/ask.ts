/**
 * The rows that a value or a gradient is about: the batch of this step, the batch of the next step, the held-out rows,
 * or all rows.
 */
export const DATA = ["batch", "next", "held-out", "all"] as const;
/** One of {@link DATA}. */
export type Data = (typeof DATA)[number];

/**
 * What a cost is charged to. "report" is for monitoring and is never charged. "stopping" is what stopping rules ask. An
 * optimizer that asks in one of these two phases is refused.
 */
export type Phase = "loss" | "gradient" | "tentative" | "calibration" | "report" | "metric" | "stopping";
/**
 * All phases. A new phase goes to the end, because the place of a phase in this list is part of the address of its
 * random numbers.
 */
export const PHASES: readonly Phase[] = [
  "loss",
  "gradient",
  "tentative",
  "calibration",
  "report",
  "metric",
  "stopping",
];
/** The phases that an optimizer may ask in. */
export const ASKED_PHASES: readonly Phase[] = PHASES.filter((phase) => phase !== "report" && phase !== "stopping");

/** What a problem may be able to answer, and what an optimizer may need to ask. */
export const NEEDS = ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"] as const;
/** One of {@link NEEDS}. */
export type Need = (typeof NEEDS)[number];

/** On which rows, with how many shots and in which phase an optimizer asks. */
export interface Where {
  /** The rows; default "batch". */
  readonly data?: Data;
  /** The shots for each expectation value. Without it, the problem uses its own setting. */
  readonly shots?: number;
  /** What the cost is charged to. The default depends on the question: "loss", "gradient" or "metric". */
  readonly phase?: Phase;
}

/** A question of an optimizer. One request is one round: a device could measure all its points at once. */
export interface Request extends Where {
  /** What is asked for at each point. */
  readonly kind: "values" | "gradient" | "metric" | "overlap";
  /** The points, each [size]. */
  readonly thetas: readonly Float64Array[];
  /** With "overlap": the other point of each pair. */
  readonly others?: readonly Float64Array[];
  /** What the cost is charged to. */
  readonly phase: Phase;
}

/** A number that a problem answers. */
export interface Value {
  /** The loss, or the overlap. */
  readonly value: number;
  /** The estimated standard error of the value; 0 for an exact value. */
  readonly standardError: number;
  /** The shots behind the value. Left out for an exact value. */
  readonly shots?: number;
}

/** A loss and its gradient at one point. */
export interface ValueAndGradient extends Value {
  /** The gradient, [size]. */
  readonly gradient: Float64Array;
}

/**
 * What a problem answers: one entry for each point of the request. For an overlap, `value` is the overlap. For a
 * metric, `value` is 0 and means nothing.
 */
export type Answer = readonly (Value & {
  /** With kind "gradient": the gradient, [size]. */
  readonly gradient?: Float64Array;
  /** With kind "metric": the metric, [size, size], row-major. */
  readonly metric?: Float64Array;
})[];

/** The need that an optimizer must declare before it makes a request of this kind. */
export const needOf: Readonly<Record<Request["kind"], Need>> = {
  values: "value",
  gradient: "gradient",
  metric: "metric",
  overlap: "overlap",
};

/** The type of a step: a generator that yields requests, gets answers, and returns a result. */
export type Asking<T> = Generator<Request, T, Answer>;

/**
 * The questions that an optimizer may ask inside its step.
 * @example
 * ```ts
 * const { value, gradient } = yield* ask.valueAndGradient(theta);
 * const tried = yield* ask.value(theta.map((t, i) => t - 0.1 * gradient[i]), { phase: "tentative" });
 * ```
 */
export const ask = {
  /** Asks for the loss at one point. */
  *value(theta: Float64Array, where: Where = {}): Asking<Value> {
    return (yield { kind: "values", thetas: [theta], ...where, phase: where.phase ?? "loss" })[0];
  },
  /** Asks for the loss at several points, in one round. */
  *values(thetas: readonly Float64Array[], where: Where = {}): Asking<readonly Value[]> {
    return yield { kind: "values", thetas, ...where, phase: where.phase ?? "loss" };
  },
  /** Asks for loss and gradient at one point. Both come from the same rows and the same shots. */
  *valueAndGradient(theta: Float64Array, where: Where = {}): Asking<ValueAndGradient> {
    const [answer] = yield { kind: "gradient", thetas: [theta], ...where, phase: where.phase ?? "gradient" };
    return answer as ValueAndGradient;
  },
  /**
   * Asks for the metric of the space in which θ moves: [size, size], symmetric, without negative eigenvalues. For a
   * circuit it is the Fubini–Study metric.
   */
  *metric(theta: Float64Array, where: Where = {}): Asking<Float64Array> {
    const [answer] = yield { kind: "metric", thetas: [theta], ...where, phase: where.phase ?? "metric" };
    return answer.metric!;
  },
  /**
   * Asks how alike θ and each of the other points are, from 0 to 1, in one round. For a circuit it is the fidelity
   * |⟨ψ(θ)|ψ(θ′)⟩|².
   */
  *overlaps(theta: Float64Array, others: readonly Float64Array[], where: Where = {}): Asking<readonly Value[]> {
    const thetas = others.map(() => theta);
    return yield { kind: "overlap", thetas, others, ...where, phase: where.phase ?? "metric" };
  },
  /** Asks how alike θ and one other point are, from 0 to 1. */
  *overlap(theta: Float64Array, other: Float64Array, where: Where = {}): Asking<Value> {
    return (yield* ask.overlaps(theta, [other], where))[0];
  },
};
