// Returns NaN, from answers that were all finite.
import { ask, defineMethod } from "@uphill/optimizers";

export const returnsNan = defineMethod({
  name: "returns-nan",
  needs: ["value"],
  options: {},
  init: () => null,
  *step({ theta }) {
    yield* ask.value(theta);
    return { theta: theta.map(() => NaN), state: null, report: {} };
  },
});
