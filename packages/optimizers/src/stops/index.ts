// Every stopping rule, and the only list of them.
export { goal } from "./goal.js";
export { time } from "./time.js";
export { patience } from "./patience.js";
export { steady } from "./steady.js";
