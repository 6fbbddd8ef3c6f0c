import type { ForeignProgram } from "./external/program.js";

/** Optimizers that are not ours: plain data, enough to have them in a worker too. */
export interface Foreign {
  readonly programs: readonly ForeignProgram[];
  /** Names of optimizers by where they come from. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** An optimizer at options that a run will give it. */
export interface Attempt {
  /** What the user calls it. */
  readonly alias: string;
  readonly name: string;
  readonly options: object;
}
