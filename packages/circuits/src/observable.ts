import { shown, UphillError } from "@uphill/core";
import { expectObservable } from "./expected.js";
import type { PauliLetter } from "./gate-type.js";
import type { Observable, PauliTerm } from "./observable-type.js";

export type { Observable, PauliTerm } from "./observable-type.js";

/**
 * Makes one Pauli term.
 * @param word such as `"X0 Z1"`; `""` or `"I"` is the identity
 * @param coefficient the factor
 * @returns the observable
 * @throws UphillError "observable" for a letter, qubit or repetition that makes no sense
 */
export function pauli(word: string, coefficient = 1): Observable {
  if (typeof (word as unknown) !== "string") throw malformed(shown(word), "the word is no text");
  const factors = word.split(/\s+/).filter((factor) => factor !== "" && factor !== "I");
  const paulis = factors.map((factor): [number, PauliLetter] => {
    const match = /^([XYZ])(\d+)$/.exec(factor);
    if (!match) throw malformed(word, `"${factor}" is not a letter X, Y or Z with a qubit`);
    return [Number(match[2]), match[1] as PauliLetter];
  });
  paulis.sort(([a], [b]) => a - b);
  if (new Set(paulis.map(([qubit]) => qubit)).size !== paulis.length) throw malformed(word, "a qubit stands twice");
  if (!Number.isFinite(coefficient)) throw malformed(word, `the coefficient is ${coefficient}`);
  return { terms: [{ coefficient, paulis }] };
}

function malformed(word: string, got: string): UphillError {
  return new UphillError({
    code: "observable",
    who: `observable "${word.slice(0, 100)}"`,
    got,
    wanted: 'it must be a word like "X0 Z1" with a finite coefficient',
    todo: "Name every qubit at most once.",
  });
}

/**
 * Adds observables, term after term.
 * @param observables the observables
 * @returns their sum
 */
export function sum(...observables: readonly Observable[]): Observable {
  for (const observable of observables) expectObservable("sum", observable);
  return { terms: observables.flatMap(({ terms }) => terms) };
}

/**
 * Multiplies an observable by a number.
 * @param observable the observable
 * @param factor the number
 * @returns factor · observable
 */
export function scale(observable: Observable, factor: number): Observable {
  expectObservable("scale", observable);
  return { terms: observable.terms.map(({ coefficient, paulis }) => ({ coefficient: factor * coefficient, paulis })) };
}

/**
 * Adds up equal words, in the order of their first appearance. A word whose sum is exactly 0 is left out.
 * @param observable the observable
 * @returns the simpler observable
 */
export function simplify(observable: Observable): Observable {
  expectObservable("simplify", observable);
  const { terms } = observable;
  const sums = new Map<string, PauliTerm>();
  for (const { coefficient, paulis } of terms) {
    const key = paulis.map(([qubit, letter]) => `${letter}${qubit}`).join(" ");
    sums.set(key, { coefficient: (sums.get(key)?.coefficient ?? 0) + coefficient, paulis });
  }
  return { terms: [...sums.values()].filter(({ coefficient }) => coefficient !== 0) };
}

/**
 * Multiplies two observables that commute.
 * @param a the first observable
 * @param b the second observable
 * @returns their product
 * @throws UphillError "observable" if the product is not Hermitian
 */
export function product(a: Observable, b: Observable): Observable {
  for (const each of [a, b]) expectObservable("product", each);
  const terms = a.terms.flatMap((left) => b.terms.map((right) => multiplyWords(left, right)));
  const real = simplify({ terms: terms.map(({ re, paulis }) => ({ coefficient: re, paulis })) });
  const imaginary = simplify({ terms: terms.map(({ im, paulis }) => ({ coefficient: im, paulis })) });
  if (imaginary.terms.every(({ coefficient }) => Math.abs(coefficient) < 1e-12)) return real;
  throw new UphillError({
    code: "observable",
    who: "product",
    got: "the observables do not commute",
    wanted: "their product must be Hermitian",
    todo: "Multiply observables that commute only.",
  });
}

