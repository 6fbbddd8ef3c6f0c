import { angle } from "./angle.js";
import { defineEncoding } from "../encoding.js";

/**
 * Data re-uploading: angle encoding that stands before every layer of the ansatz, so that the readout is a richer Fourier series
 * of the features. Its encoder says `repeated`; whoever puts the circuit together repeats it.
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
