import { isUphillError, UphillError } from "@uphill/core";
import { describeError, guarded, repeat, type Optimizer, type Transcript } from "@uphill/optimizers";
import { endSessions } from "./external/family.js";
import { faultOf } from "../fault.js";

/**
 * Repeats a run of a foreign optimizer in a fresh process. Only threads that compute call it.
 * @param transcript what was written down of the run
 * @param make makes the optimizer as it ran
 * @returns why the run is not reproducible, or what happened to the process; undefined if the results were the same
 */
export function differenceFrom(transcript: Transcript, make: () => Optimizer): unknown {
  endSessions(true);
  try {
    repeat(guarded(make()), transcript, "in a fresh process");
    return undefined;
  } catch (error) {
    if (faultOf(error)) return error;
    const parts = isUphillError(error)
      ? error.parts
      : {
          who: make.name,
          got: describeError(error),
          wanted: "it came to its end before",
          todo: "Look for what it keeps.",
        };
    return new UphillError({
      ...parts,
      code: "not-reproducible",
      got: `its run is not reproducible: repeated in a fresh process, ${parts.got}`,
      cause: error,
    });
  } finally {
    endSessions();
  }
}
