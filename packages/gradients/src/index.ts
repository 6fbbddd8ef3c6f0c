import * as curvatures from "./curvatures/index.js";
import * as estimators from "./estimators/index.js";
import * as gradientMethods from "./methods/index.js";

export { defineCurvature, type Curvature, type CurvatureFamily, type CurvatureRequest } from "./curvature.js";
export type { LossEstimator, LossOfValue, ShotValue } from "./estimator.js";
export { hessianVector, hessianVectorCircuits } from "./hessian-vector.js";
export { liveReport } from "./live-report.js";
export {
  defineGradient,
  type GradientEstimate,
  type GradientFamily,
  type GradientMethod,
  type GradientNeed,
  type GradientRequest,
} from "./method.js";
export { secondShiftRule, shiftRule, type SecondShiftRule, type ShiftTerm, type ShiftedGate } from "./shift-rule.js";
export { expectationsInParts, sampleExpectations, sampleShifted, settings, type ShotEstimate } from "./shots.js";
export { fewestShots, splitRounds, SPLITS, type Split } from "./split.js";
export type { PriceOptions } from "./uses.js";
export * from "./curvatures/index.js";
export * from "./methods/index.js";
export { curvatures, estimators, gradientMethods };
