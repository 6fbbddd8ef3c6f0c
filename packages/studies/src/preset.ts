import type { ClassifierSpec } from "@uphill/problems";
import type { Settings } from "./settings.js";

/** A named experiment: what it changes of the defaults. Add one with a file in `presets/` and a line in its index. */
export interface Preset {
  readonly name: string;
  /** One sentence for help and report. */
  readonly about: string;
  readonly settings: Partial<Settings>;
  readonly model: Partial<ClassifierSpec>;
  /** Optimizers compared unless the user names others; SGD first. */
  readonly optimizers: readonly string[];
  /** Options set for every optimizer that has them. */
  readonly optimizerOptions?: Readonly<Record<string, unknown>>;
  /** Everyone may spend the shots that `steps` steps with two full-data loss comparisons take. */
  readonly equalShots?: boolean;
}

/** SGD, what people use, and NLR beside its controls. */
export const usualOptimizers = ["sgd", "adam", "armijo", "nlr", "stay", "kick"];

export function definePreset(preset: Preset): Preset {
  return preset;
}
