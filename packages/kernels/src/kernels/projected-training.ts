import { counts } from "@uphill/circuits";
import { inOneGo, type Random } from "@uphill/core";
import { expectationsInParts, settings } from "@uphill/gradients";
import type { Program } from "@uphill/simulator";
import type { EncodingCircuit } from "../encoding-circuit.js";
import type { KernelTraining } from "../kernel.js";
import { gaussianInParts } from "./gaussian.js";

/** A projected kernel on rows to train on. @param gamma the factor of the squared distance of the expectation values */
export function projectedTraining(
  program: Program,
  { load, width: features }: EncodingCircuit,
  given: Float64Array,
  gamma: number,
): KernelTraining {
  const rows = given.length / features;
  const width = program.observables.length;
  const batch = program.prepare(load(given));
  const source = (): ReturnType<typeof load> => load(given);
  const matrix = (points: Float64Array): Float64Array => inOneGo(gaussianInParts(points, undefined, { width, gamma }));

  /** By the expectation values, [rows, width], from cotangents of the matrix that they make. */
  function slopesAt(points: Float64Array, values: Float64Array, cotangents: Float64Array): Float64Array {
    const slopes = new Float64Array(points.length);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < rows; j++) {
        const factor = -2 * gamma * (cotangents[i * rows + j] + cotangents[j * rows + i]) * values[i * rows + j];
        if (factor === 0) continue;
        for (let k = 0; k < width; k++)
          slopes[i * width + k] += factor * (points[i * width + k] - points[j * width + k]);
      }
    }
    return slopes;
  }

  /** Cotangents of the expectation values, which keep the matrix that they are made from. */
  function through(cotangents: (values: Float64Array) => Float64Array): {
    readonly of: (points: Float64Array) => Float64Array;
    readonly values: () => Float64Array;
  } {
    let values: Float64Array = new Float64Array(0);
    return {
      values: () => values,
      of(points) {
        values = matrix(points);
        return slopesAt(points, values, cotangents(values));
      },
    };
  }

  return {
    rows,
    values: (weights) => matrix(program.expectations({ weights, batch })),

    *sampled(weights, shots, random) {
      if (shots === undefined) return matrix(program.expectations({ weights, batch }));
      const ask = { weights, batch, shots, random: (row: number): Random => random(row, 0, 0) };
      return matrix((yield* expectationsInParts(program, ask)).values);
    },

    vjp(weights, cotangents) {
      const chain = through(cotangents);
      const { gradient } = program.vjp({ weights, batch, cotangents: chain.of });
      return { values: chain.values(), gradient };
    },

    *estimate({ weights, cotangents, gradient: method, shots, random, chance }) {
      const chain = through(cotangents);
      const request = {
        program,
        weights,
        batch,
        cotangents: chain.of,
        ...(method.needs.includes("source") && { source: source() }),
        ...(method.needs.includes("chance") && { chance }),
        ...(shots !== undefined && {
          shots,
          random: (row: number, circuit: number): Random => random(row, 0, circuit),
        }),
      };
      const { gradient } = method.estimateInParts ? yield* method.estimateInParts(request) : method.estimate(request);
      return { values: chain.values(), gradient };
    },

    circuits: rows * settings(program.observables),
    depth: counts(program.circuit).depth,
    gradientCircuits: (method) => rows * method.circuits(program),
    shotsPerCircuit: (shots) => shots / settings(program.observables),
    live: program.liveWeights,
  };
}
