import { decode, encode } from "@uphill/core";
import { defineLaw, insistSame } from "../law.js";

export const plainState = defineLaw({
  name: "plain-state",
  about: "state survives JSON",
  check({ checkpoints }) {
    for (const { step, state } of checkpoints()) {
      const written = writtenAsJson(state);
      insistSame(
        { state: written === undefined ? undefined : (JSON.parse(written) as unknown) },
        { state },
        `the state after step ${step} is another once it was written as JSON (use objects, plain arrays, strings, finite numbers, booleans and null)`,
      );
      insistSame(
        { state: decode(encode(state)) },
        { state },
        `the state after step ${step} is another once it was encoded`,
      );
    }
    return undefined;
  },
});

/** Undefined where JSON cannot hold it. */
function writtenAsJson(state: unknown): string | undefined {
  try {
    return JSON.stringify(state);
  } catch {
    return undefined;
  }
}
