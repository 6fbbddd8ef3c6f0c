// Thinks for ever.
import { ask, defineMethod } from "@uphill/optimizers";

export const neverEnds = defineMethod({
  name: "never-ends",
  needs: ["value"],
  options: {},
  init: () => null,
  *step({ theta }) {
    yield* ask.value(theta);
    for (;;);
  },
});
