import * as methods from "./methods/index.js";
import * as rules from "./rules/index.js";

export {
  ask,
  PHASES,
  type Answer,
  type Asking,
  type Data,
  type Phase,
  type Request,
  type Value,
  type ValueAndGradient,
  type Where,
} from "./ask.js";
export { charge, emptyAccount, fits, type Account, type Budget, type Cost, type Totals } from "./ledger.js";
export {
  describeError,
  minimize,
  minimizeAsync,
  type Checkpoint,
  type MinimizeOptions,
  type RunResult,
  type StepInfo,
  type Stopped,
} from "./minimize.js";
export {
  defineMethod,
  defineRule,
  type Optimizer,
  type OptimizerFamily,
  type Report,
  type State,
  type StepResult,
} from "./optimizer.js";
export { functionProblem, type Place, type Problem } from "./problem.js";
export { failureSigns, summarize, type RunTrace, type Sign, type TraceSummary } from "./signs.js";
export * from "./methods/index.js";
export * from "./rules/index.js";

/** Every optimizer by name, rules first. */
export const optimizers = { ...rules, ...methods };
