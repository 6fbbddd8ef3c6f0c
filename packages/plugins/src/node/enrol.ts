import { enrol } from "../registry.js";
import type { Foreign } from "./attempt.js";
import { remoteFamily } from "./external/family.js";

/**
 * Makes foreign optimizers known by name in this thread.
 * @param foreign the programs that hold them
 */
export function enrolForeign({ programs }: Pick<Foreign, "programs">): void {
  for (const program of programs)
    for (const description of program.optimizers) enrol(remoteFamily(program, description), program.given);
}
