import * as gradientMethods from "./methods/index.js";

export {
  defineGradient,
  type GradientEstimate,
  type GradientFamily,
  type GradientMethod,
  type GradientRequest,
} from "./method.js";
export { shiftRule, type ShiftTerm } from "./shift-rule.js";
export { sampleExpectations, sampleShifted, settings, type ShotEstimate } from "./shots.js";
export * from "./methods/index.js";
export { gradientMethods };
