import { describeError } from "../describe-error.js";
import type { OptimizerFamily } from "../optimizer.js";
import { trialOf, type Law } from "./law.js";
import * as index from "./laws/index.js";

/** The public contract, law by law. */
export const laws: readonly Law[] = Object.values(index);

/** How an optimizer stands to one law. */
export interface Finding {
  readonly law: string;
  /** What the law says. */
  readonly about: string;
  readonly passed: boolean;
  /** What was broken, or figures worth knowing; may be empty. */
  readonly detail: string;
}

/**
 * Tries one law on an optimizer.
 * @param renew begins its process anew, where it runs in one: what it keeps outside its state is lost then
 */
export function checkLaw(family: OptimizerFamily, { name, about, check }: Law, renew?: () => void): Finding {
  try {
    return { law: name, about, passed: true, detail: check(trialOf(family, renew)) ?? "" };
  } catch (error) {
    return { law: name, about, passed: false, detail: describeError(error) };
  }
}

/**
 * Tries every law on an optimizer that `defineRule` or `defineMethod` made. Nothing is thrown: what is broken is in the
 * findings. An optimizer whose step never ends without asking for anything never returns from here; `uphill optimizer check`
 * has a clock.
 */
export function checkOptimizer(family: OptimizerFamily): Finding[] {
  return laws.map((law) => checkLaw(family, law));
}
