import { number, streams } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cz, rx, ry, rz } from "../gates/index.js";
import { patterns } from "./entanglement.js";

const rotations = [rx, ry, rz];

/**
 * The circuit in which barren plateaus were found: RY(π/4) on every qubit, then per layer RX, RY or RZ on each qubit, drawn once
 * from `seed`, and a ladder of CZ. The axis of a qubit in a layer depends on seed, layer and qubit alone: more layers or qubits
 * leave the others as they were.
 * Weights: index layer · qubits + qubit.
 * Source: McClean et al. 2018, arXiv:1803.11173.
 */
export const randomLayers = defineAnsatz({
  name: "random-layers",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }),
    /** Seed of the axes. */
    seed: number({ default: 0, min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, about: "Seed of the axes" }),
  },
  build(qubits, { layers, seed }) {
    const axes = streams(seed).stream("random-layers");
    return Array.from({ length: layers }, (_, layer) => [
      ...(layer === 0 ? Array.from({ length: qubits }, (_, q) => ry(Math.PI / 4, q)) : []),
      ...Array.from({ length: qubits }, (_, q) =>
        rotations[axes.at(layer, q).integer(3)](weight(layer * qubits + q), q),
      ),
      ...patterns.linear(qubits).map(([a, b]) => cz(a, b)),
    ]);
  },
});
