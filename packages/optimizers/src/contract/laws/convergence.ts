import { guarded } from "../../guard.js";
import { minimize } from "../../minimize.js";
import type { Optimizer } from "../../optimizer.js";
import * as functions from "../../functions/index.js";
import { testProblem, type TestFunction } from "../../functions/function.js";
import { defineLaw, insist, type Trial } from "../law.js";

const RATES = [1e-4, 1e-3, 0.01, 0.1, 0.5];
const STEPS = 300;
const NOTHING = 1e-6;

/**
 * What is left of the height above the lowest point after a run, and the rate that did best.
 * @param enough no more rates are tried after one that leaves less than this; by itself what reads as 0 %
 */
export function descent(
  { family, make }: Pick<Trial, "family" | "make">,
  tested: TestFunction,
  rates: readonly number[] = RATES,
  enough = NOTHING,
): { readonly left: number; readonly rate: number | null } | null {
  const tunable = "learningRate" in family.options;
  const { start, minimum, value } = tested;
  const problem = testProblem(tested, start.length);
  const optimizers: [number | null, Optimizer][] = tunable ? rates.map((rate) => [rate, make(rate)]) : [[null, make()]];
  if (!optimizers[0][1].needs.every((need) => problem.capabilities.includes(need))) return null;
  const height = (theta: Float64Array): number => value(theta) - minimum;
  let best: { readonly left: number; readonly rate: number | null } | null = null;
  for (const [rate, optimizer] of optimizers) {
    const { recommended, stopped } = minimize({
      optimizer: guarded(optimizer),
      problem,
      start,
      steps: STEPS,
      random: 3,
    });
    const left = height(recommended) / height(Float64Array.from(start));
    const end = { rate, left: stopped === "failed" || !Number.isFinite(left) ? Infinity : left };
    if (best === null || end.left < best.left) best = end;
    if (best.left < enough) break;
  }
  return best;
}

/** 0.0123 → "1.2 %"; as people read it. */
export function share(left: number): string {
  if (left === Infinity) return "more than all";
  return left < NOTHING ? "0 %" : `${(100 * left).toPrecision(2)} %`;
}

export const convergence = defineLaw({
  name: "convergence",
  slow: true,
  about: `${Object.keys(functions).length} functions fall in ${STEPS} steps at the best of the learning rates ${RATES.join(", ")}: the bowls to a tenth of their height, the others below their start`,
  check(trial) {
    const found = Object.values(functions).map((tested) => ({ tested, end: descent(trial, tested) }));
    const tried = found.flatMap(({ tested, end }) => (end ? [{ tested, end }] : []));
    insist(tried.length > 0, `it needs ${trial.make().needs.join(" and ")}, which no test function tells`);
    for (const { tested, end } of tried) {
      const bowl = tested.name === "quadratic" || tested.name === "ellipsoid";
      insist(end.left < (bowl ? 0.1 : 1), `${tested.name}: ${share(end.left)} of the height is left`);
    }
    return `height left: ${found.map(({ tested, end }) => `${tested.name} ${end ? share(end.left) : "not tried"}`).join(", ")}`;
  },
});
