import { angle } from "./angle.js";
import { defineEncoding } from "../encoding.js";

/**
 * Data re-uploading: angle encoding before every layer of the ansatz. The readout is then a richer Fourier series of
 * the features. The encoder says `repeated`, and whoever builds the circuit repeats its operations.
 * Source: Pérez-Salinas et al. 2020, arXiv:1907.02085.
 */
export const reUploading = defineEncoding({
  name: "re-uploading",
  options: angle.options,
  repeated: true,
  capacity: (qubits) => angle.capacity(qubits),
  operations: (shape, options) => [...angle({ ...shape, ...options }).operations],
  load: (features) => ({ inputs: features.slice() }),
});
