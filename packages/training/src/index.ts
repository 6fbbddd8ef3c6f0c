import * as devices from "./devices/index.js";
import * as losses from "./losses/index.js";

export { assemble, classifier, classifierOptions, type Assembly, type ClassifierSpec } from "./classifier.js";
export { ceilingsOnFeatures, classicalCeilings, type Ceiling, type Ceilings } from "./classical.js";
export { defineDevice, secondsOn, type Device, type Load } from "./device.js";
export { fit, fitAsync, startWeights, type FitResult, type TestedFitResult } from "./fit.js";
export type { FitCheckpoint } from "./fit-checkpoint.js";
export type { FitOptions } from "./fit-options.js";
export { RECORDS, type HistoryPoint } from "./history.js";
export { defineLoss, type Loss } from "./loss.js";
export { modelFromJSON, type Model, type ModelJSON } from "./model.js";
export { plateauSigns } from "./plateau.js";
export { prepare, preparationFor } from "./preparation.js";
export { classifierProblem, type ClassifierProblem, type Exact, type ProblemOptions } from "./problem.js";
export { devices, losses };
