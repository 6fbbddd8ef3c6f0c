import * as ansatze from "./ansatze/index.js";
import * as gates from "./gates/index.js";

export { input, weight, type Angle, type InputAngle, type WeightAngle } from "./angle.js";
export { defineAnsatz, type Ansatz } from "./ansatz.js";
export { circuit, compose, expand, type Circuit } from "./circuit.js";
export {
  complexMatrix,
  defineGate,
  realMatrix,
  type Gate,
  type GateDefinition,
  type GeneratorTerm,
  type Matrix,
  type Operation,
  type PauliLetter,
  type Structure,
} from "./gate.js";
export { pauliRot, unitary } from "./families.js";
export { invert } from "./invert.js";
export { lightCone, type LightCone } from "./light-cone.js";
export {
  meanZ,
  measurementGroups,
  pauli,
  sum,
  type MeasurementGroup,
  type Observable,
  type PauliTerm,
} from "./observable.js";
export * from "./ansatze/index.js";
export * from "./gates/index.js";
export { ansatze, gates };
