import { parseObservable, pauli, simplify, sum, type Observable } from "@uphill/circuits";
import { shown, UphillError } from "@uphill/core";

/** OpenFermion prints `(0.5+0j) [X0 Z1] +`. */
const BRACKETED = /([^[\]]*)\[([^[\]]*)\]/g;
const COMPLEX = /\d\.?[ij]\b/;

/**
 * A Hamiltonian from text: Pauli words as `0.5*X0 Z1 - 1.2*Z2`, the print of OpenFermion as `0.5 [X0 Z1] + (0.3+0j) []`, or JSON, a list of
 * `[0.5, "XIZ"]` or `["XIZ", 0.5]`, also as `{ "paulis": […] }`. The first letter of a word without numbers is that of qubit 0.
 * @throws UphillError "observable" saying what does not fit; coefficients are real
 */
export function readHamiltonian(who: string, text: string): Observable {
  const whole = text.trim();
  if (whole.startsWith("[[") || whole.startsWith("{") || /^\[\s*\[/.test(whole)) return fromJSON(who, whole);
  if (whole.includes("[")) return fromBrackets(who, whole);
  if (COMPLEX.test(whole)) throw complex(who, COMPLEX.exec(whole)![0]);
  return parseObservable(whole.replaceAll(/\s+/g, " "));
}

function fromJSON(who: string, text: string): Observable {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw refusal(who, `the Hamiltonian is no JSON: ${(error as Error).message}`);
  }
  const terms = Array.isArray(given) ? given : (given as { paulis?: unknown } | null)?.paulis;
  if (!Array.isArray(terms)) throw refusal(who, "the JSON has no list of terms");
  return simplify(
    sum(
      ...terms.map((term: unknown, k) => {
        const [word, coefficient] = pair(term);
        if (Array.isArray(coefficient) || (typeof coefficient === "string" && COMPLEX.test(coefficient)))
          throw complex(who, JSON.stringify(coefficient));
        if (typeof word !== "string" || typeof coefficient !== "number")
          throw refusal(who, `term ${k} is ${shown(term)}`);
        return wordOf(who, word, coefficient);
      }),
    ),
  );
}

/** [word, coefficient], which may stand in either order. */
function pair(term: unknown): readonly [unknown, unknown] {
  if (!Array.isArray(term) || term.length !== 2) return [undefined, undefined];
  const [a, b] = term as readonly unknown[];
  return typeof a === "string" && !COMPLEX.test(a) ? [a, b] : [b, a];
}

function fromBrackets(who: string, text: string): Observable {
  const found = [...text.matchAll(BRACKETED)];
  const rest = text.replaceAll(BRACKETED, "").trim();
  if (found.length === 0 || rest !== "") throw refusal(who, `"${rest.slice(0, 40)}" stands outside of the terms`);
  return simplify(
    sum(
      ...found.map(([, before, word]) => {
        const coefficient = before.replaceAll(/[\s*]/g, "").replace(/^\+/, "");
        return wordOf(who, word, realOf(who, coefficient));
      }),
    ),
  );
}

/** "0.5", "-", "(0.5+0j)": a complex number with nothing imaginary is real. */
function realOf(who: string, text: string): number {
  const bare = text.replaceAll(/[()]/g, "").replace(/[+-]0?\.?0*j$/, "");
  if (/j$/.test(bare)) throw complex(who, text);
  const value = bare === "" || bare === "-" ? Number(`${bare}1`) : Number(bare);
  if (Number.isFinite(value)) return value;
  throw refusal(who, `a coefficient is "${text.slice(0, 40)}"`);
}

function wordOf(who: string, word: string, coefficient: number): Observable {
  if (!/^[IXYZ]+$/.test(word)) return pauli(word, coefficient);
  if (word.length > 30) throw refusal(who, `a word has ${word.length} letters`);
  const factors = Array.from(word).flatMap((letter, qubit) => (letter === "I" ? [] : [`${letter}${qubit}`]));
  return pauli(factors.join(" "), coefficient);
}

function complex(who: string, got: string): UphillError {
  return new UphillError({
    code: "observable",
    who,
    got: `a coefficient is complex: ${got}`,
    wanted: "the coefficients of a Hamiltonian are real numbers",
    todo: "Leave imaginary parts out; where they are not 0, the operator is no Hamiltonian.",
  });
}

function refusal(who: string, got: string): UphillError {
  return new UphillError({
    code: "observable",
    who,
    got,
    wanted: "a Hamiltonian is a sum of real multiples of Pauli words",
    todo: 'Write 0.5*X0 Z1 - 1.2*Z2, or JSON such as [[0.5, "XZI"], [-1.2, "IIZ"]].',
  });
}
