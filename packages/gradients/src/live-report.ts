import { formatObservable } from "@uphill/circuits";
import type { Program } from "@uphill/simulator";
import { liveWeights } from "./uses.js";

/**
 * Says in one sentence which weights cannot move what is read out: "46 of 90 weights cannot move ⟨Z0⟩". Such weights
 * cost nothing, and their derivative is exactly 0.
 * @param program the compiled circuit
 * @param reads what is read out, in words; default: the observables
 * @returns the sentence
 */
export function liveReport(program: Program, reads?: string): string {
  const all = program.liveWeights.length;
  const idle = all - liveWeights(program).length;
  const observables = reads ?? program.observables.map((observable) => `⟨${formatObservable(observable)}⟩`).join(", ");
  if (idle === 0) return `all ${all} weights can move ${observables}`;
  return `${idle} of ${all} weights cannot move ${observables || "anything: there is no observable"}`;
}
