export {
  ask,
  ASKED_PHASES,
  DATA,
  needOf,
  NEEDS,
  PHASES,
  type Answer,
  type Asking,
  type Data,
  type Need,
  type Phase,
  type Request,
  type Value,
  type ValueAndGradient,
  type Where,
} from "./ask.js";
export { chain } from "./chain.js";
export { checkLaw, checkOptimizer, laws, type Finding } from "./contract/check.js";
export { type Law } from "./contract/law.js";
export { testProblem, type TestFunction } from "./functions/function.js";
export * as testFunctions from "./functions/index.js";
export { guarded } from "./guard.js";
export {
  charge,
  checkBudget,
  emptyAccount,
  fits,
  UNITS,
  within,
  type Account,
  type Budget,
  type Cost,
  type Idle,
  type Totals,
} from "./ledger.js";
export { liveSigns, liveSummary, soFarSigns, type LiveInfo } from "./observers/live.js";
export * as observers from "./observers/index.js";
export { defineObserver, type ObserverStates, type Observer, type Seen } from "./observers/observer.js";
export type { LiveSummary } from "./observers/tentative.js";
export { checkNeeds } from "./check-run.js";
export type { Checkpoint } from "./checkpoint.js";
export { describeError } from "./describe-error.js";
export {
  minimize,
  minimizeAsync,
  type MinimizeOptions,
  type RunResult,
  type StepInfo,
  type StopName,
  type Stopped,
} from "./minimize.js";
export { clipByNorm, clipByValue, scheduled, type Modifier } from "./modifiers.js";
export {
  expectOptimizer,
  defineMethod,
  defineRule,
  isOptimizerFamily,
  type Optimizer,
  type OptimizerFamily,
  type RuleResult,
  type State,
  type StepResult,
  type Watching,
} from "./optimizer.js";
export { functionProblem, type Facts, type Place, type Problem } from "./problem.js";
export { optimizers } from "./registry.js";
export type { Report, Sign } from "./report.js";
export { ownFigures, type FigureDeclaration, type FigureDeclarations } from "./reports/declaration.js";
export {
  countOf,
  countReport,
  countsFrom,
  figuresOf,
  noCounts,
  sharedFigures,
  type StepCounts,
  type ReportFigure,
  type SharedCounts,
} from "./reports/figure.js";
export * as reportFigures from "./reports/index.js";
export { defineSchedule, type Schedule, type ScheduleFamily } from "./schedule.js";
export * as schedules from "./schedules/index.js";
export * as stops from "./stops/index.js";
export {
  checkStops,
  type Stop,
  type StopFamily,
  type StopStates,
  type ToldLoss,
  type WholeStep,
} from "./stops/stop.js";
export { failureSigns, summarize, type RunTrace, type TentativeReport, type TraceSummary } from "./signs.js";
export { ownSigns } from "./told-signs.js";
export { recording, repeat, type Transcript } from "./transcript.js";
export * from "./methods/index.js";
export * from "./rules/index.js";
