import { isUphillError } from "@uphill/core";

/**
 * What became of a run apart from its steps: its optimizer was over its time or its memory, somebody ended its process, or a
 * repetition came to something else. Such errors have these codes.
 */
export type Fault = (typeof FAULTS)[number];

const FAULTS = ["deadline", "memory", "killed", "not-reproducible"] as const;

export function faultOf(error: unknown): Fault | undefined {
  return isUphillError(error) ? FAULTS.find((fault) => fault === error.code) : undefined;
}
