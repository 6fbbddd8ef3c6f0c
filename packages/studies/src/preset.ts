import { adam, armijo, kick, nlr, sgd, stay } from "@uphill/optimizers";
import type { Settings } from "./settings.js";

/** A named study: what it changes of the defaults. To add one, write a file in `presets/` and a line in its index. */
export interface Preset {
  /** The name that users type. */
  readonly name: string;
  /** What it is, in one sentence for help and report. */
  readonly about: string;
  /** The settings that it changes. */
  readonly settings: Partial<Settings>;
  /** The problem family, and the options that it changes. */
  readonly problem: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  /** The optimizers that are compared if the user names no others. */
  readonly optimizers: readonly string[];
  /** The optimizer that the others are compared with, if it takes part. */
  readonly reference: string;
  /**
   * The optimizers that the study is about. They are compared with every other optimizer too, so that a control which
   * does as well is seen.
   */
  readonly subjects: readonly string[];
  /** Options that are set for every optimizer that has them. */
  readonly optimizerOptions?: Readonly<Record<string, unknown>>;
  /**
   * True if every optimizer may spend the same number of shots: as many as `steps` steps take that compare two losses
   * over all training rows.
   */
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

/**
 * Declares a preset.
 * @param preset the preset
 * @returns the preset, with its types checked
 */
export function definePreset(preset: Preset): Preset {
  return preset;
}
