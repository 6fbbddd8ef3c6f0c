// Every device, and the only list of them.
export { superconducting } from "./superconducting.js";
export { ionTrap } from "./ion-trap.js";
export { edge } from "./edge.js";
