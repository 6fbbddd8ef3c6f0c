import { number, parseOptions, type OptionsOf } from "@uphill/core";
import { classifier, type ClassifierSpec } from "../classifier/assembly.js";
import * as losses from "../classifier/losses/index.js";
import { features, layers } from "./fields.js";

const fields = {
  features,
  layers: layers(4),
  copies: number({ default: 2, min: 1, max: 32, integer: true, about: "Registers that hold the row" }),
};

/**
 * The circuit-centric classifier: amplitudes of a row, padded with 1/2ᵏ to 2ᵏ features, in `copies` equal registers; strongly
 * entangling layers; ⟨Z⟩ of the first qubit and a trained offset; squared error.
 * Rows: as they are.
 * Source: Schuld et al. 2020, arXiv:1804.00633, as Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, run it. Departures: the loss is twice
 * theirs, ½(f − y)²; the offset starts at 0, theirs at 0.01.
 * @param options `features`, the numbers in a row; `layers`, default 4; `copies`, default 2
 * @returns the model, for `fit`
 * @throws UphillError "options" for an option that is out of range
 */
export function circuitCentric(options: Partial<OptionsOf<typeof fields>>): ClassifierSpec {
  const { features, layers, copies } = parseOptions("circuitCentric", fields, options);
  const each = Math.max(1, Math.ceil(Math.log2(features)));
  return classifier({
    qubits: copies * each,
    layers,
    encoding: "amplitude",
    ansatz: "strongly-entangling",
    readout: "first",
    head: "bias",
    loss: losses.mse.name as "mse",
    parts: { amplitude: { padding: 1 / 2 ** each, copies } },
  });
}
