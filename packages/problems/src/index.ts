import * as losses from "./classifier/losses/index.js";
import * as devices from "./devices/index.js";
import * as families from "./families/index.js";
import * as maps from "./hybrid/maps/index.js";
import * as models from "./models/index.js";

export {
  assemble,
  checkSpec,
  classifier,
  classifierOptions,
  type Assembly,
  type ClassifierSpec,
  type ModelSpec,
} from "./classifier/assembly.js";
export { amplitudeWarningsOf, ceilingsOf, narrowed, type ShownCeilings } from "./classifier/ceilings.js";
export { ceilingsOnFeatures, classicalCeilings, type Ceiling, type Ceilings } from "./classifier/classical.js";
export { partsFor, readSource, recordData, type ClassifierPlan } from "./classifier/data.js";
export { dataSpec } from "./classifier/data-spec.js";
export { macroF1 } from "./classifier/decisions.js";
export { classifierInstance, startWeights, type ClassifierInstance, type StartName } from "./classifier/instance.js";
export { defineLoss, type JointLoss, type Loss } from "./classifier/loss.js";
export { checkConditions, checkCount, type Conditions } from "./conditions.js";
export {
  checkClasses,
  classifierProblem,
  type ClassifierProblem,
  type Exact,
  type ProblemOptions,
} from "./classifier/problem.js";
export { cappedBudget, checkDevice, defineDevice, secondsOn, type Device, type Load } from "./device.js";
export {
  defineProblem,
  type BaselineRecord,
  type DataPart,
  type GivenRows,
  type Metric,
  type ProblemFamily,
  type ProblemSpec,
  type ProblemWishes,
} from "./family.js";
export { RECORDS, type HistoryPoint } from "./history.js";
export {
  hybrid,
  hybridFromJSON,
  hybridToJSON,
  isHybrid,
  type HybridOptions,
  type HybridSpec,
} from "./hybrid/hybrid.js";
export { defineMap, type MapFamily, type MapStep, type RowMap } from "./hybrid/row-map.js";
export type { StepJSON } from "./hybrid/chain.js";
export type { ProblemInstance } from "./instance.js";
export { featuresFor } from "./kernels/features.js";
export { problemOf, type FamilyName, type FamilyOptions } from "./problem-of.js";
export { plateauSigns } from "./plateau.js";
export type { Sizes } from "./rows/allot.js";
export { preparationFor, prepare } from "./rows/preparation.js";
export { describeData, type DataRecord } from "./rows/record.js";
export type { Source, SourceWishes } from "./rows/source.js";
export { namesOf, preparationSteps, STANDARD_DATASET, stepName, type DataSpec, type DataWishes } from "./rows/spec.js";
export type { SolveCheckpoint } from "./solve-checkpoint.js";
export type { ShownSign } from "./shown-sign.js";
export { solve, solveAsync, watched, type Solution, type SolveOptions } from "./solve.js";
export { classifierFamily } from "./families/classifier.js";
export { devices, families, losses, maps, models };
