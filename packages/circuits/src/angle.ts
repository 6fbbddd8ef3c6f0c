import { checkNames, shown, UphillError } from "@uphill/core";

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
export function weight(index: number, affine: Affine = {}): WeightAngle {
  const { scale, offset } = checkAffine("weight", affine);
  return { weight: checkIndex("weight", index), scale, offset };
}

/** The data angle `scale · inputs[index] + offset`. */
export function input(index: number, affine: Affine = {}): InputAngle {
  const { scale, offset } = checkAffine("input", affine);
  return { input: checkIndex("input", index), scale, offset };
}

/** @throws UphillError "options" for what is no scale and offset; that they are finite is the circuit's to say */
function checkAffine(who: string, affine: Affine): Required<Affine> {
  checkNames(who, ["scale", "offset"], affine);
  const { scale = 1, offset = 0 } = affine;
  for (const [name, value] of Object.entries({ scale, offset }) as [string, unknown][]) {
    if (typeof value === "number") continue;
    throw new UphillError({
      code: "options",
      who,
      got: `${name} is ${shown(value)}`,
      wanted: "it must be a number",
      todo: "The angle is scale · value + offset.",
    });
  }
  return { scale, offset };
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
