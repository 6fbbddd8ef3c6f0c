export { alignment, alignmentWithSlope, type AlignmentOptions } from "./alignment.js";
export { echoCircuit, encodingCircuit, type EncodingCircuit } from "./encoding-circuit.js";
export type { RowKernel, KernelCost, KernelTraining, MatrixAsk, PairRandom } from "./kernel.js";
export type { KernelLimits } from "./kernels/fidelity.js";
export type { ProjectedOptions } from "./kernels/projected.js";
export {
  kernelMatrix,
  kernelMatrixAsync,
  type KernelMatrix,
  type KernelMatrixAsyncOptions,
  type KernelMatrixOptions,
} from "./matrix.js";
export { positiveSemidefinite, type PositiveSemidefinite } from "./positive-semidefinite.js";
export { svm, svmOptions, type SupportVectorMachine } from "./svm.js";
export { COSTS, tuneSvm, type Tuned } from "./tune-svm.js";
export * from "./kernels/index.js";
