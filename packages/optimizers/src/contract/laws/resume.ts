import { decode, encode } from "@uphill/core";
import type { Checkpoint } from "../../checkpoint.js";
import { defineLaw, insistSame } from "../law.js";

export const resume = defineLaw({
  name: "resume",
  about: "a run goes on from any written checkpoint as if nothing had happened, to the bit",
  check({ run, checkpoints }) {
    const whole = run();
    for (const checkpoint of checkpoints()) {
      const from = decode(encode(checkpoint)) as Checkpoint;
      insistSame(run({ from }), whole, `resumed after step ${checkpoint.step}, the run comes to another end`);
    }
    return undefined;
  },
});
