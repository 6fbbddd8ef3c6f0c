import { choice, UphillError } from "@uphill/core";
import { qdatasetGenerator, qdatasetOptions } from "../qdataset/generate.js";
import { parseQDatasetName, qdatasetNames, usualOpponent } from "../qdataset/profile.js";
import {
  describeClasses,
  describeFeatures,
  featuresOf,
  qdatasetCitation,
  qdatasetFeatures,
} from "../qdataset/table.js";
import { defineDataset } from "../synthetic.js";

/**
 * Tells two simulated experiments apart: with or without noise, under one noise or another, or driven by Gaussian or
 * square pulses. Even rows come from `against`, odd rows from `set`. Row r is example r of its set.
 * Noise shortens the vectors of expectation values, and each vector occurs with both signs. So a linear rule cannot see
 * noise. A quadratic rule sees it almost perfectly (accuracy 1.00 for N1 and 0.98 for N2 against none, from 400 rows),
 * and less well if rows are normalised (0.86 and 0.80). Pulse parameters say nothing about noise, but their widths give
 * the shape of the pulses away.
 * Source: Perrier, Youssry & Ferrie 2021, arXiv:2108.06661.
 */
export const qdataset = defineDataset({
  name: "qdataset",
  about: "Simulated qubits under pulses and noise, as in QDataSet",
  citation: qdatasetCitation,
  options: {
    /** The set of class 1, by QDataSet's name. */
    set: choice({ default: "G_1q_X_Z_N1", values: qdatasetNames, about: "The set of class 1, by QDataSet's name" }),
    /** The set of class 0; usual is the same without noise, or for a set without noise the other pulse shape. */
    against: choice({
      default: "usual",
      values: ["usual", ...qdatasetNames],
      about: "The set of class 0; usual is the same without noise, or for a set without noise the other pulse shape",
    }),
    /** What a row holds: expectation values, pulse parameters, or both. */
    features: choice({
      default: "expectations",
      values: qdatasetFeatures,
      about: "What a row holds: expectation values, pulse parameters, or both",
    }),
    /** Noise realisations to average over. */
    realisations: qdatasetOptions.realisations,
    /** Time steps. */
    steps: qdatasetOptions.steps,
    /** Pulses in each sequence. */
    pulses: qdatasetOptions.pulses,
  },
  usualSteps({ set, against, features }, most) {
    const sets = [against === "usual" ? usualOpponent(set) : against, set].map(parseQDatasetName);
    // Noise shortens vectors that come with both signs: their squares tell it, in directions of small variance.
    const squares = features !== "pulses" && sets.some(({ noise }) => noise.length > 0);
    return [
      squares ? "square" : "standardise",
      { name: "pca", options: { components: Math.min(8, most) } },
      "standardise",
    ];
  },
  generate({ set, against, features, ...rest }, streams) {
    const sets = [against === "usual" ? usualOpponent(set) : against, set];
    const [first, second] = sets.map(parseQDatasetName);
    if (first.name === second.name || first.controls !== second.controls) {
      throw new UphillError({
        code: "options",
        who: "qdataset",
        got: `set is ${set} and against is ${first.name}`,
        wanted: "they must differ, in noise or pulses but not in qubits and controls",
        todo: "Choose two sets whose names begin alike.",
      });
    }
    const generators = sets.map((name) => qdatasetGenerator(name, rest, streams));
    const { controls, qubits } = second;
    const widths = { expectations: qubits === 1 ? 18 : 540, pulses: 3 * rest.pulses * controls.length };
    const width = features === "both" ? widths.expectations + widths.pulses : widths[features];
    return {
      width,
      classes: sets,
      fill(row, into) {
        into.set(featuresOf(generators[row % 2](row), features));
        return row % 2;
      },
      notes: [
        describeClasses(sets[0], sets[1]),
        `The ${width} features are ${describeFeatures(features)}.`,
        `Simulated ${rest.steps} time steps, ${rest.realisations} realisations of each noise and ${rest.pulses} pulses in each sequence.`,
      ],
    };
  },
});
