const brand = Symbol.for("uphill.error");

/** The parts of an error that a user can cause. */
export interface ErrorParts {
  /** A stable word for programs, such as "options", "shape" or "memory". */
  code: string;
  /** The name of what refuses, as the user knows it, such as "nlr", "amplitude encoding" or "compare". */
  who: string;
  /** A clause that says what the user gave, such as "negativeLearningRate is -1". */
  got: string;
  /** A clause that says what is allowed, such as "it must be at least 0". */
  wanted: string;
  /** One full sentence that says what the user can do about it. */
  todo: string;
  /** The error that led to this one, if there is one. */
  cause?: unknown;
}

/**
 * An error that the user of a package can cause and mend. Its message has the form "WHO: GOT, but WANTED. TODO".
 * A program may load both the ESM and the CommonJS copy of this package. `instanceof UphillError` and {@link
 * isUphillError} recognise the errors of both copies.
 * @example
 * ```ts
 * throw new UphillError({
 *   code: "options",
 *   who: "adam",
 *   got: "learningRate is -1",
 *   wanted: "it must be a number > 0",
 *   todo: "Choose a rate such as 0.01.",
 * });
 * ```
 */
export class UphillError extends Error {
  override readonly name = "UphillError";
  /** A stable word for programs, such as "options". */
  readonly code: string;
  /** The name of what refuses. */
  readonly who: string;
  /**
   * The parts that the error was made of, without the cause. They are plain data, so they can be sent to another
   * thread, which makes the error anew from them.
   */
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

/**
 * Tells whether a value is an {@link UphillError}. It recognises the errors of every loaded copy of the class.
 * @param error any value, usually what `catch` gave
 * @returns true for an UphillError of any package and module system
 */
export function isUphillError(error: unknown): error is UphillError {
  return typeof error === "object" && error !== null && brand in error;
}
