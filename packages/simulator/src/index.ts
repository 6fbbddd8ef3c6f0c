export type { Batch, BatchSource, Cotangents, Program, Run, SampleRun, Shift } from "./program.js";
export type { EngineName as Engine } from "./engine.js";
export { formatBytes, memoryNeeded, MOST_SHOTS } from "./memory.js";
export { compile, type CompileOptions } from "./compile.js";
export { startThreads, type Threads } from "./fast/threads.js";
