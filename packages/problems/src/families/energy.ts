import {
  hamiltonians,
  hamiltonianVariational,
  efficientSu2,
  realAmplitudes,
  simplify,
  type Hamiltonian,
  type Observable,
} from "@uphill/circuits";
import { byName, choice, number, parseOptions, pick, UphillError, type Field, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { groundMemory, groundOf, MOST_EXACT, type Ground } from "../expectation/ground.js";
import { readHamiltonian } from "../expectation/hamiltonian-text.js";
import { expectationInstance } from "../expectation/instance.js";
import { ansatzByName } from "../ansatz-names.js";
import { ansatzParts, describePart, partOptions } from "../expectation/parts.js";
import { counted } from "../words.js";
import { defineProblem, type ProblemSpec } from "../family.js";

/** Those whose lowest level is sought. */
const hamiltonianByName: Readonly<Record<string, Hamiltonian>> = Object.fromEntries(
  Object.entries(byName(hamiltonians) as Readonly<Record<string, Hamiltonian>>).filter(
    ([, { sought }]) => sought === "lowest",
  ),
);

/** The most qubits of a circuit. */
const MOST_QUBITS = 30;

const SUITED = "suited";

const hamiltonian: Field<string> = {
  default: hamiltonians.transverseFieldIsing.name,
  about: "Whose lowest energy is sought",
  type: `${Object.keys(hamiltonianByName).join(" | ")}, Pauli words such as "0.5*X0 Z1 - 1.2*Z2", or JSON such as [[0.5, "XZI"]]`,
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) =>
        typeof value === "string" && value.trim() !== "" ? { value } : { issues: [{ message: "must be text" }] },
    },
  },
};

const options = {
  hamiltonian,
  qubits: number({
    default: 4,
    min: 1,
    max: MOST_QUBITS,
    integer: true,
    about: "Number of qubits; unless given, as many as a Hamiltonian of a fixed number or its words need",
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
    about: "Layers of the ansatz; 0 = as many as there are qubits",
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
      possible: () => [0, Infinity],
    },
    {
      name: "fidelity",
      better: "higher",
      unit: "",
      about: "Share of the state that lies in the space of the lowest energy, where that is known",
      shown: { digits: 4 },
      possible: () => [0, 1],
    },
  ],
  circuits: true,

  plan({ options: given, changes }) {
    const all = parseOptions("energy", options, given);
    const named = namedHamiltonian(all.hamiltonian);
    const ofHamiltonian = named ? partOptions("energy", [named], { [named.name]: {} }, changes) : {};
    const qubits = qubitsOf(all.hamiltonian, named, given.qubits === undefined ? undefined : all.qubits, all.qubits);
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
    const ansatz =
      all.ansatz === SUITED ? suitedTo(named, named ? ofHamiltonian[named.name] : {}, observable) : all.ansatz;
    const used = { ...(named && { [named.name]: {} }), [ansatz]: knowing(ansatz, named, ofHamiltonian) };
    return {
      name: "energy",
      options: { ...whole.options, ansatz, layers: all.layers === 0 ? qubits : all.layers },
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
    const { qubits, layers, ansatz } = spec.options;
    const ground = knownGround(spec);
    return expectationInstance({
      ...conditions,
      who: "energy",
      circuit: ansatzByName[ansatz]({ qubits, ...spec.parts?.[ansatz], ...{ layers } }),
      observable: observableOf(spec),
      // Whoever plans runs has counted the memory of all of them.
      maxBytes: Infinity,
      layers,
      reads: "the energy",
      optimum: ground?.energy ?? null,
      metrics(problem, theta) {
        const energy = problem.value(theta);
        return {
          energy,
          ...(ground && {
            // Rounding must not make it negative.
            energyError: Math.max(0, energy - ground.energy),
            fidelity: ground.fidelity(problem.state(theta)),
          }),
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
    : simplify(readHamiltonian("energy", hamiltonian));
}

/** @throws UphillError "options" for a number that the Hamiltonian does not fit on */
function qubitsOf(text: string, named: Hamiltonian | undefined, asked: number | undefined, usual: number): number {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "energy", got, wanted, todo });
  };
  if (named) {
    const only = named.qubits;
    if (only !== undefined && asked !== undefined && asked !== only)
      refuse(`qubits is ${asked}`, `${named.name} has ${counted(only, "qubit")}`, "Leave qubits out.");
    return only ?? usual;
  }
  const { terms } = readHamiltonian("energy", text);
  const needed = 1 + Math.max(0, ...terms.flatMap(({ paulis }) => paulis.map(([qubit]) => qubit)));
  if (needed > (asked ?? MOST_QUBITS))
    refuse(
      `the Hamiltonian acts on qubit ${needed - 1}`,
      asked === undefined ? `there are ${MOST_QUBITS} qubits at most` : `there are ${counted(asked, "qubit")}`,
      "Number the qubits from 0, or give more of them.",
    );
  return asked ?? needed;
}

function suitedTo(named: Hamiltonian | undefined, given: object, { terms }: Observable): string {
  const real = terms.every(({ paulis }) => paulis.filter(([, letter]) => letter === "Y").length % 2 === 0);
  return named?.suited(given as Spec["options"]) ?? (real ? realAmplitudes : efficientSu2).name;
}

/** What an ansatz takes from the Hamiltonian that it was made for. */
function knowing(ansatz: string, named: Hamiltonian | undefined, chosen: NonNullable<Spec["parts"]>): object {
  const { declared } = hamiltonianVariational.options.hamiltonian;
  const known = declared?.kind === "choice" ? declared.values : [];
  if (ansatz !== hamiltonianVariational.name || !named || !known.includes(named.name)) return {};
  return { hamiltonian: named.name, boundary: chosen[named.name].boundary };
}

/** Worked out once for each spec. */
function knownGround(spec: Spec): Ground | null {
  let found = grounds.get(spec);
  if (found === undefined) grounds.set(spec, (found = groundOf(observableOf(spec), spec.options.qubits)));
  return found;
}

const grounds = new WeakMap<Spec, Ground | null>();
