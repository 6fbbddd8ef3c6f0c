// jsqubits: immutable states; its qubit 0 is the least significant.
import { jsqubits } from "jsqubits";
import { gates, mustBeForward, serve } from "./protocol.mjs";

const methods = { rx: "rotateX", ry: "rotateY", rz: "rotateZ" };

serve("jsqubits", (work) => {
  mustBeForward(work, 10);
  const { qubits, rows, states } = work;
  const last = qubits - 1;
  const size = 2 ** qubits;
  const starts = rows
    ? Array.from({ length: rows }, (_, row) => {
        const amplitudes = {};
        for (let k = 0; k < size; k++) amplitudes[k] = jsqubits.complex(states[row * size + k], 0);
        return new jsqubits.QState(qubits, amplitudes);
      })
    : [jsqubits(`|${"0".repeat(qubits)}>`)];
  const list = gates(work);
  const value = (start, weights) => {
    let state = start;
    for (const [kind, a, b] of list) {
      state = kind === "cnot" ? state.cnot(last - a, last - b) : state[methods[kind]](last - a, weights[b]);
    }
    let z = 0;
    state.each(({ index, amplitude }) => {
      z += (Number(index) % 2 ? -1 : 1) * (amplitude.real ** 2 + amplitude.imaginary ** 2);
    });
    return z;
  };
  return [{ name: "jsqubits", run: (weights) => [starts.map((start) => value(start, weights))] }];
});
