// Changes the θ that it is given.
import { ask, defineMethod } from "@uphill/optimizers";

export const mutates = defineMethod({
  name: "mutates",
  needs: ["gradient"],
  options: {},
  init: () => null,
  *step({ theta }) {
    const { gradient } = yield* ask.valueAndGradient(theta);
    for (let i = 0; i < theta.length; i++) theta[i] -= 0.1 * gradient[i];
    return { theta, state: null, report: {} };
  },
});
