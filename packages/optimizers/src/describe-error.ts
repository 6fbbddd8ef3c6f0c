import { isUphillError } from "@uphill/core";

/** The sentence of an error that ended a run, for people. */
export function describeError(error: unknown): string {
  if (isUphillError(error) || error instanceof Error) return error.message;
  return String(error);
}
