// Every estimator of a loss from shots, and the only list of them.
export { pairs } from "./pairs.js";
export { plugIn } from "./plug-in.js";
