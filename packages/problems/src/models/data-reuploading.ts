import { circuit, cz, input, ry, rz, weight, type Angle, type Operation } from "@uphill/circuits";
import { choice, parseOptions, type OptionsOf } from "@uphill/core";
import { hybrid, type HybridSpec } from "../hybrid/hybrid.js";
import { probabilities, scale } from "../hybrid/maps/index.js";
import * as losses from "../classifier/losses/index.js";
import { features, layers } from "./fields.js";

const fields = {
  features,
  layers: layers(4),
  observables: choice({ default: "single", values: ["single", "half", "full"], about: "Qubits that are read" }),
};

const rotations = [rz, ry, rz];
/** Features that one qubit takes. */
const EACH = 3;

/**
 * The data re-uploading classifier: three features turn a qubit, each times a trained factor ω, before every layer and once more at the
 * end. A layer is a turn of each qubit by trained angles θ and CZ between neighbours, (0, 1), (2, 3), … in even layers and (1, 2),
 * (3, 4), … in odd ones. The probability of each outcome of the read qubits, times a trained factor α, is compared with 1 or 0; the mean
 * ⟨Z⟩ decides. ω and θ start uniform in [0, 1), α at 1.
 * Rows: min–max scaled to [−π/2, π/2].
 * Source: Pérez-Salinas et al. 2020, arXiv:1907.02085, as Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, run it. Departures: the loss
 * is a mean over the outputs, theirs half the sum, a constant multiple; the ω of features that they pad with 0 turn nothing and are left
 * out.
 * @param options `features`, the numbers in a row; `layers`, default 4; `observables`, the qubits that are read: "single", the default,
 *   "half" or "full"
 * @returns the model, for `fit`
 * @throws UphillError "options" for an option that is out of range
 */
export function dataReuploading(options: Partial<OptionsOf<typeof fields>>): HybridSpec {
  const { features, layers, observables } = parseOptions("dataReuploading", fields, options);
  const qubits = Math.ceil(features / EACH);
  const each = <T>(count: number, make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k));

  /** The turns of a qubit by its features, or by its angles. */
  const turns = (layer: number, qubit: number, of: "data" | "angles"): Operation[][] =>
    each(EACH, (axis) => {
      const k = EACH * qubit + axis;
      if (of === "data" && k >= features) return [];
      const angle: Angle = of === "data" ? input(layer * features + k) : weight(layer * EACH * qubits + k);
      return [rotations[axis](angle, qubit)];
    });
  const layer = (at: number): Operation[] => [
    ...each(qubits, (q) => [...turns(at, q, "data"), ...turns(at, q, "angles")].flat()).flat(),
    ...each(qubits, (q) => (q % 2 === at % 2 && q + 1 < qubits ? [cz(q, q + 1)] : [])).flat(),
  ];
  // Turns about one axis add up: each by ω∘x + θ.
  const last = each(qubits, (q) => {
    const [data, angles] = [turns(layers, q, "data"), turns(layers, q, "angles")];
    return data.flatMap((turn, axis) => [...turn, ...angles[axis]]);
  }).flat();
  const read = { single: 1, half: Math.max(1, Math.floor(qubits / 2)), full: qubits }[observables];
  return hybrid({
    before: [scale({ copies: layers + 1, start: "uniform" })],
    circuit: circuit(qubits, [...each(layers, layer).flat(), ...last]),
    observables: each(read, (q) => `Z${q}`),
    after: [probabilities(), scale()],
    loss: losses.mse.name as "mse",
    targets: "one-hot",
    decide: "readouts",
    start: "unit-interval",
  });
}
