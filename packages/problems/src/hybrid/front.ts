import { UphillError } from "@uphill/core";
import { compile, type Program } from "@uphill/simulator";
import { liftInputs } from "./lift.js";
import type { RowMap } from "./row-map.js";

/** A trained map in front of a circuit: what it puts out are the circuit's inputs. */
export interface FrontMap {
  readonly map: RowMap;
  /** The program with its inputs as further weights, compiled when it is first asked for. */
  lifted(): Program;
}

/**
 * Puts a map in front of a program.
 * @throws UphillError "shape" if the map puts out another number than the circuit has inputs
 */
export function frontOf(map: RowMap, program: Program, maxBytes?: number): FrontMap {
  const { inputs } = program.circuit;
  if (map.outputs !== inputs) {
    throw new UphillError({
      code: "shape",
      who: "hybrid",
      got: `the maps before the circuit put out ${map.outputs} numbers`,
      wanted: `the circuit has ${inputs} inputs`,
      todo: "Change the outputs of the last map, or the inputs of the circuit.",
    });
  }
  let lifted: Program | undefined;
  const { observables, circuit } = program;
  return {
    map,
    lifted: () =>
      (lifted ??= compile(liftInputs(circuit), {
        observables: [...observables],
        ...(maxBytes !== undefined && { maxBytes }),
      })),
  };
}
