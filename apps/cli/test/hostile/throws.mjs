// Throws in its third step.
import { ask, defineMethod } from "@uphill/optimizers";

export const throws = defineMethod({
  name: "throws",
  needs: ["gradient"],
  options: {},
  init: () => ({ count: 0 }),
  *step({ theta, state }) {
    const { gradient } = yield* ask.valueAndGradient(theta);
    if (state.count === 2) throw new Error("no more");
    return { theta: theta.map((t, i) => t - 0.1 * gradient[i]), state: { count: state.count + 1 }, report: {} };
  },
});
