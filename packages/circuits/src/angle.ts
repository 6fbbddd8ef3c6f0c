import { checkNames, shown, UphillError } from "@uphill/core";
import { MOST_FACTORS, MOST_TERMS } from "./limits.js";

/** A trained angle: scale · weights[weight] + offset. All rows of a batch share it. */
export interface WeightAngle {
  /** The index of the weight. */
  readonly weight: number;
  /** The factor of the weight. */
  readonly scale: number;
  /** What is added, in radians. */
  readonly offset: number;
}

/** An angle that comes with the data: scale · inputs[input] + offset, one value for each row. */
export interface InputAngle {
  /** The index of the input. */
  readonly input: number;
  /** The factor of the input. */
  readonly scale: number;
  /** What is added, in radians. */
  readonly offset: number;
}

/** A coefficient times a product of inputs. */
export interface PolynomialTerm {
  /** The factor of the product. */
  readonly coefficient: number;
  /** The indices of the inputs. An index may stand there twice: [0, 0] is the square of input 0. */
  readonly inputs: readonly number[];
}

/** An angle that comes with the data and depends on several inputs: scale · Σ terms + offset. */
export interface PolynomialAngle {
  /** The terms of the sum. */
  readonly terms: readonly PolynomialTerm[];
  /** The factor of the sum. */
  readonly scale: number;
  /** What is added, in radians. */
  readonly offset: number;
}

/** An angle in radians: fixed, trained, or fed with the data. */
export type Angle = number | WeightAngle | InputAngle | PolynomialAngle;

interface Affine {
  scale?: number;
  offset?: number;
}

/**
 * Makes a trained angle: `scale · weights[index] + offset`. Several gates may use the same weight.
 * @param index the index of the weight
 * @param affine the scale (default 1) and the offset (default 0)
 * @returns the angle
 * @example
 * ```ts
 * circuit(2, [rx(weight(0), 0), ry(weight(0, { scale: 2 }), 1)]); // both turn with weight 0
 * ```
 */
export function weight(index: number, affine: Affine = {}): WeightAngle {
  const { scale, offset } = checkAffine("weight", affine);
  return { weight: checkIndex("weight", index), scale, offset };
}

/**
 * Makes an angle that comes with the data: `scale · inputs[index] + offset`.
 * @param index the index of the input
 * @param affine the scale (default 1) and the offset (default 0)
 * @returns the angle
 */
export function input(index: number, affine: Affine = {}): InputAngle {
  const { scale, offset } = checkAffine("input", affine);
  return { input: checkIndex("input", index), scale, offset };
}

/**
 * Makes an angle from several inputs: `scale · Σ coefficient · inputs[i] · inputs[j] · … + offset`. Equal terms are
 * added up. If the result is one input times a number, the angle is the one that {@link input} makes.
 * @param terms the terms; a coefficient that is left out is 1
 * @param affine the scale (default 1) and the offset (default 0)
 * @returns the angle
 * @throws UphillError "index" | "angle" for too many terms, terms that are too long, or numbers that are not finite
 * @example
 * ```ts
 * rz(polynomial([{ inputs: [0, 1] }, { coefficient: -Math.PI, inputs: [2] }]), 0); // x0·x1 − π·x2
 * ```
 */
export function polynomial(
  terms: readonly { readonly coefficient?: number; readonly inputs: readonly number[] }[],
  { scale = 1, offset = 0 }: Affine = {},
): Angle {
  if (!isListOfTerms(terms)) {
    throw refuse({ got: "it was given no list of terms", wanted: "a term is { coefficient, inputs: [0, 1] }" });
  }
  const given = terms.map(({ coefficient = 1, inputs }) => ({ coefficient, inputs }));
  const fault = faultOfTerms(given);
  if (fault) throw refuse(fault);
  for (const { inputs } of given) for (const index of inputs) checkIndex("input", index);
  const angle = simplest(given, scale, offset);
  const after = typeof angle === "object" && "terms" in angle ? faultOfTerms(angle.terms) : undefined;
  if (after) throw refuse(after);
  return angle;
}