function multiplyWords(a: PauliTerm, b: PauliTerm): { re: number; im: number; paulis: PauliTerm["paulis"] } {
  const letters = new Map(a.paulis);
  let quarterTurns = 0;
  for (const [qubit, letter] of b.paulis) {
    const other = letters.get(qubit);
    if (other === undefined) letters.set(qubit, letter);
    else if (other === letter) letters.delete(qubit);
    else {
      // XY = iZ and on in the cycle X → Y → Z → X; against the cycle −i.
      const [from, to] = ["XYZ".indexOf(other), "XYZ".indexOf(letter)];
      quarterTurns += (to - from + 3) % 3 === 1 ? 1 : 3;
      letters.set(qubit, "XYZ"[3 - from - to] as PauliLetter);
    }
  }
  const size = a.coefficient * b.coefficient;
  return {
    re: size * [1, 0, -1, 0][quarterTurns % 4],
    im: size * [0, 1, 0, -1][quarterTurns % 4],
    paulis: [...letters].sort(([p], [q]) => p - q),
  };
}

/**
 * Makes the projector |b⟩⟨b| on a basis state, as a sum of 2ⁿ words of Z.
 * @param bits the bits of the state, qubit 0 first, such as "010"
 * @returns the observable
 * @throws UphillError "observable" for letters other than 0 and 1, or more than 12 qubits
 */
export function projector(bits: string): Observable {
  if (!/^[01]{1,12}$/.test(bits)) {
    throw new UphillError({
      code: "observable",
      who: "projector",
      got: `the bits are "${bits}"`,
      wanted: "it takes 1 to 12 digits 0 or 1",
      todo: 'For example projector("010").',
    });
  }
  return Array.from(bits).reduce<Observable>(
    (done, bit, qubit) => product(done, sum(pauli("I", 0.5), pauli(`Z${qubit}`, bit === "0" ? 0.5 : -0.5))),
    pauli("I"),
  );
}

/**
 * Makes the mean of Z over all qubits.
 * @param qubits the number of qubits
 * @returns the observable
 */
export function meanZ(qubits: number): Observable {
  return sum(...Array.from({ length: qubits }, (_, qubit) => pauli(`Z${qubit}`, 1 / qubits)));
}

/** Terms that can be measured in one setting, in which each qubit is read in one fixed letter. */
export interface MeasurementGroup {
  /** The letter that each measured qubit is read in. */
  readonly basis: ReadonlyMap<number, PauliLetter>;
  /** The terms. */
  readonly terms: readonly PauliTerm[];
}

/**
 * Sorts terms into groups that can be measured together. It takes the terms in order of the size of their coefficients
 * and puts each into the first group that fits. The identity needs no measurement.
 * @param observable the observable
 * @returns the groups
 */
export function measurementGroups(observable: Observable): MeasurementGroup[] {
  expectObservable("measurementGroups", observable);
  const groups: { basis: Map<number, PauliLetter>; terms: PauliTerm[] }[] = [];
  const measured = observable.terms.filter(({ paulis }) => paulis.length > 0);
  const clashes = new Clashes();
  for (const term of measured.sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient))) {
    const at = clashes.firstWithout(term.paulis, groups.length);
    if (at === groups.length) groups.push({ basis: new Map(), terms: [] });
    groups[at].terms.push(term);
    for (const [qubit, letter] of term.paulis) {
      if (groups[at].basis.has(qubit)) continue;
      groups[at].basis.set(qubit, letter);
      clashes.set(at, qubit, letter);
    }
  }
  return groups;
}

/** Which groups a letter on a qubit cannot join, a bit a group: a million terms are looked up 32 groups at a time. */
class Clashes {
  readonly #of = new Map<string, Uint32Array>();

  /** The first of so many groups that clashes with none of these; their number where there is none. */
  firstWithout(paulis: PauliTerm["paulis"], groups: number): number {
    const sets = paulis.flatMap(([qubit, letter]) => this.#of.get(`${letter}${qubit}`) ?? []);
    const words = (groups + 31) >> 5;
    for (let word = 0; word < words; word++) {
      let clash = 0;
      for (const set of sets) if (word < set.length) clash |= set[word];
      if (~clash === 0) continue;
      // The lowest bit that is 0.
      return Math.min(groups, 32 * word + 31 - Math.clz32(~clash & (clash + 1)));
    }
    return groups;
  }

  /** A group reads the qubit in this letter. */
  set(group: number, qubit: number, letter: PauliLetter): void {
    for (const other of ["X", "Y", "Z"]) {
      if (other === letter) continue;
      const key = `${other}${qubit}`;
      let set = this.#of.get(key);
      if (!set || group >> 5 >= set.length) {
        const grown = new Uint32Array(Math.max(1, 2 * (group >> 5)) + 1);
        if (set) grown.set(set);
        this.#of.set(key, (set = grown));
      }
      set[group >> 5] |= 1 << (group & 31);
    }
  }
}
