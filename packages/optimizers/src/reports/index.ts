// Figures that several optimizers report and that are counted over a run. The name of an export is the field of a step's report.
export { raised } from "./raised.js";
export { reversed } from "./reversed.js";
