// Every law of optimizers, and the only list of them.
export { options } from "./options.js";
export { purity } from "./purity.js";
export { determinism } from "./determinism.js";
export { plainState } from "./plain-state.js";
export { resume } from "./resume.js";
export { accounting } from "./accounting.js";
export { budget } from "./budget.js";
export { needs } from "./needs.js";
export { nan } from "./nan.js";
export { rule } from "./rule.js";
export { scale } from "./scale.js";
export { convergence } from "./convergence.js";
export { telemetry } from "./telemetry.js";
