/** The rows that a value or gradient is about: this step's batch, the next step's, the held-out rows, or all. */
export const DATA = ["batch", "next", "held-out", "all"] as const;
export type Data = (typeof DATA)[number];

/**
 * What a cost is charged to. "report" is monitoring and never charged. "stopping" is what stopping rules ask. An optimizer that asks in either
 * is refused.
 */
export type Phase = "loss" | "gradient" | "tentative" | "calibration" | "report" | "metric" | "stopping";
/** In an order that only grows at its end: a phase's number is part of the address of its randomness. */
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

/** What a problem may be able to tell, and what an optimizer may need to be told. */
export const NEEDS = ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"] as const;
export type Need = (typeof NEEDS)[number];

export interface Where {
  readonly data?: Data;
  /** Shots per expectation value; undefined = the problem's own setting. */
  readonly shots?: number;
  readonly phase?: Phase;
}

/** What an optimizer wants to know. One request is one round: a device could take its points at once. */
export interface Request extends Where {
  readonly kind: "values" | "gradient" | "metric" | "overlap";
  readonly thetas: readonly Float64Array[];
  /** For "overlap": the other point of each pair. */
  readonly others?: readonly Float64Array[];
  readonly phase: Phase;
}

export interface Value {
  readonly value: number;
  /** 0 for an exact value. */
  readonly standardError: number;
  /** Shots behind the value; left out where it is exact. */
  readonly shots?: number;
}

export interface ValueAndGradient extends Value {
  readonly gradient: Float64Array;
}

/** One entry a point. The value of an overlap is that overlap; that of a metric says nothing and is 0. */
export type Answer = readonly (Value & {
  readonly gradient?: Float64Array;
  /** [size, size] */
  readonly metric?: Float64Array;
})[];

/** The need that a kind of request is declared by. */
export const needOf: Readonly<Record<Request["kind"], Need>> = {
  values: "value",
  gradient: "gradient",
  metric: "metric",
  overlap: "overlap",
};

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
  /**
   * The metric of the space that θ moves in: [size, size], symmetric, no negative eigenvalues. Of a circuit, the Fubini–Study
   * metric.
   */
  *metric(theta: Float64Array, where: Where = {}): Asking<Float64Array> {
    const [answer] = yield { kind: "metric", thetas: [theta], ...where, phase: where.phase ?? "metric" };
    return answer.metric!;
  },
  /** How alike θ and each other point are, from 0 to 1, in one round. Of a circuit, the fidelity |⟨ψ(θ)|ψ(θ′)⟩|². */
  *overlaps(theta: Float64Array, others: readonly Float64Array[], where: Where = {}): Asking<readonly Value[]> {
    const thetas = others.map(() => theta);
    return yield { kind: "overlap", thetas, others, ...where, phase: where.phase ?? "metric" };
  },
  /** The same for one other point. */
  *overlap(theta: Float64Array, other: Float64Array, where: Where = {}): Asking<Value> {
    return (yield* ask.overlaps(theta, [other], where))[0];
  },
};
