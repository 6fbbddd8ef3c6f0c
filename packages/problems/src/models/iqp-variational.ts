import { number, parseOptions, type OptionsOf } from "@uphill/core";
import { classifier, type ClassifierSpec } from "../classifier/assembly.js";
import * as losses from "../classifier/losses/index.js";
import { features, layers } from "./fields.js";

const fields = {
  features: number({ default: 2, min: 2, max: 4096, integer: true, about: features.about }),
  layers: layers(10),
  repeats: number({ default: 1, min: 1, integer: true, about: "How often the data stand before the layers" }),
};

/**
 * The variational IQP classifier: IQP encoding, `repeats` times; strongly entangling layers with CZ; ⟨Z₀Z₁⟩; the probability of the wrong
 * outcome as loss.
 * Rows: min–max scaled to [−π/2, π/2].
 * Source: Havlíček et al. 2019, arXiv:1804.11326, as Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, run it. Departures: none.
 * @param options `features`, the numbers in a row, from 2; `layers`, default 10; `repeats`, default 1
 * @returns the model, for `fit`
 * @throws UphillError "options" for an option that is out of range
 */
export function iqpVariational(options: Partial<OptionsOf<typeof fields>>): ClassifierSpec {
  const { features, layers, repeats } = parseOptions("iqpVariational", fields, options);
  return classifier({
    qubits: features,
    layers,
    encoding: "iqp",
    ansatz: "strongly-entangling",
    readout: "Z0 Z1",
    loss: losses.misread.name as "misread",
    parts: { iqp: { repeats }, "strongly-entangling": { imprimitive: "cz" } },
  });
}
