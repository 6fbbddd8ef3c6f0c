import { circuit, type Angle, type Circuit } from "@uphill/circuits";
import { UphillError } from "@uphill/core";

/**
 * The circuit with its inputs as further weights, behind its own: for one row, the derivatives in the inputs are then
 * derivatives in weights, which every gradient method gives.
 * @throws UphillError "derivative" for an angle that is a product or a sum of inputs
 */
export function liftInputs({ qubits, weights, operations }: Circuit): Circuit {
  const lifted = (angle: Angle): Angle => {
    if (typeof angle === "number" || "weight" in angle) return angle;
    if ("input" in angle) return { weight: weights + angle.input, scale: angle.scale, offset: angle.offset };
    throw new UphillError({
      code: "derivative",
      who: "hybrid",
      got: "an angle of the circuit is a product or a sum of inputs",
      wanted:
        "trained maps before a circuit need angles of one input each, unless values are exact and so is the gradient",
      todo: "Let a map make the product an input of its own, or take exact values with the usual gradient.",
    });
  };
  return circuit(
    qubits,
    operations.map((operation) => ({ ...operation, angles: operation.angles.map(lifted) })),
  );
}
