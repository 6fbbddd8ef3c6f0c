import { isUsualLabel } from "./table.js";
import { asNumber, isMissing } from "./values.js";

const LOOKED_AT = 1000;
/** So many numbers in a row that count their columns are names. */
const COUNTED = 3;

/**
 * Whether the first line of a text names the columns. It is data where it has numbers wherever the lines below do; but for
 * numbers that count the columns from 0, as pandas writes them, a usual name of the label, or a number above nothing but words.
 */
export function hasHeader([first, ...rest]: readonly (readonly string[])[]): boolean {
  const below = rest.slice(0, LOOKED_AT);
  const number = (text: string): boolean => !Number.isNaN(asNumber({ textual: true }, text));
  let numbers = 0;
  let counted = 0;
  let counts = true;
  for (const [c, cell] of first.entries()) {
    const values = below.map((row) => row[c] ?? "").filter((value) => !isMissing(value));
    const name = cell.trim();
    if (name.length > 1 && isUsualLabel(name) && !values.some((value) => value.trim() === name)) return true;
    if (number(name)) {
      counts &&= Number(name) === counted++;
      if (values.length > 0 && values.every((value) => !number(value) && !isTruth(value))) return true;
    } else if (name !== "") counts = false;
    if (isMissing(name)) continue;
    if (values.length > 0 && values.every(number)) {
      if (!number(name)) return true;
      numbers += 1;
    } else if (values.length > 0 && values.every(isTruth)) {
      if (!isTruth(name)) return true;
      numbers += 1;
    }
  }
  return numbers === 0 || (counts && counted >= COUNTED);
}

const isTruth = (text: string): boolean => /^\s*(true|false)\s*$/i.test(text);
