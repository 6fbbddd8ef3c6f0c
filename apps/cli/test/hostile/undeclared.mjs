// Asks for what it did not declare.
import { ask, defineMethod } from "@uphill/optimizers";

export const undeclared = defineMethod({
  name: "undeclared",
  needs: ["value"],
  options: {},
  init: () => null,
  *step({ theta }) {
    const { gradient } = yield* ask.valueAndGradient(theta);
    return { theta: theta.map((t, i) => t - 0.1 * gradient[i]), state: null, report: {} };
  },
});
