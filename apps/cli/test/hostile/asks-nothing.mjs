// Takes steps that cost nothing.
import { defineMethod } from "@uphill/optimizers";

export const asksNothing = defineMethod({
  name: "asks-nothing",
  needs: [],
  options: {},
  init: () => null,
  *step({ theta }) {
    yield* [];
    return { theta, state: null, report: {} };
  },
});
