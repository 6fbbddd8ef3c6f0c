import type { Angle } from "./angle.js";
import type { Operation } from "./gate.js";

/** The angle with its sign turned; weights and inputs keep their index. */
export function negated(angle: Angle): Angle {
  if (typeof angle === "number") return -angle;
  return { ...angle, scale: -angle.scale, offset: -angle.offset };
}

/**
 * Gives the operations that undo one operation.
 * @param operation the operation
 * @returns the operations, in time order
 */
export function invert({ gate, angles, qubits }: Operation): Operation[] {
  return gate.inverse?.(angles, qubits) ?? [{ gate, qubits, angles: angles.map(negated) }];
}
