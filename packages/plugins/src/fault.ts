import { isUphillError } from "@uphill/core";

/**
 * What happened to a run besides its steps. Its optimizer took too much time or memory, somebody ended its process, or
 * a repetition gave other numbers. These words are the codes of the errors.
 */
export type Fault = (typeof FAULTS)[number];

const FAULTS = ["deadline", "memory", "killed", "not-reproducible"] as const;

/**
 * Says which fault an error stands for.
 * @param error any value, usually what `catch` gave
 * @returns the fault, or undefined if the error is of another kind
 */
export function faultOf(error: unknown): Fault | undefined {
  return isUphillError(error) ? FAULTS.find((fault) => fault === error.code) : undefined;
}
