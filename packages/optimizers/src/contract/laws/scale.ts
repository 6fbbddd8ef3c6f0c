import { axes } from "../../functions/axes.js";
import { cosine } from "../../functions/cosine.js";
import { quadratic } from "../../functions/quadratic.js";
import { testProblem, type TestFunction } from "../../functions/function.js";
import { defineLaw, insist } from "../law.js";
import { descent, share } from "./convergence.js";

/** factor · f(θ − moved) + offset. */
function changed(tested: TestFunction, factor: number, moved: number, offset: number): TestFunction {
  const back = (theta: Float64Array): Float64Array => theta.map((t) => t - moved);
  return {
    ...tested,
    // An axis is chosen where the other weights are 0, and nowhere else.
    ...(moved !== 0 && { alternatives: undefined }),
    start: tested.start.map((t) => t + moved),
    minimum: factor * tested.minimum + offset,
    value: (theta) => factor * tested.value(back(theta)) + offset,
    gradient: (theta) => tested.gradient(back(theta)).map((slope) => factor * slope),
  };
}

const RATES = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];

export const scale = defineLaw({
  name: "scale",
  slow: true,
  about: `at one of the learning rates ${RATES.join(", ")}, a bowl that is lifted by 100 or moved by 50 falls to a tenth, and one that is a thousand times steeper or flatter falls`,
  check(trial) {
    const { needs } = trial.make();
    const tells = (tested: TestFunction): boolean =>
      needs.every((need) => testProblem(tested, tested.start.length).capabilities.includes(need));
    const base = [quadratic, cosine, axes].find(tells);
    insist(base !== undefined, `it needs ${needs.join(" and ")}, which no test function tells`);
    // An optimizer may have an idea of the steepness that it is for; where the bowl stands must not matter to it.
    const cases: readonly [string, number, TestFunction][] = [
      ["× 1000", 0.99, changed(base, 1000, 0, 0)],
      ["× 0.001", 0.99, changed(base, 0.001, 0, 0)],
      ["+ 100", 0.1, changed(base, 1, 0, 100)],
      ["moved", 0.1, changed(base, 1, 50, 0)],
    ];
    const said = cases.map(([what, most, tested]) => {
      const end = descent(trial, tested, RATES, most);
      if (end === null) return `${what} not tried`;
      insist(end.left < most, `${what}: ${share(end.left)} of the height is left`);
      return end.rate === null ? what : `${what} at η = ${end.rate}`;
    });
    return said.join(", ");
  },
});
