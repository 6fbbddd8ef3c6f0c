import { parseObservable, pauli, simplify, type Observable } from "@uphill/circuits";
import { shown, UphillError } from "@uphill/core";

/** OpenFermion prints `(0.5+0j) [X0 Z1] +`. */
const BRACKETED = /([^[\]]*)\[([^[\]]*)\]/g;
/** Qiskit prints `[('XIZ', (0.5+0j))]`. */
const PRINTED = /\(\s*['"]([^'"]*)['"]\s*,\s*(?:np\.\w+)?(\([^()]*\)|[^()]*)\s*\)/g;
const IMAGINARY = /^(.*?)([+-]?(?:\d+\.?\d*|\.\d+)?(?:[eE][+-]?\d+)?)[ij]$/;
const COMPLEX = /\d\.?[ij]\b/;

/** The most letters of a word: circuits have 30 qubits. */
const MOST_LETTERS = 30;

/** A Hamiltonian that was read, and how many qubits its words name. */
export interface ReadHamiltonian {
  readonly observable: Observable;
  readonly qubits: number;
}

/**
 * A Hamiltonian from text, in one of these forms; coefficients are real, also as `(0.5+0j)`.
 *   Pauli words: `0.5*X0 Z1 - 1.2*Z2`.
 *   OpenFermion's print of a QubitOperator: `0.5 [X0 Z1] + (0.3+0j) []`.
 *   A list with the word last, as JSON: `[[0.5, "XZI"], [-1.2, "IIZ"]]`; the FIRST letter is that of qubit 0.
 *   A list with the word first, as Qiskit's `SparsePauliOp.to_list()` gives it, in JSON or as Python prints it: `[["IZX", 0.5]]`,
 *   `[('IZX', (0.5+0j))]`, `{ "paulis": [{ "label": "IZX", "coeff": { "real": 0.5, "imag": 0 } }] }`; the LAST letter is that of qubit 0.
 * Which end a word begins at follows from the order in a pair alone; a list has one order. Words with numbers, "X0 Z1", may stand in both.
 * @throws UphillError "observable" saying what does not fit
 */
