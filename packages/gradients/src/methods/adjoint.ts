import { UphillError } from "@uphill/core";
import { defineGradient } from "../method.js";
import { parameterShift } from "./parameter-shift.js";

/**
 * Gradient by one sweep back through the circuit: a simulator's shortcut that no device can take.
 * Its price is parameter shift's, so that a comparison counts what a device would pay.
 * @throws UphillError "shots": the sweep needs the exact state
 * Cost here: about four forward runs. Source: Jones & Gacon 2020, arXiv:2009.02823.
 */
export const adjoint = defineGradient({
  name: "adjoint",
  options: {},
  exactOnly: true,
  circuits: (program) => parameterShift().circuits(program),
  estimate({ program, weights, batch, cotangents, shots }) {
    if (shots !== undefined) {
      throw new UphillError({
        code: "shots",
        who: "adjoint",
        got: `it was asked for ${shots} shots`,
        wanted: "it needs the exact state",
        todo: "Use parameter-shift or finite-difference with shots.",
      });
    }
    return program.vjp({ weights, batch, cotangents });
  },
});
