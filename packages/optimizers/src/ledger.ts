import { checkNames, shown, UphillError } from "@uphill/core";
import type { Phase } from "./ask.js";

/**
 * A cost. One circuit evaluation = one circuit at one weight vector for one input row in one measurement basis; shots are
 * its repetitions; a round is what a device could take at once.
 */
export interface Cost {
  readonly circuits: number;
  /** Left out for exact answers, which have no price in shots. */
  readonly shots?: number;
  readonly rounds: number;
  /** What idle weights would add, if they were not free; left out where there are none. */
  readonly idle?: Idle;
  /** Seconds on the problem's device; left out without a device, and for exact answers, which none can give. */
  readonly deviceSeconds?: number;
}

/** What idle weights would add. */
export interface Idle {
  readonly circuits: number;
  readonly shots: number;
}

export interface Totals {
  readonly circuits: number;
  readonly shots: number;
  readonly rounds: number;
}

/** What a budget may be set in. Seconds are those of the clock, device seconds those that a device's prices make. */
export const UNITS = ["circuits", "shots", "rounds", "seconds", "deviceSeconds"] as const;

/** Limits of a run, in any unit; what is not named is not limited. */
export type Budget = Partial<Record<(typeof UNITS)[number], number>>;

export interface Account extends Totals {
  /**
   * What idle weights would have added to `circuits` and `shots`, if they were not free: the second total. Left out where there
   * are none.
   */
  readonly idle?: Idle;
  /** Where the problem knows a device: seconds on it. */
  readonly deviceSeconds?: number;
  /** Where a clock was read: seconds so far, without those of observers. */
  readonly seconds?: number;
  /** True once an exact answer was charged: shots and device seconds are then not the whole price. */
  readonly unpriced: boolean;
  readonly phases: Readonly<Partial<Record<Phase, Totals>>>;
}

const nothing: Totals = { circuits: 0, shots: 0, rounds: 0 };

export const emptyAccount: Account = { ...nothing, unpriced: false, phases: {} };

/** The account after a cost. Plain data in, plain data out. */
export function charge(account: Account, phase: Phase, cost: Cost): Account {
  if (phase === "report") return account;
  const { circuits = 0, shots = 0 } = account.idle ?? {};
  return {
    ...account,
    ...plus(account, cost),
    ...(cost.idle && { idle: { circuits: circuits + cost.idle.circuits, shots: shots + cost.idle.shots } }),
    ...(cost.deviceSeconds !== undefined && { deviceSeconds: (account.deviceSeconds ?? 0) + cost.deviceSeconds }),
    unpriced: account.unpriced || cost.shots === undefined,
    phases: { ...account.phases, [phase]: plus(account.phases[phase] ?? nothing, cost) },
  };
}

function plus(totals: Totals, cost: Cost): Totals {
  return {
    circuits: totals.circuits + cost.circuits,
    shots: totals.shots + (cost.shots ?? 0),
    rounds: totals.rounds + cost.rounds,
  };
}

/** Whether the budget still holds after a cost. */
export function fits(account: Account, phase: Phase, cost: Cost, budget: Budget): boolean {
  return within(charge(account, phase, cost), budget);
}

/** Whether an account is within the budget. */
export function within(account: Account, budget: Budget): boolean {
  return UNITS.every((unit) => (account[unit] ?? 0) <= (budget[unit] ?? Infinity));
}

/** @throws UphillError "options" for a unit that is none, or a limit that is no number from 0 */
export function checkBudget(who: string, budget: unknown): void {
  checkNames(`budget of ${who}`, UNITS, budget);
  for (const [unit, limit] of Object.entries(budget as Budget) as [string, unknown][]) {
    if (limit === undefined || (typeof limit === "number" && limit >= 0)) continue;
    throw new UphillError({
      code: "options",
      who,
      got: `${unit} of the budget is ${shown(limit)}`,
      wanted: "a limit is a number from 0",
      todo: "Leave out what is not limited.",
    });
  }
}
