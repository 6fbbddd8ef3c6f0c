export type { Batch, BatchSource, Cotangents, Program, Run, Shift } from "./program.js";
export { formatBytes, memoryNeeded } from "./memory.js";
export { compile } from "./reference.js";
