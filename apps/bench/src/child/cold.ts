// Import, compile, first result: what a short program waits for.
import { hardwareEfficient, z } from "@uphill/circuits";
import { compile } from "@uphill/simulator";

const circuit = hardwareEfficient({ qubits: 6, layers: 5 });
const program = compile(circuit, { observables: [z(5)] });
const [value] = program.expectations({
  weights: new Float64Array(circuit.weights).fill(0.1),
  batch: program.prepare({}),
});
process.stdout.write(String(value));
