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
