import * as ansatze from "./ansatze/index.js";
import * as gates from "./gates/index.js";
import * as hamiltonians from "./hamiltonians/index.js";
import * as starts from "./starts/index.js";

export { expectCircuit, expectGate, expectObservables } from "./expected.js";
export {
  angleAt,
  input,
  polynomial,
  weight,
  type Angle,
  type InputAngle,
  type PolynomialAngle,
  type PolynomialTerm,
  type WeightAngle,
} from "./angle.js";
export { defineAnsatz, type Ansatz } from "./ansatz.js";
export { append, circuit, compose, counts, expand, inverse, mapQubits, type Circuit, type Counts } from "./circuit.js";
export { circuitFromJSON, circuitToJSON, type CircuitJSON } from "./circuit-json.js";
export { formatObservable, parseObservable } from "./observable-text.js";
export { preparation } from "./preparation.js";
export {
  complexMatrix,
  defineGate,
  frequencies,
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
export { edgesOf, isShape, type Edge, type Graph } from "./hamiltonians/graph.js";
export { defineHamiltonian, type Hamiltonian } from "./hamiltonians/hamiltonian.js";
export { parts as graphParts } from "./hamiltonians/regular.js";
export { invert } from "./invert.js";
export { lightCone, type LightCone } from "./light-cone.js";
export {
  meanZ,
  measurementGroups,
  pauli,
  product,
  projector,
  scale,
  simplify,
  sum,
  type MeasurementGroup,
  type Observable,
  type PauliTerm,
} from "./observable.js";
export { defineStart, type Start } from "./starts/start.js";
export type { AngleLabel } from "./picture/label.js";
export { layout, type Layout, type Mark, type Placed } from "./picture/layout.js";
export { drawSvg, type SvgOptions } from "./picture/svg.js";
export { drawText, type TextOptions } from "./picture/text.js";
export { fromQasm, toQasm, type FromQasm, type FromQasmOptions, type ToQasmOptions } from "./qasm/index.js";
export * from "./ansatze/index.js";
export * from "./gates/index.js";
export * from "./hamiltonians/index.js";
export { ansatze, gates, hamiltonians, starts };
