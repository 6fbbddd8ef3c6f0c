import {
  hardwareEfficient,
  pauli,
  product,
  projector,
  scale,
  simplify,
  sum,
  type Circuit,
  type Observable,
} from "@uphill/circuits";
import { choice, number } from "@uphill/core";
import { ansatzByName } from "../ansatz-names.js";
import type { Conditions } from "../conditions.js";
import type { ProblemInstance } from "../instance.js";
import { ansatzParts } from "../parts.js";
import { expectationInstance } from "./instance.js";

/** The most qubits of which all are found 0 together. */
export const MOST_TOGETHER = 12;

/** Options of a circuit that is to come back to |0…0⟩. */
export const zerosOptions = {
  cost: choice({
    default: "global",
    values: ["global", "local"],
    about: "Whether a shot counts where all qubits are found 0 (global), or the share of them that is (local)",
  }),
  layers: number({ default: 5, min: 1, integer: true, about: "Layers of the ansatz" }),
  ansatz: choice({ default: hardwareEfficient.name, values: Object.keys(ansatzByName), about: "The trained circuit" }),
};

/** An ansatz and its options. */
export const zerosParts = ansatzParts(["layers"]);

/** Qubits that count as one: 0 where all of them are found 0. */
type Places = readonly (readonly number[])[];

/** 1 less the chance that all qubits are found 0, or less the mean over places of the chance that theirs are. */
function lossOf(cost: "global" | "local", places: Places): Observable {
  const one = pauli("");
  if (cost === "global") return simplify(sum(one, scale(projector("0".repeat(places.flat().length)), -1)));
  const zero = (qubit: number): Observable => sum(pauli("", 0.5), pauli(`Z${qubit}`, 0.5));
  const shares = places.map((qubits) => qubits.map(zero).reduce(product));
  return simplify(sum(one, scale(sum(...shares), -1 / places.length)));
}

/**
 * A circuit that is to come back to |0…0⟩, ready to be solved. A device does the same: every shot measures all qubits in one setting.
 * @param who     the family, for errors
 * @param places  qubits that count as one
 * @param metrics figures besides the loss, of the chance that all qubits are found 0
 */
export function zerosInstance({
  who,
  circuit,
  cost,
  places,
  layers,
  metrics,
  ...conditions
}: Conditions & {
  readonly who: string;
  readonly circuit: Circuit;
  readonly cost: "global" | "local";
  readonly places: Places;
  readonly layers: number;
  metrics(share: number): Readonly<Record<string, number>>;
}): ProblemInstance {
  // Rounding must not make it negative.
  const notBelow = (value: number): number => Math.max(0, value);
  const instance = expectationInstance({
    ...conditions,
    who,
    circuit,
    observable: lossOf(cost, places),
    // Whoever plans runs has counted the memory of all of them.
    maxBytes: Infinity,
    layers,
    reads: "the loss",
    optimum: 0,
    metrics: (problem, theta) => ({
      loss: notBelow(problem.value(theta)),
      ...metrics(Math.min(1, problem.probabilities(theta)[0])),
    }),
  });
  return { ...instance, loss: (theta) => notBelow(instance.loss(theta)) };
}
