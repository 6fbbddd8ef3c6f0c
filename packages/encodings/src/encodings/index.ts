// Every encoding, and the only list of them.
export { amplitude } from "./amplitude.js";
export { angle } from "./angle.js";
