import { simplest, sumOfSorted, type Angle, type PolynomialTerm } from "../angle.js";
import { MOST_FACTORS, MOST_TERMS } from "../limits.js";

export type Binary = "+" | "-" | "*" | "/" | "%" | "**";

/** What decides how several names of a file's inputs may meet in one angle. */
export interface Meeting {
  /** Whether weights may meet: their angle is then given as a polynomial in their numbers, for the reader to make inputs of. */
  readonly weightsToo: boolean;
  /** Is told how much work a sum or product of several inputs is, before it is done: refuses where that is too much. */
  spend(work: number): void;
  /** Refuses a result that is beyond a limit. */
  cannot(got: string, wanted: string): never;
}

/** scale · angle. */
export function times(angle: Angle, scale: number): Angle {
  if (typeof angle === "number") return scale * angle;
  // + 0: an offset of −0 would show in pictures and files.
  return { ...angle, scale: scale * angle.scale, offset: scale * angle.offset + 0 };
}

/** One arithmetic step, or nothing where the result is no angle: a number, affine in one weight, or a polynomial in inputs. */
export function combine(does: Binary, a: Angle, b: Angle, meeting: Meeting): Angle | undefined {
  if (typeof a === "number" && typeof b === "number") return compute(does, a, b);
  if (does === "+") return add(a, b, meeting);
  if (does === "-") return add(a, times(b, -1), meeting);
  if (does === "*") {
    if (typeof a === "number") return times(b, a);
    return typeof b === "number" ? times(a, b) : multiply(a, b, meeting);
  }
  if (typeof b !== "number" || typeof a === "number") return undefined;
  if (does === "/") return { ...a, scale: a.scale / b, offset: a.offset / b };
  return does === "**" ? power(a, b, meeting) : undefined;
}

/** What a step, or a new factor of a term, costs beside going once over a term. */
const A_STEP = 16;

type Moving = Exclude<Angle, number>;

function add(a: Angle, b: Angle, meeting: Meeting): Angle | undefined {
  if (typeof a === "number") return typeof b === "number" ? a + b : { ...b, offset: a + b.offset };
  if (typeof b === "number") return { ...a, offset: a.offset + b };
  if (sameName(a, b)) return { ...a, scale: a.scale + b.scale, offset: a.offset + b.offset };
  if (!mayMeet(a, b, meeting)) return undefined;
  const [left, right] = [termsOf(a), termsOf(b)];
  meeting.spend(A_STEP + left.length + right.length);
  return within(sumOfSorted(left, right, a.offset + b.offset), meeting);
}

function multiply(a: Moving, b: Moving, meeting: Meeting): Angle | undefined {
  if (!mayMeet(a, b, meeting)) return undefined;
  const [left, right] = [a, b].map((angle) => [...termsOf(angle), { coefficient: angle.offset, inputs: [] }]);
  const degree = degreeOf(left) + degreeOf(right);
  meeting.spend(A_STEP * left.length * right.length * (1 + degree));
  if (degree > MOST_FACTORS) {
    meeting.cannot(`an angle multiplies more than ${MOST_FACTORS} inputs`, "that is the limit");
  }
  const terms: PolynomialTerm[] = [];
  for (const { coefficient: c, inputs: some } of left) {
    if (c === 0) continue;
    for (const { coefficient: d, inputs: others } of right) {
      if (d !== 0) terms.push({ coefficient: c * d, inputs: [...some, ...others] });
    }
  }
  return within(simplest(terms, 1, 0), meeting);
}

function power(a: Moving, exponent: number, meeting: Meeting): Angle | undefined {
  if (!Number.isInteger(exponent) || exponent < 0 || !mayMeet(a, a, meeting)) return undefined;
  if (exponent === 0) return 1;
  if (exponent > MOST_FACTORS) {
    meeting.cannot(`an angle multiplies more than ${MOST_FACTORS} inputs`, "that is the limit");
  }
  let result: Angle = a;
  for (let k = 1; k < exponent; k++) {
    result = combine("*", result, a, meeting)!;
  }
  return result;
}

const sameName = (a: Moving, b: Moving): boolean =>
  ("weight" in a && "weight" in b && a.weight === b.weight) || ("input" in a && "input" in b && a.input === b.input);

const mayMeet = (a: Moving, b: Moving, { weightsToo }: Meeting): boolean =>
  weightsToo || !("weight" in a || "weight" in b);

/** Its terms, scale included and offset left out. */
function termsOf(angle: Moving): readonly PolynomialTerm[] {
  const { scale } = angle;
  if ("weight" in angle) return [{ coefficient: scale, inputs: [angle.weight] }];
  if ("input" in angle) return [{ coefficient: scale, inputs: [angle.input] }];
  if (scale === 1) return angle.terms;
  return angle.terms.map(({ coefficient, inputs }) => ({ coefficient: scale * coefficient, inputs }));
}

const degreeOf = (terms: readonly PolynomialTerm[]): number =>
  terms.reduce((most, { inputs }) => Math.max(most, inputs.length), 0);

function within(angle: Angle, { cannot }: Meeting): Angle {
  if (typeof angle === "number" || !("terms" in angle)) return angle;
  if (angle.terms.length > MOST_TERMS) {
    cannot(`an angle has ${angle.terms.length} terms`, `${MOST_TERMS} are the limit`);
  }
  if (!angle.terms.every(({ coefficient }) => Number.isFinite(coefficient))) {
    cannot("an expression has no finite value", "angles must be finite numbers");
  }
  return angle;
}

export function compute(does: Binary, a: number, b: number): number {
  if (does === "+") return a + b;
  if (does === "-") return a - b;
  if (does === "*") return a * b;
  if (does === "/") return a / b;
  return does === "%" ? a - b * Math.floor(a / b) : a ** b;
}
