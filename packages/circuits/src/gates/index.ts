// Every gate, and the only list of them: tests, importers and docs iterate over this file.
export { rx } from "./rx.js";
export { ry } from "./ry.js";
export { rz } from "./rz.js";
export { h } from "./h.js";
export { x } from "./x.js";
export { cnot } from "./cnot.js";
export { cz } from "./cz.js";
