import type { PeersCase } from "../case.js";

export const trainingStep: PeersCase = {
  against: "peers",
  id: "training-step",
  about: "one step of Adam, 200 samples, 6 qubits, as a user writes it",
  workload: { kind: "training", qubits: 6, rows: 200 },
  bar: 5,
};
