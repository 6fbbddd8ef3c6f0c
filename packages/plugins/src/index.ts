export { faultOf, type Fault } from "./fault.js";
export { enrol, optimizerFamilies, originOf, unknownOptimizer } from "./registry.js";
