import type { Program } from "@uphill/simulator";
import { uses } from "./uses.js";

/** Which entries of a metric are kept. */
export type MetricShape = "full" | "block-diagonal" | "diagonal";

/** Whether a metric of this shape keeps the entry of two weights. */
export function keeps(program: Program, shape: MetricShape): (a: number, b: number) => boolean {
  if (shape === "full") return () => true;
  if (shape === "diagonal") return (a, b) => a === b;
  const block = blocks(program);
  return (a, b) => block[a] === block[b];
}

/**
 * The block of each weight: trained gates with as many trained layers before them form a block, so that none of a block acts
 * behind another. Blocks that share a weight are one.
 * Source: Stokes et al. 2020, arXiv:1909.02108, its layers read off the circuit.
 */
function blocks(program: Program): number[] {
  const { circuit } = program;
  const trained = new Map(uses(program).map((use) => [use.operation, use.weight]));
  // Trained layers in the past of each qubit.
  const past = new Array<number>(circuit.qubits).fill(0);
  const block = Array.from({ length: circuit.weights }, () => -1);
  const root = new Map<number, number>();
  const find = (layer: number): number => {
    const up = root.get(layer);
    return up === undefined ? layer : find(up);
  };
  circuit.operations.forEach(({ qubits }, operation) => {
    const layer = Math.max(...qubits.map((qubit) => past[qubit]));
    const weight = trained.get(operation);
    for (const qubit of qubits) past[qubit] = layer + (weight === undefined ? 0 : 1);
    if (weight === undefined) return;
    if (block[weight] < 0) block[weight] = layer;
    const [mine, other] = [find(block[weight]), find(layer)];
    if (mine !== other) root.set(Math.max(mine, other), Math.min(mine, other));
  });
  return block.map((layer, weight) => (layer < 0 ? -1 - weight : find(layer)));
}
