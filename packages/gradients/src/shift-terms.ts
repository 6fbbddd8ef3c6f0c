import type { Program, Shift } from "@uphill/simulator";
import type { Part } from "./parts.js";
import { shiftRule } from "./shift-rule.js";
import { liveUses } from "./uses.js";

/** One term of a shift rule at one use of a live weight: two circuits, one to either side. */
export interface UseTerm {
  readonly operation: number;
  readonly angle: number;
  readonly weight: number;
  readonly shift: number;
  /** ∂f/∂weight gets factor · [f(+shift) − f(−shift)] */
  readonly factor: number;
}

/** Every term of every use: what the product rule adds up, each with the angle's scale. */
export function shiftTerms(program: Program, who: string): UseTerm[] {
  return liveUses(program).flatMap(({ operation, angle, weight, scale, gate }) =>
    shiftRule(gate, who).map(({ shift, coefficient }) => ({
      operation,
      angle,
      weight,
      shift,
      factor: scale * coefficient,
    })),
  );
}

/** Two shifts a term, in order of the terms. */
export function shiftsOf(terms: readonly UseTerm[]): Shift[] {
  return terms.flatMap(({ operation, angle, shift }) => [
    { operation, angle, delta: shift },
    { operation, angle, delta: -shift },
  ]);
}

/** Circuits 2k + 1 and 2k + 2 are those of term k. */
export function partsOf(terms: readonly UseTerm[]): Part[] {
  return terms.map(({ weight, factor }, k) => ({ weight, factor, plus: 2 * k + 1, minus: 2 * k + 2 }));
}
