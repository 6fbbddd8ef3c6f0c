// Every loss, and the only list of them.
export { mse } from "./mse.js";
export { bce } from "./bce.js";
export { hinge } from "./hinge.js";
export { misread } from "./misread.js";
export { crossEntropy } from "./cross-entropy.js";
