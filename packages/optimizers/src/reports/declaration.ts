import { oneLine, shown } from "@uphill/core";

/** Says what is counted of one field of an optimizer's reports. It stands in `reports` under the name of the field. */
export interface FigureDeclaration {
  /** "count" counts the steps in which the field was true, or a number other than 0. */
  readonly kind: "count";
  /** What is counted, in words that follow a colon: "steps turned around". */
  readonly about: string;
  /** The name of the count: "reversals". Default: the name of the field. */
  readonly title?: string;
  /** The head of its column in tables. Without it there is no column, and the count stands in the curves only. */
  readonly head?: string;
  /** What the optimizer did with such a step: "reversed". The verdict then says how many steps were reversed. */
  readonly verb?: string;
}

/** Declared figures, by the names of their fields. */
export type FigureDeclarations = Readonly<Record<string, FigureDeclaration>>;

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
/** Fields that every report may have, which are no counts. */
const TAKEN = ["value", "gradientNorm", "length", "signs"];
const MOST_FIGURES = 20;
const LONGEST = { about: 200, title: 60, head: 20, verb: 40 };

/**
 * Checks the figures that an optimizer declares, and returns a copy. Texts become one line each and are shortened if
 * they are too long.
 * @param given what the optimizer declares
 * @param refuse throws an error; it gets what is wrong and what would be right
 * @returns the declarations
 */
export function ownFigures(given: unknown, refuse: (got: string, wanted: string) => never): FigureDeclarations {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return refuse(`its reports are ${shown(given)}`, "they must be an object with a declaration for each field");
  const entries = Object.entries(given);
  if (entries.length > MOST_FIGURES)
    refuse(`its reports declare ${entries.length} fields`, `they may declare ${MOST_FIGURES}`);
  return Object.fromEntries(
    entries.map(([name, declared]): [string, FigureDeclaration] => {
      const field = oneLine(name, 40);
      if (!NAME.test(name) || TAKEN.includes(name))
        refuse(
          `its reports declare the field "${field}"`,
          `a field is a word of letters and digits, 40 at most, and not ${TAKEN.join(", ")}`,
        );
      const { kind, ...texts } = (declared ?? {}) as Partial<Record<keyof FigureDeclaration, unknown>>;
      if (kind !== "count") refuse(`the kind of its field ${field} is ${shown(kind)}`, 'it must be "count"');
      const clean = Object.entries(LONGEST).flatMap(([part, most]) => {
        const text = texts[part as keyof typeof LONGEST];
        if (text === undefined && part !== "about") return [];
        if (typeof text === "string" && text.trim() !== "") return [[part, oneLine(text, most)]];
        return refuse(`${part} of its field ${field} is ${shown(text)}`, "it must be a text that is not empty");
      });
      return [name, { kind: "count", ...(Object.fromEntries(clean) as { about: string }) }];
    }),
  );
}
