export { fit, fitAsync, type FitResult, type TestedFitResult } from "./fit.js";
export type { FitOptions } from "./fit-options.js";
export { modelFromJSON, type Model, type ModelJSON } from "./model.js";
export type { SolveCheckpoint as FitCheckpoint } from "@uphill/problems";
