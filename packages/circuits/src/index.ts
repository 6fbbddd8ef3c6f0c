import * as ansatze from "./ansatze/index.js";
import * as gates from "./gates/index.js";

export { input, weight, type Angle, type InputAngle, type WeightAngle } from "./angle.js";
export { defineAnsatz, type Ansatz } from "./ansatz.js";
export { circuit, compose, type Circuit } from "./circuit.js";
export {
  complexMatrix,
  defineGate,
  realMatrix,
  type Gate,
  type GateDefinition,
  type Matrix,
  type Operation,
  type PauliLetter,
  type Structure,
} from "./gate.js";
export { lightCone, type LightCone } from "./light-cone.js";
export {
  meanZ,
  measurementGroups,
  pauli,
  sum,
  z,
  type MeasurementGroup,
  type Observable,
  type PauliTerm,
} from "./observable.js";
export * from "./ansatze/index.js";
export * from "./gates/index.js";
export { ansatze, gates };
