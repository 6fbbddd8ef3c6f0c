import { number } from "@uphill/core";

// What the models' options have in common.

export const features = number({ default: 2, min: 1, max: 4096, integer: true, about: "Numbers in a row" });

export const layers = (usual: number): typeof features =>
  number({ default: usual, min: 1, max: 4096, integer: true, about: "Layers of the circuit" });
