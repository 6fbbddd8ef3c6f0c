import { isUphillError } from "@uphill/core";

/**
 * Returns the sentence of an error that ended a run.
 * @param error what was thrown: `error` of a result
 * @returns its message
 */
export function describeError(error: unknown): string {
  if (isUphillError(error) || error instanceof Error) return error.message;
  return String(error);
}
