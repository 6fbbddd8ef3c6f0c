import type { Gate } from "@uphill/circuits";
import type { Program } from "@uphill/simulator";

/** A place where a weight enters a gate: its angle is scale · weight + offset. */
export interface Use {
  readonly operation: number;
  readonly angle: number;
  readonly weight: number;
  readonly scale: number;
  readonly offset: number;
  readonly gate: Gate;
}

/** All uses of all weights, in time order. */
export function uses({ circuit }: Program): Use[] {
  return circuit.operations.flatMap(({ gate, angles }, operation) =>
    angles.flatMap((angle, index): Use[] =>
      typeof angle === "number" || !("weight" in angle) ? [] : [{ operation, angle: index, gate, ...angle }],
    ),
  );
}

/** The uses that can move an observable. */
export function liveUses(program: Program): Use[] {
  return uses(program).filter(
    ({ operation, weight }) => program.liveOperations[operation] && program.liveWeights[weight],
  );
}

/** The numbers of the weights that can move an observable. */
export function liveWeights(program: Program): number[] {
  return program.liveWeights.flatMap((live, weight) => (live ? [weight] : []));
}

/** What a price counts. */
export interface PriceOptions {
  /** True to count every weight and operation as if it were inside the light cone. By default idle weights are free. */
  readonly idle?: boolean;
}

/** The program that a price is counted on: all of it live where idle weights are to be paid for. */
export function priced(program: Program, { idle = false }: PriceOptions = {}): Program {
  if (!idle) return program;
  const { liveWeights, liveOperations } = program;
  return { ...program, liveWeights: liveWeights.map(() => true), liveOperations: liveOperations.map(() => true) };
}
