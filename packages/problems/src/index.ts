import * as losses from "./classifier/losses/index.js";
import * as devices from "./devices/index.js";
import * as families from "./families/index.js";

export type { Sizes } from "./classifier/allot.js";
export {
  assemble,
  checkSpec,
  classifier,
  classifierOptions,
  type Assembly,
  type ClassifierSpec,
} from "./classifier/assembly.js";
export { amplitudeWarningsOf, ceilingsOf, narrowed, type ShownCeilings } from "./classifier/ceilings.js";
export { ceilingsOnFeatures, classicalCeilings, type Ceiling, type Ceilings } from "./classifier/classical.js";
export {
  describeData,
  partsFor,
  readSource,
  recordData,
  type ClassifierPlan,
  type DataRecord,
  type Source,
  type SourceWishes,
} from "./classifier/data.js";
export {
  dataSpec,
  namesOf,
  preparationSteps,
  STANDARD_DATASET,
  stepName,
  type DataSpec,
  type DataWishes,
} from "./classifier/data-spec.js";
export { classifierInstance, startWeights, type StartName } from "./classifier/instance.js";
export { defineLoss, type Loss } from "./classifier/loss.js";
export { preparationFor, prepare } from "./classifier/preparation.js";
export { checkGradient } from "./circuit-problem.js";
export {
  checkClasses,
  classifierProblem,
  type ClassifierProblem,
  type Exact,
  type ProblemOptions,
} from "./classifier/problem.js";
export { cappedBudget, checkDevice, defineDevice, expectDevice, secondsOn, type Device, type Load } from "./device.js";
export {
  defineProblem,
  type BaselineRecord,
  type Conditions,
  type DataPart,
  type Metric,
  type ProblemFamily,
  type ProblemSpec,
  type ProblemWishes,
} from "./family.js";
export { RECORDS, type HistoryPoint } from "./history.js";
export type { ProblemInstance } from "./instance.js";
export { featuresFor } from "./kernels/features.js";
export { plateauSigns } from "./plateau.js";
export type { SolveCheckpoint } from "./solve-checkpoint.js";
export type { ShownSign } from "./shown-sign.js";
export { solve, solveAsync, watched, type Solution, type SolveOptions } from "./solve.js";
export { classifierFamily } from "./families/classifier.js";
export { devices, families, losses };
