import {
  hamiltonians,
  efficientSu2,
  realAmplitudes,
  simplify,
  type Hamiltonian,
  type Observable,
} from "@uphill/circuits";
import { byName, choice, number, parseOptions, pick, text, UphillError, type OptionsOf } from "@uphill/core";
import { SPLITS, type Split } from "@uphill/gradients";
import { memoryNeeded } from "@uphill/simulator";
import { groundMemory, groundOf, MOST_EXACT, type Ground } from "../expectation/ground.js";
import { readHamiltonian } from "../expectation/hamiltonian-text.js";
import { expectationInstance } from "../expectation/instance.js";
import { ansatzByName } from "../ansatz-names.js";
import { ansatzParts, describePart, partOptions } from "../parts.js";
import { counted } from "../words.js";
import { defineProblem, type ProblemSpec } from "../family.js";
import { onceFor } from "../once.js";

/** Those whose lowest level is sought. */
const hamiltonianByName: Readonly<Record<string, Hamiltonian>> = Object.fromEntries(
  Object.entries(byName(hamiltonians) as Readonly<Record<string, Hamiltonian>>).filter(
    ([, { sought }]) => sought === "lowest",
  ),
);

/** The most qubits of a circuit. */
const MOST_QUBITS = 30;

const SUITED = "suited";

/** 1 kcal/mol, in hartree. */
const CHEMICAL_ACCURACY = 1.6e-3;

/** Whether the lowest energy is known. */
const isSolved = ({ options: { qubits } }: ProblemSpec<{ readonly qubits: number }>): boolean => qubits <= MOST_EXACT;

const hamiltonian = text({
  default: hamiltonians.transverseFieldIsing.name,
  about: "Whose lowest energy is sought",
  type: `${Object.keys(hamiltonianByName).join(" | ")}, Pauli words such as "0.5*X0 Z1 - 1.2*Z2" (OpenFermion's print too), or a list: [[0.5, "XZI"]], where the first letter is that of qubit 0, or Qiskit's [["IZX", 0.5]], where it is the last`,
});

const options = {
  hamiltonian,
  qubits: number({
    default: 4,
    min: 1,
    max: MOST_QUBITS,
    integer: true,
    about: "Number of qubits; unless given, as many as the Hamiltonian needs",
  }),
  ansatz: choice({
    default: SUITED,
    values: [SUITED, ...Object.keys(ansatzByName)],
    about: `The trained circuit; ${SUITED} = what is known to come to the ground state of a named Hamiltonian, else ${realAmplitudes.name} for a real matrix and ${efficientSu2.name} for another`,
  }),
  layers: number({
    default: 0,
    min: 0,
    integer: true,
    about: "Layers of the ansatz; 0 = as many as suit the Hamiltonian, else as many as there are qubits",
  }),
  split: choice<Split>({
    default: "uniform",
    values: SPLITS,
    about:
      "How the shots of a value are split over measurement groups: evenly, by their coefficients, or by the variances that a quarter of the shots shows",
  }),
};

const parts = [...Object.values(hamiltonianByName), ...ansatzParts(["layers"])];

type Spec = ProblemSpec<OptionsOf<typeof options>>;

