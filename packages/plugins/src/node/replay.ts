import { isUphillError, UphillError } from "@uphill/core";
import { describeError, guarded, repeat, type Optimizer, type Transcript } from "@uphill/optimizers";
import { endSessions } from "./external/family.js";
import { faultOf } from "../fault.js";

/**
 * Repeats a run of an optimizer that is not ours in a fresh process. For threads that compute.
 * @param make the optimizer as it ran
 * @returns why it is not reproducible, or what became of that process; undefined where it came to the same
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
