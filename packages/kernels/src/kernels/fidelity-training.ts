import { counts } from "@uphill/circuits";
import { UphillError, type InParts } from "@uphill/core";
import { shiftRule, type GradientMethod } from "@uphill/gradients";
import { fidelityMatrix, type Program, type Shift } from "@uphill/simulator";
import type { EncodingCircuit } from "../encoding-circuit.js";
import type { KernelTraining, PairRandom } from "../kernel.js";
import { Shares } from "./binomial.js";

/** A shift rule's term at one use of a weight: ∂f/∂weight gets factor · [f(+delta) − f(−delta)]. */
interface UseTerm extends Shift {
  readonly weight: number;
  readonly factor: number;
}

/** Every term at every use of every weight. @throws UphillError "derivative" for a trained gate that no rule serves */
function termsOf({ circuit }: Program): UseTerm[] {
  return circuit.operations.flatMap(({ gate, angles }, operation) =>
    angles.flatMap((value, angle): UseTerm[] =>
      typeof value === "number" || !("weight" in value)
        ? []
        : shiftRule(gate, "fidelity kernel").map(({ shift, coefficient }) => ({
            operation,
            angle,
            delta: shift,
            weight: value.weight,
            factor: value.scale * coefficient,
          })),
    ),
  );
}

/** Methods whose price is that of shifted circuits; the others run circuits that a pair of states does not have. */
function checkMethod({ name, exactOnly }: GradientMethod): void {
  if (exactOnly || name === "parameter-shift") return;
  throw new UphillError({
    code: "gradient",
    who: "fidelity kernel",
    got: `the gradient is ${name}`,
    wanted: "derivatives of fidelities come from parameter-shift, or exactly from adjoint",
    todo: "Choose one of them, or a projected kernel, which takes every method.",
  });
}

/** A fidelity kernel on rows to train on. Weights that move no fidelity get the derivative 0, and are paid for. */
export function fidelityTraining(
  program: Program,
  { load, width }: EncodingCircuit,
  features: Float64Array,
): KernelTraining {
  const rows = features.length / width;
  const { qubits, weights: count } = program.circuit;
  const batch = program.prepare(load(features));
  const pairs = (rows * (rows - 1)) / 2;
  let known: readonly UseTerm[] | undefined;
  const terms = (): readonly UseTerm[] => (known ??= termsOf(program));

  function values(weights: Float64Array): Float64Array {
    const found = fidelityMatrix(qubits, program.state({ weights, batch }));
    for (let i = 0; i < rows; i++) found[i * rows + i] = 1;
    return found;
  }

  function* sampled(weights: Float64Array, shots: number | undefined, random: PairRandom): InParts<Float64Array> {
    const found = values(weights);
    if (shots === undefined) return found;
    const shares = new Shares(shots);
    for (let i = 0; i < rows; i++) {
      for (let j = i + 1; j < rows; j++) {
        found[i * rows + j] = found[j * rows + i] = yield* shares.draw(found[i * rows + j], random(i, j, 0));
      }
    }
    return found;
  }

  const vjp: KernelTraining["vjp"] = (weights, cotangents) => {
    const { fidelities, gradient } = program.fidelityVjp({ weights, batch, cotangents });
    return { values: fidelities, gradient };
  };

  return {
    rows,
    values,
    sampled,

    vjp,

    *estimate({ weights, cotangents, gradient: method, shots, random }) {
      checkMethod(method);
      if (shots === undefined) return vjp(weights, cotangents);
      const found = yield* sampled(weights, shots, random);
      const slopes = cotangents(found);
      const gradient = new Float64Array(count);
      const unshifted = program.state({ weights, batch });
      const shares = new Shares(shots);
      let circuit = 0;
      for (const { weight, factor, delta, ...place } of terms()) {
        for (const sign of [1, -1]) {
          yield;
          circuit += 1;
          const shifted = program.state({ weights, batch, shift: { ...place, delta: sign * delta } });
          // Entry (i, j): the angle is moved in the state of j alone. Either order is a circuit.
          const moved = fidelityMatrix(qubits, unshifted, shifted);
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < rows; j++) {
              const slope = slopes[i * rows + j] + slopes[j * rows + i];
              if (i === j || slope === 0) continue;
              const share = yield* shares.draw(moved[i * rows + j], random(i, j, circuit));
              gradient[weight] += slope * factor * sign * share;
            }
          }
        }
      }
      return { values: found, gradient };
    },

    variance(found, slope, shots) {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = i + 1; j < rows; j++) {
          const both = slope[i * rows + j] + slope[j * rows + i];
          sum += (both * both * found[i * rows + j] * (1 - found[i * rows + j])) / (shots - 1);
        }
      }
      return sum;
    },

    circuits: pairs,
    depth: 2 * counts(program.circuit).depth,
    gradientCircuits(method) {
      checkMethod(method);
      // Each term moves the angle to either side, in the state of either row of a pair.
      return pairs * (1 + 4 * terms().length);
    },
    shotsPerCircuit: (shots) => shots,
    live: program.liveWeights.map(() => true),
  };
}
