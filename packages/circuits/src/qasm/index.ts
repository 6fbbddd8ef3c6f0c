export { fromQasm, type FromQasm, type FromQasmOptions } from "./import.js";
export { toQasm, type ToQasmOptions } from "./export.js";
