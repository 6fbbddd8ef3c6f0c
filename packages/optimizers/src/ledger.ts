import { checkNames, shown, UphillError } from "@uphill/core";
import type { Phase } from "./ask.js";

/**
 * The cost of one request. A circuit evaluation is one circuit at one weight vector, for one input row, in one
 * measurement basis. Shots are its repetitions. A round is what a device could do at once.
 */
export interface Cost {
  /** The circuit evaluations. */
  readonly circuits: number;
  /** The shots of all circuits together. Left out for exact answers, which have no price in shots. */
  readonly shots?: number;
  /** The rounds. */
  readonly rounds: number;
  /** What idle weights would add if they were not free. Left out if there are none. */
  readonly idle?: Idle;
  /**
   * The seconds on the problem's device. Left out without a device, and for exact answers, which no device can give.
   */
  readonly deviceSeconds?: number;
}

/** What idle weights would add to a cost. */
export interface Idle {
  /** The circuit evaluations. */
  readonly circuits: number;
  /** The shots. */
  readonly shots: number;
}

/** Sums of costs. */
export interface Totals {
  /** The circuit evaluations. */
  readonly circuits: number;
  /** The shots. Exact answers add none. */
  readonly shots: number;
  /** The rounds. */
  readonly rounds: number;
}

/**
 * The units of a budget. "seconds" are seconds of the clock. "deviceSeconds" are computed from the prices of a device.
 */
export const UNITS = ["circuits", "shots", "rounds", "seconds", "deviceSeconds"] as const;

/** The limits of a run, in any of {@link UNITS}. A unit that is not named is not limited. */
export type Budget = Partial<Record<(typeof UNITS)[number], number>>;

/** What a run has paid so far. */
export interface Account extends Totals {
  /** What idle weights would have added to `circuits` and `shots` if they were not free. Left out if there are none. */
  readonly idle?: Idle;
  /** The seconds on the problem's device. Left out without a device. */
  readonly deviceSeconds?: number;
  /** The seconds so far, without those that `onStep` took. Left out if no clock was read. */
  readonly seconds?: number;
  /** True once an exact answer was charged. Shots and device seconds are then not the whole price. */
  readonly unpriced: boolean;
  /** The sums for each phase. */
  readonly phases: Readonly<Partial<Record<Phase, Totals>>>;
}

const nothing: Totals = { circuits: 0, shots: 0, rounds: 0 };

/** The account of a run that has paid nothing. */
export const emptyAccount: Account = { ...nothing, unpriced: false, phases: {} };

/**
 * Adds a cost to an account. Costs of the phase "report" are free.
 * @param account the account before; not changed
 * @param phase what the cost is charged to
 * @param cost the cost
 * @returns the account after
 */
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

/**
 * Tells whether an account would still be within a budget after a cost.
 * @param account the account before the cost
 * @param phase what the cost is charged to
 * @param cost the cost
 * @param budget the limits
 * @returns true if it fits
 */
export function fits(account: Account, phase: Phase, cost: Cost, budget: Budget): boolean {
  return within(charge(account, phase, cost), budget);
}

/**
 * Tells whether an account is within a budget.
 * @param account the account
 * @param budget the limits
 * @returns true if no limit is exceeded
 */
export function within(account: Account, budget: Budget): boolean {
  return UNITS.every((unit) => (account[unit] ?? 0) <= (budget[unit] ?? Infinity));
}

/**
 * Checks a budget that a user gave.
 * @param who the function that the user called, for the error
 * @param budget what the user gave
 * @throws UphillError "options" for a unit that does not exist, or for a limit that is not a number from 0
 */
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
