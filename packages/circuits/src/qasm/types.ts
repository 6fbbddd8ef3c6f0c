import type { FormulaValue } from "./expressions.js";

/** The types of numbers that a constant may have. */
export interface NumberType {
  readonly base: "float" | "angle" | "int" | "uint";
  /** In bits. */
  readonly width?: number;
}

/** Whole numbers up to here are exact. */
const EXACT = Number.MAX_SAFE_INTEGER;

/**
 * A number as its type holds it: whole numbers lose their fraction, towards zero, and wrap around where they have a width.
 * @param cannot refuses what cannot be held
 */
export function converted(
  value: number,
  { base, width }: NumberType,
  cannot: (got: string, todo: string) => never,
): FormulaValue {
  if (base === "float" || base === "angle") return { value, whole: false };
  const kept = Math.trunc(value) + 0;
  if (Math.abs(kept) > EXACT) cannot(`${kept} is beyond the whole numbers that are exact`, "Use a float.");
  if (width === undefined) {
    if (base === "uint" && kept < 0) cannot(`${kept} is negative, and a uint`, "Use int, or give the uint a width.");
    return { value: kept, whole: true };
  }
  // Numbers that are exact fit into more bits.
  if (width > 53) {
    if (base === "uint" && kept < 0) cannot(`${kept} wraps around beyond what is exact`, "Use int.");
    return { value: kept, whole: true };
  }
  const size = 2 ** width;
  const rest = ((kept % size) + size) % size;
  return { value: base === "int" && rest >= size / 2 ? rest - size : rest, whole: true };
}
