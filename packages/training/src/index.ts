export { fit, type FitOptions, type FitResult } from "./fit.js";
export { modelFromJSON, type Model, type ModelJSON } from "./model.js";
