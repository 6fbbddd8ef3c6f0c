import { bias, linear, scale } from "../hybrid/maps/index.js";
import type { MapStep } from "../hybrid/row-map.js";

/** What is trained behind the readouts, by its name: it makes so many decision values of them. */
export const heads = {
  none: () => [],
  bias: () => [bias()],
  scale: () => [scale()],
  affine: () => [scale(), bias()],
  linear: (outputs: number) => [linear({ outputs })],
} satisfies Record<string, (outputs: number) => readonly MapStep[]>;

/** The name of a head. */
export type HeadName = keyof typeof heads;
export const headNames = Object.keys(heads) as HeadName[];
