import type { Angle, PolynomialAngle } from "../angle.js";

/** An angle as a picture shows it, and what moves it. */
export interface AngleLabel {
  /** The text of the angle. */
  readonly text: string;
  /** What moves the angle: nothing, a weight or an input. */
  readonly kind: "number" | "weight" | "input";
}

/** `2·w3+0.5`, `x1`, `-π/2`, `x0·x1-π·x2`; what would be long is only `f(x0,x1)`. */
export function angleLabel(angle: Angle): AngleLabel {
  if (typeof angle === "number") return { text: numberLabel(angle), kind: "number" };
  if ("terms" in angle) return { text: polynomialLabel(angle), kind: "input" };
  const name = "weight" in angle ? `w${angle.weight}` : `x${angle.input}`;
  return {
    text: `${scaleLabel(angle.scale)}${name}${offsetLabel(angle.offset)}`,
    kind: "weight" in angle ? "weight" : "input",
  };
}

/** A box of a picture is not wider than this for an angle of several inputs. */
const WIDEST = 24;
/** Terms, and names of inputs, that a label of an angle looks at. */
const MOST_SHOWN = 3;

function polynomialLabel({ terms, scale, offset }: PolynomialAngle): string {
  if (terms.length <= MOST_SHOWN) {
    const parts = terms.map(({ coefficient, inputs }) => {
      const product = inputs.map((index) => `x${index}`).join("·");
      return `${scaleLabel(terms.length === 1 ? scale * coefficient : coefficient)}${product}`;
    });
    const sum = parts.map((part, k) => (k === 0 || part.startsWith("-") ? part : `+${part}`)).join("");
    const scaled = terms.length === 1 || scale === 1 ? sum : `${scaleLabel(scale)}(${sum})`;
    const text = `${scaled}${offsetLabel(offset)}`;
    if (text.length <= WIDEST) return text;
  }
  const names = Array.from(new Set(terms.flatMap(({ inputs }) => inputs)))
    .sort((a, b) => a - b)
    .map((index) => `x${index}`);
  const shown = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN - 1), "…", names[names.length - 1]] : names;
  return `f(${shown.join(",")})`;
}

function offsetLabel(offset: number): string {
  return offset === 0 ? "" : `${offset > 0 ? "+" : ""}${numberLabel(offset)}`;
}

function scaleLabel(scale: number): string {
  if (scale === 1) return "";
  return scale === -1 ? "-" : `${numberLabel(scale)}·`;
}

const DENOMINATORS = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64];

/** Four digits, or a multiple of π where the number is one. */
export function numberLabel(value: number): string {
  for (const denominator of DENOMINATORS) {
    const turns = (value / Math.PI) * denominator;
    const whole = Math.round(turns);
    if (whole === 0 || Math.abs(whole) > 1000 || Math.abs(turns - whole) > 1e-10) continue;
    const factor = Math.abs(whole) === 1 ? "" : String(Math.abs(whole));
    return `${whole < 0 ? "-" : ""}${factor}π${denominator === 1 ? "" : `/${denominator}`}`;
  }
  // The largest numbers would round to Infinity, so large ones are shortened as text.
  if (Math.abs(value) >= 999_950) return value.toExponential(3).replace(/\.?0*e\+/, "e");
  return String(Number(value.toPrecision(4)) + 0); // + 0: no "-0"
}

const LONGEST = 32;

/** A name that no terminal and no XML parser stumbles over: control characters and their kin replaced, shortened. */
export function printable(text: string): string {
  const characters = Array.from(text, (character) => (/\p{C}|\p{Zl}|\p{Zp}/u.test(character) ? "�" : character));
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : characters.join("");
}

/** How many columns of a terminal a text takes: accents none, East Asian characters and emoji two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (character <= "~") columns += 1;
    else if (!/\p{M}/u.test(character)) columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
