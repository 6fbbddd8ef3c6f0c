const brand = Symbol.for("uphill.error");

/** The parts of an error that a user can cause: who refuses, what it got, what it wanted, and what to do. */
export interface ErrorParts {
  /** Stable, for programs: "options", "shape", "memory", … */
  code: string;
  /** Who refuses, as the user knows it: "nlr", "amplitude encoding", "compare". */
  who: string;
  /** What it got, a clause: "negativeLearningRate is -1". */
  got: string;
  /** What it wanted, a clause: "it must be at least 0". */
  wanted: string;
  /** What to do about it: one full sentence. */
  todo: string;
  cause?: unknown;
}

/**
 * An error that the user of a package can cause and mend.
 * An ESM and a CommonJS copy may both be loaded: `instanceof` and {@link isUphillError} know the errors of either.
 */
export class UphillError extends Error {
  override readonly name = "UphillError";
  readonly code: string;
  readonly who: string;
  /** What it was made of, without the cause: plain data, to make it anew where only data can pass (between threads). */
  readonly parts: Omit<ErrorParts, "cause">;
  readonly [brand] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isUphillError(value);
  }

  constructor({ code, who, got, wanted, todo, cause }: ErrorParts) {
    super(`${who}: ${got}, but ${wanted}. ${todo}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.who = who;
    this.parts = { code, who, got, wanted, todo };
  }
}

/** True for every copy of {@link UphillError}, whichever package or module system it came from. */
export function isUphillError(error: unknown): error is UphillError {
  return typeof error === "object" && error !== null && brand in error;
}
