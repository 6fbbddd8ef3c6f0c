// Every rule (gradient in, step out), and the only list of them.
export { sgd } from "./sgd.js";
export { momentum } from "./momentum.js";
export { adam } from "./adam.js";
