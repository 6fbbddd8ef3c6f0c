// What needs Node: processes and threads.
export { serve, type Link } from "./node/external/children.js";
export { endSessions } from "./node/external/family.js";
export { connect } from "./node/external/session.js";
export type { Limits } from "./node/external/watch.js";
export { enrolForeign, foreignIdentity, openForeign, tryForeign, type Attempt, type Foreign } from "./node/foreign.js";
export { lawsOf } from "./node/check-task.js";
export { STACKS } from "./node/host/stacks.js";
export { differenceFrom } from "./node/replay.js";
export type { Trace } from "./node/trace-task.js";
export { inWorker } from "./node/trial.js";
