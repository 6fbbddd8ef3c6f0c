import { checkLaw, laws, type Finding, type Law } from "@uphill/optimizers";
import { endSessions } from "./external/family.js";
import { endingsSoFar } from "./external/session.js";
import type { Foreign } from "./attempt.js";
import { enrolForeign } from "./enrol.js";
import { optimizerFamilies } from "../registry.js";

export interface CheckTask {
  readonly task: "check";
  readonly foreign: Foreign;
  readonly name: string;
  /** Leaves out the laws that take many runs. */
  readonly quick: boolean;
}

/**
 * Lists the laws that a check tries.
 * @param quick true leaves out the laws that take many runs
 * @returns the laws
 */
export function lawsOf(quick: boolean): readonly Law[] {
  return laws.filter(({ slow }) => !quick || !slow);
}

/** Law by law; what follows one at which its process had to be stopped is not tried. */
export function check({ foreign, name, quick }: CheckTask, tell: (told: Finding) => void): void {
  enrolForeign(foreign);
  for (const law of lawsOf(quick)) {
    const { length } = endingsSoFar();
    tell(checkLaw(optimizerFamilies[name], law, () => endSessions(true)));
    const ended = endingsSoFar().slice(length);
    if (ended.some(({ fault }) => fault === "deadline" || fault === "memory")) return;
    if (ended.length > 0) endSessions(true);
  }
}
