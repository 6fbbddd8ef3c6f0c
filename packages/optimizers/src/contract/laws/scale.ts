import { quadratic } from "../../functions/quadratic.js";
import { cosine } from "../../functions/cosine.js";
import type { TestFunction } from "../../functions/function.js";
import { problemOf } from "../../functions/function.js";
import { defineLaw, insist } from "../law.js";
import { descent, share } from "./convergence.js";

/** factor · f(θ − moved) + offset. */
function changed(tested: TestFunction, factor: number, moved: number, offset: number): TestFunction {
  const back = (theta: Float64Array): Float64Array => theta.map((t) => t - moved);
  return {
    ...tested,
    start: tested.start.map((t) => t + moved),
    minimum: factor * tested.minimum + offset,
    value: (theta) => factor * tested.value(back(theta)) + offset,
    gradient: (theta) => tested.gradient(back(theta)).map((slope) => factor * slope),
  };
}

const RATES = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];

export const scale = defineLaw({
  name: "scale",
  about: `at the best of the learning rates ${RATES.join(", ")}, a bowl that is lifted by 100 or moved by 50 falls to a tenth, and one that is a thousand times steeper or flatter falls`,
  check(trial) {
    const plain = trial.make().needs.every((need) => problemOf(quadratic, 3).capabilities.includes(need));
    const base = plain ? quadratic : cosine;
    // An optimizer may have an idea of the steepness that it is for; where the bowl stands must not matter to it.
    const cases: readonly [string, number, TestFunction][] = [
      ["× 1000", 0.99, changed(base, 1000, 0, 0)],
      ["× 0.001", 0.99, changed(base, 0.001, 0, 0)],
      ["+ 100", 0.1, changed(base, 1, 0, 100)],
      ["moved", 0.1, changed(base, 1, 50, 0)],
    ];
    const said = cases.map(([what, most, tested]) => {
      const end = descent(trial, tested, RATES);
      insist(end !== null, `it needs ${trial.make().needs.join(" and ")}, which no test function tells`);
      insist(end.left < most, `${what}: ${share(end.left)} of the height is left`);
      return end.rate === null ? what : `${what} at η = ${end.rate}`;
    });
    return said.join(", ");
  },
});
