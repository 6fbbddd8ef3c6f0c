export type { Batch, BatchSource, Cotangents, Program, Run, Shift } from "./program.js";
export type { Engine } from "./kernels/index.js";
export { formatBytes, memoryNeeded } from "./memory.js";
export { compile } from "./engine.js";
