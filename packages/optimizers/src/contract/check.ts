import { describeError } from "../describe-error.js";
import type { OptimizerFamily } from "../optimizer.js";
import { trialOf, type Law } from "./law.js";
import * as index from "./laws/index.js";

/** The laws that every optimizer keeps. `uphill optimizer check` prints one line for each. */
export const laws: readonly Law[] = Object.values(index);

/** What a law found in one optimizer. */
export interface Finding {
  /** The name of the law. */
  readonly law: string;
  /** What the law says. */
  readonly about: string;
  /** True if the optimizer keeps the law. */
  readonly passed: boolean;
  /** What is broken, or figures that are worth knowing; may be empty. */
  readonly detail: string;
}

/**
 * Tries one law on an optimizer. It does not throw: a broken law is a finding.
 * @param family the optimizer, as `defineRule` or `defineMethod` returned it
 * @param law one of {@link laws}
 * @param renew starts the process of the optimizer anew, if it runs in one. What the optimizer keeps outside its state
 *   is then lost.
 * @returns the finding
 */
export function checkLaw(family: OptimizerFamily, { name, about, check }: Law, renew?: () => void): Finding {
  try {
    return { law: name, about, passed: true, detail: check(trialOf(family, renew)) ?? "" };
  } catch (error) {
    return { law: name, about, passed: false, detail: describeError(error) };
  }
}

/**
 * Tries every law on an optimizer. It does not throw: broken laws are findings.
 * It never returns if a step of the optimizer runs for ever without a question. `uphill optimizer check` stops such an
 * optimizer by the clock.
 * @param family the optimizer, as `defineRule` or `defineMethod` returned it
 * @returns one finding for each law
 * @example
 * ```ts
 * checkOptimizer(adam).filter(({ passed }) => !passed); // []
 * ```
 */
export function checkOptimizer(family: OptimizerFamily): Finding[] {
  return laws.map((law) => checkLaw(family, law));
}
