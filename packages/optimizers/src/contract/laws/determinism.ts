import { defineLaw, insist, same } from "../law.js";

export const determinism = defineLaw({
  name: "determinism",
  about: "the same seed gives the same run, to the bit",
  check({ run }) {
    insist(same(run(), run()), "two runs with the same options and seed came to two results");
    return undefined;
  },
});
