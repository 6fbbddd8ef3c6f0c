import { norm, UphillError } from "@uphill/core";
import { ask } from "../ask.js";
import { defineMethod, minus } from "../optimizer.js";
import type { Facts } from "../problem.js";
import { lowestOf, moved, shiftOf, turningOf } from "../turning.js";

/**
 * Chooses the axis of a gate together with its angle. It sets the weights of a group of alternatives to 0, and finds
 * the lowest point along each of them. The axis with the lowest loss wins; of equals, the first. Weights in no group
 * are set as in `rotosolve`. A step is one pass over all weights.
 * Cost: one loss at θ, and for each group one loss with the whole group at 0, which all axes share, and 2R losses for
 * each axis with R frequencies. A group of three with one frequency takes 1 + 3·2 losses, in one round.
 * Source: Ostaszewski, Grant & Benedetti 2021, arXiv:1905.09692, Algorithm 2. Departures: the losses lie at equal
 * distances and R may be above 1, as in `rotosolve`. If several weights of a group are not 0 at the start, the paper
 * has no such circuit, and the loss may rise in the first pass.
 */
export const rotoselect = defineMethod({
  name: "rotoselect",
  needs: ["value", "frequencies", "alternatives"],
  options: {},
  init: (size, _options, facts) => ({
    turning: Array.from({ length: size }, (_, weight) => turningOf("rotoselect", weight, facts)),
    gates: gatesOf(size, facts),
  }),
  *step({ theta, state: { turning, gates } }) {
    const { value } = yield* ask.value(theta);
    let here = theta;
    for (const gate of gates) {
      const moving = gate.filter((weight) => turning[weight].degree > 0);
      if (moving.length === 0) continue;
      const zero = gate.length > 1 ? here.map((t, i) => (gate.includes(i) ? 0 : t)) : here;
      const others = moving.map((weight) =>
        Array.from({ length: 2 * turning[weight].degree }, (_, k) =>
          moved(zero, weight, shiftOf(turning[weight], k + 1)),
        ),
      );
      const [shared, ...values] = (yield* ask.values([zero, ...others.flat()])).map(({ value }) => value);
      const lowest = moving.map((weight) =>
        lowestOf(turning[weight], [shared, ...values.splice(0, 2 * turning[weight].degree)]),
      );
      // Two axes that differ by rounding alone are equals.
      const best = lowest.reduce((low, { value, rounding }, k) => (value < lowest[low].value - rounding ? k : low), 0);
      here = moved(zero, moving[best], lowest[best].by);
    }
    return { theta: here, state: { turning, gates }, report: { value, length: norm(minus(here, theta)) } };
  },
});

/** The groups, and each weight of none alone, by their first weights. @throws UphillError "alternatives" where there is no group */
function gatesOf(size: number, { alternatives }: Facts): readonly (readonly number[])[] {
  const groups = alternatives?.() ?? [];
  if (groups.length === 0) {
    throw new UphillError({
      code: "alternatives",
      who: "rotoselect",
      got: "no weights of this problem are alternatives",
      wanted: "it chooses among weights that turn the same qubit about different axes, one right after the other",
      todo: "Choose an ansatz that has them, such as hardware-efficient with rotations rx, ry, rz, or use rotosolve.",
    });
  }
  const grouped = new Set(groups.flat());
  const alone = Array.from({ length: size }, (_, weight) => [weight]).filter(([weight]) => !grouped.has(weight));
  return [...groups, ...alone].sort(([a], [b]) => a - b);
}