export function readHamiltonian(who: string, text: string): ReadHamiltonian {
  const whole = text.trim();
  if (whole === "") throw refusal(who, "the Hamiltonian is empty");
  if (/^\{|^\[\s*([[{\]])/.test(whole)) return fromJSON(who, whole);
  if (/^\[\s*\(/.test(whole)) return fromPrint(who, whole);
  if (whole.includes("[")) return fromBrackets(who, whole);
  return measured([parseObservable(realWords(who, whole).replaceAll(/\s+/g, " "))]);
}

/** `(0.5+0j)` as the real number that it is. */
function realWords(who: string, text: string): string {
  const real = text.replaceAll(/([+-]?)\s*\(([^()]*[ij])\)/g, (_, sign: string, inner: string) => {
    const value = (sign === "-" ? -1 : 1) * realOf(who, inner);
    return `${value < 0 ? "-" : "+"} ${Math.abs(value)}`;
  });
  const left = COMPLEX.exec(real);
  if (left) throw complex(who, left[0]);
  return real;
}

function fromJSON(who: string, text: string): ReadHamiltonian {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw refusal(who, `the Hamiltonian is no JSON: ${(error as Error).message}`);
  }
  const terms = Array.isArray(given) ? given : (given as { paulis?: unknown }).paulis;
  if (!Array.isArray(terms)) throw refusal(who, "the JSON has no list of terms");
  return fromPairs(
    who,
    terms.map((term: unknown, k) => {
      const pair = pairOf(term);
      const coefficient = pair && numberOf(who, pair.coefficient);
      if (!pair || coefficient === undefined) throw refusal(who, `term ${k} is ${shown(term)}`);
      return { word: pair.word, wordFirst: pair.wordFirst, coefficient };
    }),
  );
}

interface Pair {
  readonly word: string;
  readonly wordFirst: boolean;
  readonly coefficient: number;
}

/** A word and what stands beside it; undefined where it is no such pair. */
function pairOf(term: unknown): (Omit<Pair, "coefficient"> & { coefficient: unknown }) | undefined {
  if (typeof term === "object" && term !== null && "label" in term && "coeff" in term)
    return isWord(term.label) ? { word: term.label, wordFirst: true, coefficient: term.coeff } : undefined;
  if (!Array.isArray(term) || term.length !== 2) return undefined;
  const [a, b] = term as readonly unknown[];
  if (isWord(a)) return { word: a, wordFirst: true, coefficient: b };
  return isWord(b) ? { word: b, wordFirst: false, coefficient: a } : undefined;
}

/** Numbers in text begin with a digit, a sign, a point or a bracket. */
const isWord = (value: unknown): value is string => typeof value === "string" && !/^\s*[-+.(\d]/.test(value);

/** A number, `[re, im]`, `{ real, imag }`, or text such as "(0.5+0j)"; undefined for anything else. */
function numberOf(who: string, given: unknown): number | undefined {
  if (typeof given === "number") return given;
  if (typeof given === "string") return realOf(who, given);
  if (typeof given !== "object" || given === null) return undefined;
  const [re, im] = Array.isArray(given)
    ? (given as readonly unknown[])
    : [(given as { real?: unknown }).real, (given as { imag?: unknown }).imag ?? 0];
  if (typeof re !== "number" || typeof im !== "number") return undefined;
  if (im !== 0) throw complex(who, JSON.stringify(given));
  return re;
}

function fromPrint(who: string, text: string): ReadHamiltonian {
  const pairs = [...text.matchAll(PRINTED)].map(([, word, number]): Pair => ({
    word,
    wordFirst: true,
    coefficient: realOf(who, number),
  }));
  const rest = text.replaceAll(PRINTED, "").replaceAll(/[\s,[\]]/g, "");
  if (rest !== "") throw refusal(who, `"${rest.slice(0, 40)}" stands outside of the terms`);
  return fromPairs(who, pairs);
}

function fromPairs(who: string, pairs: readonly Pair[]): ReadHamiltonian {
  if (pairs.length === 0) throw refusal(who, "the Hamiltonian has no terms");
  const lettered = pairs.filter(({ word }) => LETTERS.test(word));
  const [first] = lettered;
  for (const { word, wordFirst } of lettered) {
    if (wordFirst !== first.wordFirst)
      throw refusal(who, `"${first.word}" and "${word}" stand on different sides of their coefficients`);
    if (wordFirst && word.length !== first.word.length)
      throw refusal(who, `"${first.word}" has ${first.word.length} letters and "${word}" has ${word.length}`);
  }
  return measured(
    pairs.map(({ word, wordFirst, coefficient }) => wordOf(who, word, { coefficient, lastIsFirst: wordFirst })),
    lettered.reduce((most, { word }) => Math.max(most, word.length), 0),
  );
}

function fromBrackets(who: string, text: string): ReadHamiltonian {
  const found = [...text.matchAll(BRACKETED)];
  const rest = text.replaceAll(BRACKETED, "").trim();
  if (found.length === 0 || rest !== "") throw refusal(who, `"${rest.slice(0, 40)}" stands outside of the terms`);
  return measured(
    found.map(([, before, word]) => {
      const number = before.replaceAll(/[\s*]/g, "").replace(/^\+/, "");
      const coefficient = number === "" || number === "-" ? Number(`${number}1`) : realOf(who, number);
      return wordOf(who, word, { coefficient, lastIsFirst: false });
    }),
  );
}

/** All terms as one observable. @param named qubits that words without numbers have letters for */
function measured(parts: readonly Observable[], named = 0): ReadHamiltonian {
  const observable = simplify({ terms: parts.flatMap(({ terms }) => terms) });
  const numbers = observable.terms.flatMap(({ paulis }) => paulis.map(([qubit]) => qubit));
  return { observable, qubits: numbers.reduce((most, qubit) => Math.max(most, qubit + 1), named) };
}

/** "0.5", "(0.5+0j)": a complex number with nothing imaginary is real. */
function realOf(who: string, text: string): number {
  const bare = text.replaceAll(/[()\s*]/g, "");
  const parts = IMAGINARY.exec(bare);
  const imaginary = parts ? Number(/\d/.test(parts[2]) ? parts[2] : `${parts[2]}1`) : 0;
  if (imaginary !== 0 && !Number.isNaN(imaginary)) throw complex(who, text.trim());
  const real = parts ? parts[1] || "0" : bare;
  const value = real === "" ? NaN : Number(real);
  if (Number.isFinite(value)) return value;
  throw refusal(who, `a coefficient is "${text.trim().slice(0, 40)}"`);
}

const LETTERS = /^[IXYZ]+$/;

/** @param lastIsFirst whether the last letter is that of qubit 0 */
function wordOf(
  who: string,
  word: string,
  { coefficient, lastIsFirst }: { coefficient: number; lastIsFirst: boolean },
): Observable {
  if (!LETTERS.test(word)) return pauli(word, coefficient);
  if (word.length > MOST_LETTERS)
    throw refusal(who, `a word has ${word.length} letters, and a circuit has ${MOST_LETTERS} qubits at most`);
  const letters = Array.from(word);
  if (lastIsFirst) letters.reverse();
  const factors = letters.flatMap((letter, qubit) => (letter === "I" ? [] : [`${letter}${qubit}`]));
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
    todo: 'Write 0.5*X0 Z1 - 1.2*Z2, or a list such as [[0.5, "XZI"], [-1.2, "IIZ"]], or Qiskit\'s [["IZX", 0.5], ["ZII", -1.2]].',
  });
}
