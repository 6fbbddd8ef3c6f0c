// Every method (chooses its own points), and the only list of them.
export { armijo } from "./armijo.js";
export { nlr } from "./nlr.js";
export { stay } from "./stay.js";
export { kick } from "./kick.js";
