import { defineLaw, insistSame } from "../law.js";

export const determinism = defineLaw({
  name: "determinism",
  about: "the same seed gives the same run, to the bit, and again from a fresh start",
  check({ fresh, run }) {
    const first = run();
    insistSame(first, run(), "two runs with the same options and seed came to two results");
    insistSame(
      first,
      run({ optimizer: fresh() }),
      "from a fresh start, a run with the same options and seed came to another result",
    );
    return undefined;
  },
});
