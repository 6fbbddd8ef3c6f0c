import { UphillError } from "@uphill/core";

/** scale · weights[weight] + offset: an angle that training moves, shared by all rows of a batch. */
export interface WeightAngle {
  readonly weight: number;
  readonly scale: number;
  readonly offset: number;
}

/** scale · inputs[input] + offset: an angle that comes with the data, one value per row. */
export interface InputAngle {
  readonly input: number;
  readonly scale: number;
  readonly offset: number;
}

/** An angle in radians: fixed, trained, or fed with the data. */
export type Angle = number | WeightAngle | InputAngle;

interface Affine {
  scale?: number;
  offset?: number;
}

/** The trained angle `scale · weights[index] + offset`. Several gates may use one weight. */
export function weight(index: number, { scale = 1, offset = 0 }: Affine = {}): WeightAngle {
  return { weight: checkIndex("weight", index), scale, offset };
}

/** The data angle `scale · inputs[index] + offset`. */
export function input(index: number, { scale = 1, offset = 0 }: Affine = {}): InputAngle {
  return { input: checkIndex("input", index), scale, offset };
}

function checkIndex(who: string, index: number): number {
  if (Number.isInteger(index) && index >= 0) return index;
  throw new UphillError({
    code: "index",
    who,
    got: `the index is ${index}`,
    wanted: "it must be a whole number from 0",
    todo: `Number ${who}s 0, 1, 2, ….`,
  });
}
