import type { MeasureCase } from "../case.js";
import { runChild } from "../children.js";

/** Process to process, so that everything a user waits for is in it; an empty script is Node's own start. */
export const coldStart: MeasureCase = {
  against: "limit",
  id: "cold-start",
  about: "import, compile and first result of 6 qubits, above Node's own start",
  unit: "ms",
  bar: 60,
  times: 15,
  measure: async () => (await runChild("cold")).ms - (await runChild("empty")).ms,
};
