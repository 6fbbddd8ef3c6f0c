import { shown, UphillError, type Field } from "@uphill/core";

/** Complex numbers by their parts. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const REAL = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const COMPLEX = new RegExp(`^(${REAL})?(?:([+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)?)[ij])?$`, "i");

/** Text that is the name of one of these, such as "haar:3", or says what is meant itself. */
export function textField(standard: string, about: string, type: string): Field<string> {
  return {
    default: standard,
    about,
    type,
    schema: {
      "~standard": {
        version: 1,
        vendor: "uphill",
        validate: (value) =>
          typeof value === "string" && value.trim() !== ""
            ? { value: value.trim() }
            : { issues: [{ message: "must be text" }] },
      },
    },
  };
}

/**
 * A list of numbers from text: JSON, or numbers with spaces or commas between. A complex number is "0.5-0.2i", or in JSON a pair too.
 * @throws UphillError "options" naming the first that is none
 */
export function readVector(who: string, text: string): Complex {
  return vectorOf(who, text.startsWith("[") ? fromJSON(who, text) : words(text));
}

/** A square matrix from text, row by row: JSON, or a row a line. @throws UphillError "options" */
export function readMatrix(who: string, text: string): Complex & { readonly size: number } {
  const rows = text.startsWith("[")
    ? fromJSON(who, text)
    : text
        .split(/[\n;]/)
        .map(words)
        .filter((row) => row.length > 0);
  const read = rows.map((row) => {
    if (!Array.isArray(row)) throw refusal(who, `a row of the matrix is ${shown(row)}`);
    return vectorOf(who, row);
  });
  const ragged = read.find(({ re }) => re.length !== rows.length);
  const entries = ragged?.re.length === 1 ? "1 entry" : `${ragged?.re.length ?? 0} entries`;
  if (ragged) throw refusal(who, `the matrix has ${rows.length} rows, and one of them has ${entries}`);
  return {
    size: rows.length,
    re: Float64Array.from(read.flatMap(({ re }) => [...re])),
    im: Float64Array.from(read.flatMap(({ im }) => [...im])),
  };
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

function fromJSON(who: string, text: string): unknown[] {
  try {
    const given: unknown = JSON.parse(text);
    if (Array.isArray(given)) return given;
  } catch (error) {
    throw refusal(who, `the text is no JSON: ${(error as Error).message}`);
  }
  throw refusal(who, "the JSON is no list");
}

function vectorOf(who: string, entries: readonly unknown[]): Complex {
  const numbers = entries.map((entry) => {
    const found = complexOf(entry);
    if (found?.every(Number.isFinite)) return found;
    throw refusal(who, `a number is ${shown(entry)}`);
  });
  return { re: Float64Array.from(numbers, ([re]) => re), im: Float64Array.from(numbers, ([, im]) => im) };
}

function complexOf(entry: unknown): readonly [number, number] | undefined {
  if (typeof entry === "number") return [entry, 0];
  if (Array.isArray(entry))
    return entry.length === 2 && entry.every((part) => typeof part === "number")
      ? (entry as [number, number])
      : undefined;
  const match = typeof entry === "string" && entry !== "" ? COMPLEX.exec(entry.replaceAll(/\s/g, "")) : null;
  if (!match || match[0] === "") return undefined;
  const [whole, re, im] = [match[0], match.at(1), match.at(2)];
  if (!/[ij]$/i.test(whole)) return [Number(re), 0];
  // "2i" is read as a real 2 with a bare i behind it.
  if (im === "" && re !== undefined) return [0, Number(re)];
  return [Number(re ?? 0), /^[+-]?$/.test(im ?? "") ? Number(`${im ?? ""}1`) : Number(im)];
}

function refusal(who: string, got: string): UphillError {
  return new UphillError({
    code: "options",
    who,
    got,
    wanted: "numbers are written as 0.5, 2i or 0.5-0.2i, or in JSON as a pair of real and imaginary part",
    todo: 'For example "0.6 0 0 0.8i", or [[0, 1], [1, 0]] for a matrix.',
  });
}
