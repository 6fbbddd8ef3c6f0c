// What needs Node: folders, threads and processes.
export { compare, type CompareOptions, type CompareResult, type Progress } from "./node/compare.js";
export type { Manifest, Status } from "./node/folder.js";
export { versions } from "./node/versions.js";
export { makeFolders, writeWhole } from "./node/write-whole.js";
