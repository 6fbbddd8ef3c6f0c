// Keeps its velocity in a closure.
import { ask, defineMethod } from "@uphill/optimizers";

let velocity;

export const hidesState = defineMethod({
  name: "hides-state",
  needs: ["gradient"],
  options: {},
  init: () => null,
  *step({ theta }) {
    const { gradient } = yield* ask.valueAndGradient(theta);
    velocity = gradient.map((g, i) => 0.9 * (velocity?.[i] ?? 0) + g);
    return { theta: theta.map((t, i) => t - 0.1 * velocity[i]), state: null, report: {} };
  },
});
