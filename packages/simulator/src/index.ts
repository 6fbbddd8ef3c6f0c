export type { Batch, BatchSource, Cotangents, Program, Run, SampleRun, Shift } from "./program.js";
export type { CompileOptions } from "./analysis.js";
export type { AsyncProgram } from "./async-program.js";
export type { EngineName as Engine } from "./choose.js";
export { formatBytes, memoryNeeded, MOST_SHOTS, USUAL_BYTES } from "./memory.js";
export { compile, compileAsync } from "./compile.js";
export { fidelityMatrix, type StateRows } from "./pairs.js";
export { startThreads, type Threads } from "./threads.js";
