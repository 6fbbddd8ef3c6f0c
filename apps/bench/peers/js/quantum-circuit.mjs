// quantum-circuit: a circuit of gates on wires, run from |0…0⟩.
import quantumCircuit from "quantum-circuit";
import { gates, mustBeForward, Refused, serve } from "./protocol.mjs";

const QuantumCircuit = quantumCircuit.QuantumCircuit ?? quantumCircuit;

serve("quantum-circuit", (work) => {
  mustBeForward(work, 10);
  if (work.rows) throw new Refused("it starts from basis states only");
  const list = gates(work);
  const run = (weights) => {
    const circuit = new QuantumCircuit(work.qubits);
    for (const [kind, a, b] of list) {
      if (kind === "cnot") circuit.appendGate("cx", [a, b]);
      else circuit.appendGate(kind, a, { params: { theta: weights[b], phi: weights[b] } });
    }
    circuit.run();
    return [[1 - 2 * circuit.probability(work.qubits - 1)]];
  };
  return [{ name: "quantum-circuit", run }];
});
