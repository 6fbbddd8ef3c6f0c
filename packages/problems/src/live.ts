import { liveReport } from "@uphill/gradients";
import type { Program } from "@uphill/simulator";
import type { ProblemInstance } from "./instance.js";

/**
 * What an instance says of weights that cannot move what is read out.
 * @param program the compiled circuit
 * @param reads what is read out, in words; default: the observables
 */
export function idleFacts(program: Program, reads?: string): Pick<ProblemInstance, "idle" | "live"> {
  const { liveWeights } = program;
  return {
    idle: { weights: liveWeights.filter((live) => !live).length, of: liveWeights.length },
    live: liveReport(program, reads),
  };
}
