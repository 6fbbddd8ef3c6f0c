import { decode, encode } from "@uphill/core";
import { defineLaw, insist, same } from "../law.js";

export const plainState = defineLaw({
  name: "plain-state",
  about: "state survives JSON",
  check({ checkpoints }) {
    for (const { step, state } of checkpoints()) {
      const written = JSON.stringify(state) as string | undefined;
      insist(
        written !== undefined && same(JSON.parse(written), state),
        `the state after step ${step} is another once it was written as JSON: use objects, plain arrays, strings, finite numbers, booleans and null`,
      );
      insist(same(decode(encode(state)), state), `the state after step ${step} is another once it was encoded`);
    }
    return undefined;
  },
});