/** An angle's terms put together and sorted, numbers moved to its offset, and the simplest kind of angle that says the same. */
export function simplest(terms: readonly PolynomialTerm[], scale: number, offset: number): Angle {
  const found = new Map<string, PolynomialTerm>();
  let constant = 0;
  for (const { coefficient, inputs } of terms) {
    if (inputs.length === 0) {
      constant += coefficient;
      continue;
    }
    const ordered = inputs.length === 1 ? inputs : [...inputs].sort((a, b) => a - b);
    const key = ordered.join();
    found.set(key, { coefficient: coefficient + (found.get(key)?.coefficient ?? 0), inputs: ordered });
  }
  const kept = Array.from(found.values()).filter(({ coefficient }) => coefficient !== 0);
  return ofSorted(kept.sort(byInputs), scale, constant === 0 ? offset : scale * constant + offset);
}

/** The sum of two lists of terms, each as an angle has it: sorted, and none twice. Cost: linear, so that long sums are no burden. */
export function sumOfSorted(a: readonly PolynomialTerm[], b: readonly PolynomialTerm[], offset: number): Angle {
  const terms: PolynomialTerm[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : byInputs(a[i], b[j]);
    if (order < 0) terms.push(a[i++]);
    else if (order > 0) terms.push(b[j++]);
    else {
      const coefficient = a[i].coefficient + b[j++].coefficient;
      const { inputs } = a[i++];
      if (coefficient !== 0) terms.push({ coefficient, inputs });
    }
  }
  return ofSorted(terms, 1, offset);
}

function ofSorted(terms: readonly PolynomialTerm[], scale: number, offset: number): Angle {
  // + 0: an offset of −0 would show in pictures and files.
  const shift = offset + 0;
  if (terms.length === 0) return shift;
  const [{ coefficient, inputs }] = terms;
  if (terms.length === 1 && inputs.length === 1) return { input: inputs[0], scale: scale * coefficient, offset: shift };
  return { terms, scale, offset: shift };
}

/**
 * Works out the value of an angle.
 * @param angle the angle
 * @param weights the weights, in radians
 * @param inputs the inputs of one or more rows
 * @param from where the row begins in `inputs`
 * @returns the value in radians
 */
export function angleAt(angle: Angle, weights: ArrayLike<number>, inputs: ArrayLike<number>, from = 0): number {
  if (typeof angle === "number") return angle;
  if ("weight" in angle) return angle.scale * weights[angle.weight] + angle.offset;
  if ("input" in angle) return angle.scale * inputs[from + angle.input] + angle.offset;
  let sum = 0;
  for (const term of angle.terms) {
    let product = term.coefficient;
    for (const index of term.inputs) product *= inputs[from + index];
    sum += product;
  }
  return angle.scale * sum + angle.offset;
}

interface Fault {
  readonly got: string;
  readonly wanted: string;
}

/** What is wrong with terms, if anything; their inputs' numbers are not looked at. */
export function faultOfTerms(terms: readonly PolynomialTerm[]): Fault | undefined {
  if (terms.length > MOST_TERMS) {
    return { got: `an angle has ${terms.length} terms`, wanted: `${MOST_TERMS} are the limit` };
  }
  for (const { coefficient, inputs } of terms) {
    if (!Number.isFinite(coefficient)) {
      return { got: `a term's coefficient is ${coefficient}`, wanted: "coefficients must be finite numbers" };
    }
    if (inputs.length > MOST_FACTORS) {
      return { got: `a term multiplies ${inputs.length} inputs`, wanted: `${MOST_FACTORS} are the limit` };
    }
  }
  return undefined;
}

const isListOfTerms = (given: unknown): boolean =>
  Array.isArray(given) && given.every((term) => Array.isArray((term as Partial<PolynomialTerm> | undefined)?.inputs));

/** Shorter terms first, then by the inputs' numbers. */
function byInputs({ inputs: a }: PolynomialTerm, { inputs: b }: PolynomialTerm): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return 0;
}

function refuse({ got, wanted }: Fault): UphillError {
  return new UphillError({
    code: "angle",
    who: "polynomial",
    got,
    wanted,
    todo: "Correct the terms, or compute the angle outside and feed it as an input of its own.",
  });
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
