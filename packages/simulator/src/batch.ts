import type { Circuit } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import type { BatchSource } from "./program.js";

/** Data of the right shape, all finite, copied: an engine may keep it. */
export interface CheckedBatch {
  readonly rows: number;
  /** [rows, inputs] */
  readonly inputs: Float64Array;
  /** [rows, 2ⁿ]; left out: |0…0⟩ in every row. */
  readonly states?: { readonly re: Float64Array; readonly im?: Float64Array };
}

/** @throws UphillError "shape" | "non-finite" naming the row */
export function checkBatch(circuit: Circuit, source: BatchSource): CheckedBatch {
  const { inputs = new Float64Array(0), states } = source;
  const size = 2 ** circuit.qubits;
  const rows = states
    ? states.re.length / size
    : circuit.inputs > 0
      ? inputs.length / circuit.inputs
      : (("rows" in source ? source.rows : undefined) ?? 1);
  if (!Number.isInteger(rows) || rows < 1) {
    if (states) throw shapeError(`the states hold ${states.re.length} numbers`, `each row has ${size} amplitudes`);
    if (circuit.inputs === 0) throw shapeError(`it was asked for ${rows} rows`, "rows must be a whole number from 1");
    throw shapeError(`the inputs hold ${inputs.length} numbers`, `each row has ${circuit.inputs} inputs`);
  }
  if (states?.im && states.im.length !== states.re.length) {
    throw shapeError(`re has ${states.re.length} numbers and im ${states.im.length}`, "both parts need the same shape");
  }
  if (inputs.length !== rows * circuit.inputs) {
    throw shapeError(
      `there are ${rows} rows and ${inputs.length} input numbers`,
      `each row has ${circuit.inputs} inputs`,
    );
  }
  const bad = inputs.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw nonFinite(Math.floor(bad / circuit.inputs), inputs[bad]);
  for (const part of [states?.re, states?.im]) {
    const at = part ? part.findIndex((value) => !Number.isFinite(value)) : -1;
    if (part && at >= 0) throw nonFinite(Math.floor(at / size), part[at]);
  }
  return { rows, inputs: inputs.slice(), ...(states && { states }) };
}

function shapeError(got: string, wanted: string): UphillError {
  return new UphillError({ code: "shape", who: "prepare", got, wanted, todo: "Give whole rows, and at least one." });
}

/** @param what that row is said to do with the value */
export function nonFinite(row: number, value: number, what = "contains"): UphillError {
  return new UphillError({
    code: "non-finite",
    who: "prepare",
    got: `row ${row} ${what} ${value}`,
    wanted: "every number must be finite",
    todo: "Clean or drop that row.",
  });
}
