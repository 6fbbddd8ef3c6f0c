import { UphillError } from "@uphill/core";
import { expectObservable, expectText } from "./expected.js";
import { pauli, simplify, type Observable, type PauliTerm } from "./observable.js";

const NUMBER = /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y;
const LETTER = /[IXYZ]\d+/y;

/**
 * Reads a sum of Pauli words from text, such as `"0.5*X0 Z1 - 1.2*Z2 + 0.3"`. Coefficients are decimal numbers. The
 * sign `*` may be left out. A bare number is a multiple of the identity. Equal words are added up.
 * @param text the text
 * @returns the observable
 * @throws UphillError "observable" with the column of what does not fit
 */
export function parseObservable(text: string): Observable {
  expectText("parseObservable", text);
  let at = 0;
  const skip = (): void => {
    while (text[at] === " ") at += 1;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    skip();
    return found;
  };
  const refuse = (wanted: string): never => {
    throw new UphillError({
      code: "observable",
      who: `observable "${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`,
      got: at < text.length ? `column ${at + 1} has "${text.slice(at, at + 8)}"` : "it ends",
      wanted,
      todo: 'Write terms such as "0.5*X0 Z1 - 1.2*Z2 + 0.3".',
    });
  };

  const terms: PauliTerm[] = [];
  skip();
  for (let first = true; first || at < text.length; first = false) {
    const sign = take(/[+-]/y);
    if (!first && sign === undefined) refuse("terms are joined by + or −");
    const number = take(NUMBER);
    const letters: string[] = [];
    let star = number !== undefined && take(/\*/y) !== undefined;
    for (let letter = take(LETTER); letter !== undefined; letter = take(LETTER)) {
      letters.push(letter);
      star = take(/\*/y) !== undefined;
    }
    if (star) refuse("a letter X, Y or Z with its qubit must follow *");
    if (number === undefined && letters.length === 0)
      refuse("a number or a letter X, Y or Z with its qubit must stand here");
    const { terms: found } = pauli(
      letters.filter((letter) => !letter.startsWith("I")).join(" "),
      (sign === "-" ? -1 : 1) * Number(number ?? 1),
    );
    terms.push(found[0]);
  }
  return simplify({ terms });
}

/**
 * Writes an observable as text. {@link parseObservable} reads it back to the bit.
 * @param observable the observable
 * @returns the text
 */
export function formatObservable(observable: Observable): string {
  expectObservable("formatObservable", observable);
  const { terms } = observable;
  const text = terms.map(({ coefficient, paulis }, index) => {
    const word = paulis.map(([qubit, letter]) => `${letter}${qubit}`).join(" ");
    const size = Math.abs(coefficient);
    const sign = coefficient < 0 ? (index ? " - " : "-") : index ? " + " : "";
    if (word === "") return `${sign}${size}`;
    return `${sign}${size === 1 ? "" : `${size}*`}${word}`;
  });
  return text.join("") || "0";
}
