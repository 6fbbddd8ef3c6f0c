import { meanZ, parseObservable, pauli, scale, sum, z, type Observable } from "@uphill/circuits";
import { pick, UphillError } from "@uphill/core";

/** What is read out of how many qubits, where so many decision values are needed. */
type Readout = (qubits: number, needed: number) => readonly Observable[];

/** Readouts that have a name. All lie in [−1, 1]. */
const readouts = {
  /** ⟨Z⟩ of the last qubits, as many as there are decision values. */
  last: (qubits, needed) => range(needed).map((k) => z(qubits - needed + k)),
  /** ⟨Z⟩ of the first qubits, as many as there are decision values. */
  first: (_, needed) => range(needed).map((k) => z(k)),
  /** Mean ⟨Z⟩ over all qubits: one value. */
  mean: (qubits) => [meanZ(qubits)],
  /** ⟨Z⟩ of every qubit. */
  all: (qubits) => range(qubits).map((k) => z(k)),
  /** ⟨ZZ⟩ of neighbours on a ring. */
  pairs: (qubits) =>
    qubits === 1 ? [z(0)] : range(qubits === 2 ? 1 : qubits).map((k) => pauli(`Z${k} Z${(k + 1) % qubits}`)),
  /** 2·P − 1 for the probability P that the last qubits read the number of the class. */
  probabilities: (qubits, needed) => {
    const read = Math.max(1, Math.ceil(Math.log2(needed)));
    if (read > qubits) return [];
    return range(Math.max(2, needed)).map((number) => twiceLessOne(projector(number, read, qubits)));
  },
} satisfies Record<string, Readout>;

/** The names of readouts. */
export type ReadoutName = keyof typeof readouts;
export const readoutNames = Object.keys(readouts) as ReadoutName[];

const range = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** Whether the last `read` qubits read a number, most significant first: the product of (1 ± Z)/2. */
function projector(number: number, read: number, qubits: number): Observable {
  const terms = range(2 ** read).map((subset) => {
    const chosen = range(read).filter((k) => (subset >> k) & 1);
    const odd = chosen.filter((k) => (number >> k) & 1).length % 2 === 1;
    // Bit 0 is that of the last qubit.
    return pauli(chosen.map((k) => `Z${qubits - 1 - k}`).join(" "), (odd ? -1 : 1) / 2 ** read);
  });
  return sum(...terms);
}

const twiceLessOne = (observable: Observable): Observable => sum(scale(observable, 2), pauli("", -1));

const CLASSIFIER = { who: "classifier", one: "two classes take one decision value" };

/**
 * The observables that are read out.
 * @param given a name, or Pauli words with commas between: "Z0, Z1 Z2, 0.5*X0 + 0.5*Z1"
 * @param needed how many decision values the loss takes; with a trained matrix behind them (`free`) there may be more or fewer
 * @param who who asks, and what it says of needing one value
 * @throws UphillError "unknown" for a word that is no readout, "readout" for more or fewer values than the loss takes
 */
export function readoutsOf(
  given: string,
  { qubits, needed, free }: { readonly qubits: number; readonly needed: number; readonly free: boolean },
  { who, one }: { readonly who: string; readonly one: string } = CLASSIFIER,
): readonly Observable[] {
  const tooMany = (given === "last" || given === "first") && needed > qubits;
  const named = /^[a-z][\w-]*$/.test(given.trim());
  const found = tooMany
    ? []
    : named
      ? (pick(who, "readout", readouts, given.trim()) as Readout)(qubits, needed)
      : given.split(",").map((text) => parseObservable(text.trim()));
  if (found.length > 0 && (free || found.length === needed)) return found;
  throw new UphillError({
    code: "readout",
    who,
    got:
      found.length === 0 ? `readout is ${given} on ${qubits} qubits` : `readout ${given} gives ${found.length} values`,
    wanted: needed === 1 ? one : `the loss takes ${needed} decision values`,
    todo:
      needed === 1
        ? 'Take readout "last", or a trained matrix behind the readouts: head = linear.'
        : 'Take readout "probabilities", more qubits, or a trained matrix behind the readouts: readout = all with head = linear.',
  });
}
