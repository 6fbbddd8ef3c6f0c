// Every ansatz, and the only list of them.
export { hardwareEfficient } from "./hardware-efficient.js";
