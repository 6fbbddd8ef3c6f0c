import { choice, number } from "@uphill/core";
import { defineMap } from "../row-map.js";

/**
 * Trained factors, one for each number: y = ω∘x. With several copies, a row comes out so many times, one behind the other,
 * each with factors of its own: what layers that encode the data again need.
 */
export const scale = defineMap({
  name: "scale",
  about: "A trained factor for each number, for one copy of the row or several",
  options: {
    /** How often the row comes out, each time with factors of its own. */
    copies: number({
      default: 1,
      min: 1,
      max: 4096,
      integer: true,
      about: "How often the row comes out, each time with factors of its own",
    }),
    /** First factors: 1, or uniform in [0, 1). */
    start: choice({ default: "ones", values: ["ones", "uniform"], about: "First factors: 1, or uniform in [0, 1)" }),
  },
  at(inputs, { copies, start }) {
    const outputs = inputs * copies;
    return {
      outputs,
      parameters: outputs,
      forward(factors, x) {
        const y = new Float64Array(x.length * copies);
        for (let k = 0; k < y.length; k++) y[k] = factors[k % outputs] * x[sourceOf(k)];
        return y;
      },
      vjp(factors, x, cotangents) {
        const back = { parameters: new Float64Array(outputs), inputs: new Float64Array(x.length) };
        for (let k = 0; k < cotangents.length; k++) {
          const from = sourceOf(k);
          back.parameters[k % outputs] += cotangents[k] * x[from];
          back.inputs[from] += cotangents[k] * factors[k % outputs];
        }
        return back;
      },
      start: (random) => Float64Array.from({ length: outputs }, () => (start === "ones" ? 1 : random.uniform())),
    };

    /** Where the k-th number that comes out was read. */
    function sourceOf(k: number): number {
      return Math.floor(k / outputs) * inputs + (k % inputs);
    }
  },
});
