// Every gradient method, and the only list of them.
export { parameterShift } from "./parameter-shift.js";
export { adjoint } from "./adjoint.js";
export { finiteDifference } from "./finite-difference.js";
