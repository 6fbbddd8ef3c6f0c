// Every engine, and the only list of them.
export { reference } from "./reference/index.js";
export { wasm } from "./wasm/index.js";
