import { bias, linear, scale } from "../hybrid/maps/index.js";
import type { MapStep } from "../hybrid/row-map.js";

/** What is trained behind the readouts. */
interface Head {
  /** In words: "a trained offset". */
  readonly words: string;
  /** Whether it makes decision values of any number of readouts. */
  readonly free?: true;
  /** The maps, which put out so many decision values. */
  steps(outputs: number): readonly MapStep[];
}

/** What may be trained behind the readouts, by its name. */
const heads = {
  none: { words: "nothing", steps: () => [] },
  bias: { words: "offset", steps: () => [bias()] },
  scale: { words: "factor", steps: () => [scale()] },
  affine: { words: "factor and offset", steps: () => [scale(), bias()] },
  linear: { words: "matrix", free: true, steps: (outputs: number) => [linear({ outputs })] },
} satisfies Record<string, Head>;

/** The name of a head. */
export type HeadName = keyof typeof heads;
export const headNames = Object.keys(heads) as HeadName[];
/** Every head by its name. */
export const headByName: Readonly<Record<string, Head>> = heads;
