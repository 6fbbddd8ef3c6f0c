import type { ForeignProgram } from "./external/program.js";

/** Foreign optimizers. It is plain data, so it can be sent to a worker. */
export interface Foreign {
  /** The programs that hold them: plug-ins and commands. */
  readonly programs: readonly ForeignProgram[];
  /** The names of the optimizers of each program, by the path or command that the user gave. */
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** A foreign optimizer with the options that a run will give it. */
export interface Attempt {
  /** What the user calls it. */
  readonly alias: string;
  /** The name of the optimizer. */
  readonly name: string;
  /** The options. */
  readonly options: object;
}
