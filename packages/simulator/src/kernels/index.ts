export { type Kernels, type States } from "./kernels.js";
export { pauliMask } from "./pauli.js";
export { plainKernels } from "./plain.js";
