import { adam, armijo, kick, nlr, sgd, stay } from "@uphill/optimizers";
import type { Settings } from "./settings.js";

/** A named experiment: what it changes of the defaults. Add one with a file in `presets/` and a line in its index. */
export interface Preset {
  readonly name: string;
  /** One sentence for help and report. */
  readonly about: string;
  readonly settings: Partial<Settings>;
  /** A family of problems, and what is changed of its options. */
  readonly problem: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** Optimizers compared unless the user names others. */
  readonly optimizers: readonly string[];
  /** The optimizer that the others are compared with, where it takes part. */
  readonly reference: string;
  /** Optimizers that the study is about: they are also set beside every other one, so that a control which does as well is seen. */
  readonly subjects: readonly string[];
  /** Options set for every optimizer that has them. */
  readonly optimizerOptions?: Readonly<Record<string, unknown>>;
  /** Everyone may spend the shots that `steps` steps with two full-data loss comparisons take. */
  readonly equalShots?: boolean;
}

/** NLR against plain descent, beside what people use and beside its controls. */
export const aboutReversal: Pick<Preset, "optimizers" | "reference" | "subjects"> = {
  optimizers: [sgd, adam, armijo, nlr, stay, kick].map(({ name }) => name),
  reference: sgd.name,
  subjects: [nlr.name],
};

/** The optimizer that figures of older releases were compared with. */
export const PLAIN = sgd.name;

export function definePreset(preset: Preset): Preset {
  return preset;
}
