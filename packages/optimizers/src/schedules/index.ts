// Every learning-rate schedule, and the only list of them.
export { constant } from "./constant.js";
export { step } from "./step.js";
export { exponential } from "./exponential.js";
export { cosine } from "./cosine.js";
export { warmUp } from "./warm-up.js";
