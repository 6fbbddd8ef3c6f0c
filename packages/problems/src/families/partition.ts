import { pauli, sum, type Observable } from "@uphill/circuits";
import { number, parseOptions, streams, UphillError, type Field, type OptionsOf } from "@uphill/core";
import { bitStrings, circuitOptions, circuitParts, MOST_QUBITS } from "../expectation/bit-strings.js";
import { bestOf, diagonalOf, meanOf, MOST_BRUTE, outcomesOf, SAMPLES, type Outcomes } from "../expectation/outcomes.js";
import { partOptions } from "../parts.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";
import { counted } from "../words.js";

/** Random numbers, and the seed that they are drawn by. */
const RANDOM = /^random(?::(\d{1,9}))?$/;

/** Random numbers are whole ones from 1 to this. */
const LARGEST = 100;

const numbers: Field<string> = {
  default: "random",
  about: "The numbers",
  type: `random (whole, 1 to ${LARGEST}; others: random:SEED), or numbers above 0 such as "4 5 6 7 8"`,
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate(value) {
        const text = Array.isArray(value) ? value.join(" ") : value;
        return typeof text === "string" && text.trim() !== "" && (RANDOM.test(text) || listed(text).every(isPositive))
          ? { value: text.trim() }
          : { issues: [{ message: "must be numbers" }] };
      },
    },
  },
};

const listed = (text: string): number[] =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map(Number);
const isPositive = (value: number): boolean => value > 0 && value < Infinity;

const options = {
  numbers,
  qubits: number({
    default: 6,
    min: 2,
    max: MOST_QUBITS,
    integer: true,
    about: "How many random numbers; of a list as many as it has",
  }),
  ...circuitOptions,
};

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Puts numbers into two groups with sums as near as can be, with a circuit that makes such groups likely (QAOA). */
export const partitionFamily = defineProblem<typeof options>({
  name: "partition",
  about: "Numbers in two groups with sums as near as can be, by a circuit that makes such groups likely (QAOA)",
  options,
  texts: ["numbers", "angles"],
  objective: "loss",
  metrics: [
    {
      name: "loss",
      better: "lower",
      unit: "",
      about:
        "Expected square of the difference of the two sums, by the sum of all squares: 1 for groups drawn by coins",
      shown: { digits: 4 },
      possible: ({ options: { qubits } }) => [0, qubits],
    },
    {
      name: "imbalance",
      better: "lower",
      unit: "",
      about: `Difference of the two sums in a measured bit string, on average, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "diff." },
      possible: (spec) => [0, total(spec)],
    },
    {
      name: "bestImbalance",
      better: "lower",
      unit: "",
      about: `The least difference among ${SAMPLES} measured bit strings, on average, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 4, short: "best" },
      possible: (spec) => [0, total(spec)],
    },
    {
      name: "solved",
      better: "higher",
      unit: "",
      about: `Share of measured bit strings with the least difference that there is, up to ${MOST_BRUTE} qubits`,
      shown: { digits: 1, percent: true },
      possible: () => [0, 1],
    },
  ],

  plan({ options: given, changes }) {
    const all = parseOptions("partition", options, given);
    const count = RANDOM.test(all.numbers) ? all.qubits : listed(all.numbers).length;
    const refuse = (got: string, wanted: string, todo: string): never => {
      throw new UphillError({ code: "options", who: "partition", got, wanted, todo });
    };
    if (count < 2 || count > MOST_QUBITS)
      refuse(
        count === 1 ? "there is 1 number" : `there are ${count} numbers`,
        `there must be 2 to ${MOST_QUBITS}, a qubit each`,
        'For example "4 5 6 7 8".',
      );
    if (given.qubits !== undefined && all.qubits !== count)
      refuse(`qubits is ${all.qubits}`, `there are ${count} numbers, a qubit each`, "Leave qubits out.");
    return {
      name: "partition",
      options: { ...all, qubits: count },
      parts: partOptions("partition", circuitParts, { [all.ansatz]: {} }, changes),
    };
  },

  describe(spec) {
    const { numbers: given, qubits, layers, ansatz } = spec.options;
    const own = numbersOf(spec);
    return [
      `${qubits} ${RANDOM.test(given) ? `${given} ` : ""}numbers from ${Math.min(...own)} to ${Math.max(...own)}`,
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
    ];
  },

  ...bitStrings<Spec["options"]>("partition", {
    sought: (spec) => ({ value: valueOf(numbersOf(spec)) }),
    reads: "the expected square",
    optimum(spec) {
      const groups = groupsOf(spec);
      return groups && groups.nearest.most ** 2 / squares(numbersOf(spec));
    },
    metrics(spec, loss, probabilities): Record<string, number> {
      const groups = groupsOf(spec);
      if (!groups || !probabilities) return { loss };
      return {
        loss,
        imbalance: -meanOf(groups.nearest.values, probabilities),
        bestImbalance: -bestOf(groups.nearest, probabilities),
        solved: Math.min(1, meanOf(groups.solved, probabilities)),
      };
    },
  }),
});

function numbersOf({ options: { numbers: given, qubits } }: Spec): number[] {
  const random = RANDOM.exec(given);
  if (!random) return listed(given);
  const draw = streams(Number(random.at(1) ?? 0))
    .stream("partition")
    .at();
  return Array.from({ length: qubits }, () => 1 + draw.integer(LARGEST));
}

const squares = (own: readonly number[]): number => own.reduce((sum, a) => sum + a * a, 0);
const total = (spec: Spec): number => numbersOf(spec).reduce((sum, a) => sum + a, 0);

/** −(Σ a Z)² / Σ a², multiplied out. */
function valueOf(own: readonly number[]): Observable {
  const factor = -2 / squares(own);
  const pairs = own.flatMap((a, i) => own.slice(i + 1).map((b, k) => pauli(`Z${i} Z${i + 1 + k}`, factor * a * b)));
  return sum(pauli("", -1), ...pairs);
}

/** Minus the difference of each bit string, and whether there is none smaller; null for too many strings. */
const groupsOf = onceFor((spec: Spec): { readonly nearest: Outcomes; readonly solved: Float64Array } | null => {
  if (spec.options.qubits > MOST_BRUTE) return null;
  const own = numbersOf(spec);
  const sums = diagonalOf(sum(...own.map((a, qubit) => pauli(`Z${qubit}`, a))), own.length);
  const nearest = outcomesOf(sums.map((difference) => -Math.abs(difference)));
  // Sums of numbers with decimals are as exact as they can be.
  const least = nearest.most - 1e-12 * total(spec);
  return { nearest, solved: nearest.values.map((value) => (value >= least ? 1 : 0)) };
});
