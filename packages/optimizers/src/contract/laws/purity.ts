import { guarded } from "../../guard.js";
import { noisy } from "../noisy.js";
import { defineLaw, insist, same } from "../law.js";

export const purity = defineLaw({
  name: "purity",
  about: "init and step change nothing that they are given and keep nothing but their state",
  check({ make, run }) {
    insist(
      same(make().init(3, noisy()), make().init(3, noisy())),
      "two calls of init with the same size came to two states",
    );
    // Frozen state, θ and answers compared, and every step repeated.
    run({ optimizer: guarded(make(), { replay: true }), steps: 8 });
    return undefined;
  },
});
