import type { Program } from "@uphill/simulator";
import type { CurvatureRequest } from "./curvature.js";
import { moved, separate } from "./separate.js";
import { secondShiftRule, shiftRule } from "./shift-rule.js";
import { liveUses, type Use } from "./uses.js";

/** Takes the share of one ordered pair of uses in ∂²f/∂a∂b, a and b their weights: [rows, observables]. */
type Found = (a: number, b: number, derivative: Float64Array) => void;

/**
 * Second derivatives by shifts: of one use by the second-order rule, of two uses by the product of their first-order rules.
 * @param wanted whether a pair of weights is asked for; pairs that are not cost nothing
 * @param begin called once, with the number of values: rows · observables
 * @throws UphillError "derivative" for a trained gate that no rule serves
 */
export function secondDerivatives(
  who: string,
  { program: given, weights, source = {} }: CurvatureRequest,
  wanted: (a: number, b: number) => boolean,
  begin: (values: number) => Found,
): void {
  const { program, uses, live, angles } = separate(given);
  const batch = program.prepare(source);
  const base = angles(weights);
  const centre = program.expectations({ weights: base, batch });
  const block = centre.length;
  const found = begin(block);
  const shiftOf = (use: number, delta: number): { operation: number; angle: number; delta: number } => ({
    operation: uses[use].operation,
    angle: uses[use].angle,
    delta,
  });
  const moving = uses.flatMap((use, k) => (live[k] ? [{ k, ...use, signed: signedRule(use, who) }] : []));
  for (const [index, one] of moving.entries()) {
    if (wanted(one.weight, one.weight)) {
      const [{ coefficient: atCentre }, ...rule] = secondShiftRule(one.gate, who);
      const shifts = rule.map(({ shift }) => shiftOf(one.k, shift));
      const values = program.shifted({ weights: base, batch, shifts });
      const factor = one.scale * one.scale;
      const derivative = centre.map((value, at) =>
        rule.reduce(
          (sum, { coefficient }, k) => sum + factor * coefficient * values[k * block + at],
          factor * atCentre * value,
        ),
      );
      found(one.weight, one.weight, derivative);
    }
    const others = moving.slice(index + 1).filter(({ weight }) => wanted(one.weight, weight));
    if (others.length === 0) continue;
    const derivatives = others.map(() => new Float64Array(block));
    const shifts = others.flatMap(({ k, signed }) => signed.map(({ shift }) => shiftOf(k, shift)));
    for (const { shift, coefficient } of one.signed) {
      const values = program.shifted({ weights: moved(base, one.k, shift), batch, shifts });
      let from = 0;
      others.forEach((other, k) => {
        for (const term of other.signed) {
          const factor = one.scale * other.scale * coefficient * term.coefficient;
          for (let at = 0; at < block; at++) derivatives[k][at] += factor * values[from + at];
          from += block;
        }
      });
    }
    others.forEach(({ weight }, k) => {
      found(one.weight, weight, derivatives[k]);
      found(weight, one.weight, derivatives[k]);
    });
  }
}

/** Circuits of the pairs that are wanted: 2R − 1 for one use, 4RR′ for two, R the number of terms of a use's rule. */
export function pairCircuits(who: string, uses: readonly Use[], wanted: (a: number, b: number) => boolean): number {
  const orders = uses.map(({ gate }) => shiftRule(gate, who).length);
  return uses.reduce((total, { weight }, u) => {
    const alone = wanted(weight, weight) ? 2 * orders[u] - 1 : 0;
    const pairs = uses.slice(u + 1).map((other, k) => {
      return wanted(weight, other.weight) ? 4 * orders[u] * orders[u + 1 + k] : 0;
    });
    return total + alone + pairs.reduce((sum, count) => sum + count, 0);
  }, 0);
}

/** The same for the live uses of a program, the unshifted circuit included. */
export function secondDerivativeCircuits(
  who: string,
  program: Program,
  wanted: (a: number, b: number) => boolean,
): number {
  return 1 + pairCircuits(who, liveUses(program), wanted);
}

/** A first-order rule as single circuits. */
function signedRule({ gate }: Use, who: string): { shift: number; coefficient: number }[] {
  return shiftRule(gate, who).flatMap(({ shift, coefficient }) => [
    { shift, coefficient },
    { shift: -shift, coefficient: -coefficient },
  ]);
}