/** Seeks the lowest energy of a Hamiltonian with a circuit that prepares a state (VQE). */
export const energyFamily = defineProblem<typeof options>({
  name: "energy",
  about: "The lowest energy of a Hamiltonian, by a circuit that prepares a state (VQE)",
  options,
  parts,
  texts: ["hamiltonian"],
  objective: "energy",
  metrics: [
    {
      name: "energy",
      better: "lower",
      unit: "",
      about: "Expectation value of the Hamiltonian",
      shown: { digits: 4 },
      possible(spec) {
        const sum = observableOf(spec).terms.reduce((total, { coefficient }) => total + Math.abs(coefficient), 0);
        return [-sum, sum];
      },
    },
    {
      name: "energyError",
      better: "lower",
      unit: "",
      about: `How far the energy is above the lowest, where that is known: up to ${MOST_EXACT} qubits`,
      shown: { digits: 6, short: "error" },
      applies: isSolved,
      possible: () => [0, Infinity],
    },
    {
      name: "fidelity",
      better: "higher",
      unit: "",
      about: "Share of the state that lies in the space of the lowest energy, where that is known",
      shown: { digits: 4 },
      applies: isSolved,
      possible: () => [0, 1],
    },
    {
      name: "chemicalAccuracy",
      better: "higher",
      unit: "",
      about: `Whether the energy of a molecule is at most ${1000 * CHEMICAL_ACCURACY} millihartree above the lowest: 1 or 0; of several runs, the share that is`,
      shown: { digits: 0, percent: true, short: "accurate" },
      applies: (spec) => isSolved(spec) && namedHamiltonian(spec.options.hamiltonian)?.unit === "hartree",
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, changes }) {
    const all = parseOptions("energy", options, given);
    const named = namedHamiltonian(all.hamiltonian);
    const ofHamiltonian = named ? partOptions("energy", [named], { [named.name]: {} }, changes) : {};
    const only = named?.qubitsOf(ofHamiltonian[named.name]);
    const qubits = qubitsOf(all.hamiltonian, named, only, given.qubits === undefined ? undefined : all.qubits);
    const whole = { name: "energy", options: { ...all, qubits }, parts: ofHamiltonian };
    const observable = observableOf(whole);
    if (observable.terms.every(({ paulis }) => paulis.length === 0)) {
      throw new UphillError({
        code: "observable",
        who: "energy",
        got: "the Hamiltonian is a constant",
        wanted: "its energy must depend on the state",
        todo: "Give a Hamiltonian with a letter X, Y or Z in it.",
      });
    }
    const suited = named?.suited(ofHamiltonian[named.name], qubits);
    const ansatz = all.ansatz === SUITED ? (suited?.ansatz ?? suitedTo(observable)) : all.ansatz;
    const facts = named?.facts(ofHamiltonian[named.name], qubits) ?? {};
    const used = { ...(named && { [named.name]: {} }), [ansatz]: knownTo(ansatz, facts) };
    const usual = ansatz === suited?.ansatz ? suited.layers : undefined;
    const layers = all.layers === 0 ? (usual ?? qubits) : all.layers;
    return {
      name: "energy",
      options: { ...whole.options, ansatz, layers },
      parts: partOptions("energy", parts, used, changes),
    };
  },

  describe(spec) {
    const { hamiltonian, qubits, layers, ansatz } = spec.options;
    return [
      namedHamiltonian(hamiltonian)
        ? describePart(parts, spec, hamiltonian)
        : `a Hamiltonian of ${counted(observableOf(spec).terms.length, "word")}`,
      counted(qubits, "qubit"),
      `${counted(layers, "layer")} (${ansatz})`,
    ];
  },

  memory: ({ options: { qubits } }) => ({
    bytes: memoryNeeded(qubits, 1) + groundMemory(qubits),
    what: counted(qubits, "qubit"),
    smaller: "qubits",
  }),

  instance(spec, conditions) {
    const { qubits, layers, ansatz, split } = spec.options;
    const ground = knownGround(spec);
    const molecular = namedHamiltonian(spec.options.hamiltonian)?.unit === "hartree";
    return expectationInstance({
      ...conditions,
      who: "energy",
      circuit: ansatzByName[ansatz]({ qubits, ...spec.parts?.[ansatz], ...{ layers } }),
      observable: observableOf(spec),
      // Whoever plans runs has counted the memory of all of them.
      maxBytes: Infinity,
      split,
      layers,
      reads: "the energy",
      optimum: ground?.energy ?? null,
      metrics(problem, theta) {
        const energy = problem.value(theta);
        if (!ground) return { energy };
        // Rounding must not make it negative.
        const energyError = Math.max(0, energy - ground.energy);
        return {
          energy,
          energyError,
          fidelity: ground.fidelity(problem.state(theta)),
          ...(molecular && { chemicalAccuracy: energyError <= CHEMICAL_ACCURACY ? 1 : 0 }),
        };
      },
    });
  },
});

/** Undefined for a text. @throws UphillError "unknown" for a word that is no name */
function namedHamiltonian(given: string): Hamiltonian | undefined {
  // No Pauli word begins with a small letter.
  return /^[a-z][\w-]*$/.test(given) ? pick("energy", "Hamiltonian", hamiltonianByName, given) : undefined;
}

function observableOf({ options: { hamiltonian, qubits }, parts: chosen }: Spec): Observable {
  const named = namedHamiltonian(hamiltonian);
  return named
    ? simplify(named({ ...chosen?.[named.name], qubits }))
    : readHamiltonian("energy", hamiltonian).observable;
}

/**
 * @param only how many a named Hamiltonian has; undefined for any number
 * @throws UphillError "options" for a number that the Hamiltonian does not fit on
 */
function qubitsOf(
  text: string,
  named: Hamiltonian | undefined,
  only: number | undefined,
  asked: number | undefined,
): number {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "energy", got, wanted, todo });
  };
  if (named) {
    if (only !== undefined && asked !== undefined && asked !== only)
      refuse(`qubits is ${asked}`, `${named.name} has ${counted(only, "qubit")}`, "Leave qubits out.");
    return only ?? asked ?? options.qubits.default;
  }
  const needed = Math.max(1, readHamiltonian("energy", text).qubits);
  if (needed > (asked ?? MOST_QUBITS))
    refuse(
      `the Hamiltonian acts on qubit ${needed - 1}`,
      asked === undefined ? `there are ${MOST_QUBITS} qubits at most` : `there are ${counted(asked, "qubit")}`,
      "Number the qubits from 0, or give more of them.",
    );
  return asked ?? needed;
}

function suitedTo({ terms }: Observable): string {
  const real = terms.every(({ paulis }) => paulis.filter(([, letter]) => letter === "Y").length % 2 === 0);
  return (real ? realAmplitudes : efficientSu2).name;
}

/** What an ansatz has options for of what is known of the Hamiltonian. */
function knownTo(ansatz: string, facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) => Object.hasOwn(ansatzByName[ansatz].options, name)),
  );
}

const knownGround = onceFor((spec: Spec): Ground | null => groundOf(observableOf(spec), spec.options.qubits));
