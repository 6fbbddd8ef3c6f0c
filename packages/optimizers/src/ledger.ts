import type { Phase } from "./ask.js";

/**
 * A cost. One circuit evaluation = one circuit at one weight vector for one input row in one measurement basis; shots are
 * its repetitions (null = exact, which has no price in shots); a round is what a device could take at once.
 */
export interface Cost {
  readonly circuits: number;
  readonly shots: number | null;
  readonly rounds: number;
}

export interface Totals {
  readonly circuits: number;
  readonly shots: number;
  readonly rounds: number;
}

/** Limits of a run, in any unit; what is not named is not limited. */
export type Budget = Partial<Totals>;

export interface Account extends Totals {
  /** True once an exact answer was charged: the shots are then not the whole price. */
  readonly unpriced: boolean;
  readonly phases: Readonly<Partial<Record<Phase, Totals>>>;
}

export const emptyAccount: Account = { circuits: 0, shots: 0, rounds: 0, unpriced: false, phases: {} };

/** The account after a cost. Plain data in, plain data out. */
export function charge(account: Account, phase: Phase, cost: Cost): Account {
  if (phase === "report") return account;
  return {
    ...plus(account, cost),
    unpriced: account.unpriced || cost.shots === null,
    phases: { ...account.phases, [phase]: plus(account.phases[phase] ?? emptyAccount, cost) },
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
  const after = charge(account, phase, cost);
  return (["circuits", "shots", "rounds"] as const).every((unit) => after[unit] <= (budget[unit] ?? Infinity));
}
