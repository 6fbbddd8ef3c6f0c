// What may watch a run. A program in another language names them by these names.
export { tentative } from "./tentative.js";
