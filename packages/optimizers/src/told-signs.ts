import { oneLine, shown, UphillError } from "@uphill/core";
import type { Report, Sign } from "./report.js";

const CODE = /^[a-z][a-z0-9-]{0,39}$/;
const LONGEST_TEXT = 300;
const MOST_SIGNS = 16;

/**
 * Checks the signs that a step tells, and returns a copy. Texts become one line each and are shortened if they are too
 * long.
 * @param given what the step tells
 * @param refuse throws an error; it gets what is wrong and what would be right
 * @returns the signs
 */
export function ownSigns(given: unknown, refuse: (got: string, wanted: string) => never): Sign[] {
  if (!Array.isArray(given) || given.length > MOST_SIGNS)
    return refuse(
      `its report has signs that are ${Array.isArray(given) ? `${given.length}` : shown(given)}`,
      `signs are a list of ${MOST_SIGNS} at most, each { code, text }`,
    );
  return (given as unknown[]).map((sign) => {
    const { code, text } = (sign ?? {}) as Partial<Record<keyof Sign, unknown>>;
    if (typeof code !== "string" || !CODE.test(code))
      return refuse(
        `its report has a sign whose code is ${shown(code)}`,
        "a code is a word of small letters, digits and -, 40 at most, such as step-too-long",
      );
    if (typeof text !== "string" || text.trim() === "")
      return refuse(
        `its report has a sign ${code} whose text is ${shown(text)}`,
        "a sign says what is wrong in a sentence",
      );
    return { code, text: oneLine(text, LONGEST_TEXT) };
  });
}

/**
 * Checks the signs of a report.
 * @throws UphillError "optimizer" for signs that are wrong
 */
export function ownReport(who: string, report: Report): Report {
  if (report.signs === undefined) return report;
  const signs = ownSigns(report.signs, (got, wanted): never => {
    throw new UphillError({
      code: "optimizer",
      who,
      got,
      wanted,
      todo: 'For example report: { signs: [{ code: "step-too-long", text: "The step was cut 9 times." }] }.',
    });
  });
  return { ...report, signs };
}
