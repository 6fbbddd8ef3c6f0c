import { UphillError } from "@uphill/core";
import type { Program, Shift } from "@uphill/simulator";
import { contract, defineGradient } from "../method.js";
import { sampleExpectations, sampleShifted, settings } from "../shots.js";

interface Use {
  readonly operation: number;
  readonly angle: number;
  readonly weight: number;
  /** d(angle)/d(weight) */
  readonly scale: number;
  /** The generator's positive eigenvalue s: the gate is exp(−iθsP), and values are a + b·cos 2sθ + c·sin 2sθ. */
  readonly eigenvalue: number;
}

/**
 * Gradient by the two-term shift rule: ∂f/∂θ = s·[f(θ + π/4s) − f(θ − π/4s)] for a gate exp(−iθsP), summed over all uses of
 * a weight (product rule) with the angle's scale. Exact but for rounding; with shots unbiased for losses linear in the
 * estimated values' derivative, since values and shifts are drawn independently.
 * @throws UphillError "derivative" for a trained gate that is no Pauli rotation
 * Cost: one circuit, plus two per use of a live weight, per row and measurement setting.
 * Source: Schuld et al. 2019, arXiv:1811.11184.
 */
export const parameterShift = defineGradient({
  name: "parameter-shift",
  options: {},
  circuits: (program) => (1 + 2 * uses(program).length) * settings(program.observables),
  estimate({ program, weights, batch, cotangents, shots, random }) {
    const all = uses(program);
    const shifts = all.flatMap(({ operation, angle, eigenvalue }): Shift[] => {
      const delta = Math.PI / (4 * eigenvalue);
      return [
        { operation, angle, delta },
        { operation, angle, delta: -delta },
      ];
    });
    const run = { weights, batch };
    const sampled = shots !== undefined && random !== undefined;
    const { values, variances } = sampled
      ? sampleExpectations(program, { ...run, shots, random })
      : { values: program.expectations(run) };
    const shifted = sampled
      ? sampleShifted(program, { ...run, shots, random }, shifts)
      : program.shifted({ ...run, shifts });
    const jacobian = new Float64Array(values.length * weights.length);
    all.forEach(({ weight, scale, eigenvalue }, use) => {
      for (let value = 0; value < values.length; value++) {
        const plus = shifted[2 * use * values.length + value];
        const minus = shifted[(2 * use + 1) * values.length + value];
        jacobian[value * weights.length + weight] += scale * eigenvalue * (plus - minus);
      }
    });
    const gradient = contract(cotangents(values), jacobian, weights.length);
    return { values, gradient, ...(variances && { variances }) };
  },
});

/** Every place where a live weight enters a gate. */
function uses({ circuit, liveWeights, liveOperations }: Program): Use[] {
  return circuit.operations.flatMap(({ gate, angles }, operation) =>
    angles.flatMap((angle, index): Use[] => {
      if (typeof angle === "number" || !("weight" in angle)) return [];
      if (!liveWeights[angle.weight] || !liveOperations[operation]) return [];
      if (!gate.generator) {
        throw new UphillError({
          code: "derivative",
          who: "parameter-shift",
          got: `gate ${gate.name} (operation ${operation}) declares no generator`,
          wanted: "the two-term rule needs a gate exp(−iθ·scale·P) with a Pauli word P",
          todo: "Use finite-difference for this circuit.",
        });
      }
      const eigenvalue = gate.generator.scale;
      return [{ operation, angle: index, weight: angle.weight, scale: angle.scale, eigenvalue }];
    }),
  );
}
