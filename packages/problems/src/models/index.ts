// Every published model, and the only list of them.
export { circuitCentric } from "./circuit-centric.js";
export { dataReuploading } from "./data-reuploading.js";
export { iqpVariational } from "./iqp-variational.js";
export { dressed } from "./dressed.js";
