// Every generated set, and the only list of them.
export { gaussian } from "./gaussian.js";
