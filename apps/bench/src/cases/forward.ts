import type { PeersCase } from "../case.js";

const forward = (qubits: number, bar: number): PeersCase => ({
  against: "peers",
  id: `forward-${qubits}`,
  about: `${qubits} qubits, one expectation value`,
  workload: { kind: "forward", qubits, rows: 0 },
  bar,
});

export const forward10 = forward(10, 2);
export const forward14 = forward(14, 2);
export const forward18 = forward(18, 2);
export const forward20 = forward(20, 3);
export const forward22 = forward(22, 3);
export const forward24 = forward(24, 3);
