export { budgetForms, parseBudget } from "./budget.js";
export { duration } from "./duration.js";
export { intervalOf, type Comparison, type Controls, type Figures, type Judgement, type Pair } from "./comparison.js";
export {
  describeExperiment,
  plan,
  presets,
  problemFamilies,
  usualProblem,
  type Experiment,
  type Wishes,
} from "./experiment.js";
export {
  fieldOf,
  familyIn,
  figureNames,
  furtherFigures,
  judgedFigures,
  objectiveTitle,
  titleOf,
  trainedWord,
  type FigureName,
} from "./figures.js";
export { columnsIn, totalCount } from "./counted.js";
export type { Change, OptimizerSpec } from "./optimizer.js";
export { definePreset, type Preset } from "./preset.js";
export { deviceSeconds, meanOf, whyUnranked, type CurvePoint, type Row } from "./rows.js";
export { execute, keyOf, type CeilingRecord, type Job, type JobRecord, type Repeat, type RunRecord } from "./run.js";
export { firstJobs, lastJobs, trialJobs } from "./jobs.js";
export { RATE_GRID, settingFields, sharedFields, type Settings } from "./settings.js";
export { firstSigns, groupSigns } from "./signs.js";
export {
  hodgesLehmann,
  holm,
  meanInterval,
  wilcoxon,
  type Interval,
  type MedianInterval,
  type Possible,
} from "./statistics.js";
export { stopFamilies, stopsCell, type StopEnds, type StopSpec } from "./stops.js";
export { runStudy } from "./study.js";
export {
  summarizePreset,
  type CeilingSummary,
  type Counted,
  type OptimizerSummary,
  type PresetSummary,
  type ProblemSummary,
} from "./summary.js";
export { GIVEN, TUNED, pText, sizeText } from "./words.js";
