import { flag, number } from "@uphill/core";
import { defineMap } from "../row-map.js";

/**
 * A trained linear map: y = W·x + b. The parameters are W row by row, [outputs, inputs], then b, [outputs].
 * W starts normally distributed with standard deviation 1/inputs, b at 0.
 */
export const linear = defineMap({
  name: "linear",
  about: "Trained matrix and offset: W·x + b",
  options: {
    /** Numbers that come out of a row. */
    outputs: number({ default: 1, min: 1, max: 4096, integer: true, about: "Numbers that come out of a row" }),
    /** Whether there is a trained offset. */
    bias: flag({ default: true, about: "Whether there is a trained offset" }),
  },
  at(inputs, { outputs, bias }) {
    const size = outputs * inputs;
    return {
      outputs,
      parameters: size + (bias ? outputs : 0),
      forward(parameters, x) {
        const rows = x.length / inputs;
        const y = new Float64Array(rows * outputs);
        for (let row = 0; row < rows; row++) {
          for (let i = 0; i < outputs; i++) {
            let sum = bias ? parameters[size + i] : 0;
            for (let j = 0; j < inputs; j++) sum += parameters[i * inputs + j] * x[row * inputs + j];
            y[row * outputs + i] = sum;
          }
        }
        return y;
      },
      vjp(parameters, x, cotangents) {
        const rows = x.length / inputs;
        const back = { parameters: new Float64Array(parameters.length), inputs: new Float64Array(x.length) };
        for (let row = 0; row < rows; row++) {
          for (let i = 0; i < outputs; i++) {
            const c = cotangents[row * outputs + i];
            if (bias) back.parameters[size + i] += c;
            for (let j = 0; j < inputs; j++) {
              back.parameters[i * inputs + j] += c * x[row * inputs + j];
              back.inputs[row * inputs + j] += c * parameters[i * inputs + j];
            }
          }
        }
        return back;
      },
      start: (random) =>
        Float64Array.from({ length: size + (bias ? outputs : 0) }, (_, k) => (k < size ? random.normal() / inputs : 0)),
    };
  },
});
