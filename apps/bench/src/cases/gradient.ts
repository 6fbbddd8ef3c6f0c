import type { PeersCase } from "../case.js";

const gradient = (qubits: number): PeersCase => ({
  against: "peers",
  id: `gradient-${qubits}`,
  about: `${qubits} qubits, all ${qubits * 15} derivatives`,
  workload: { kind: "gradient", qubits, rows: 0 },
  bar: 3,
});

export const gradient10 = gradient(10);
export const gradient14 = gradient(14);
export const gradient18 = gradient(18);
export const gradient20 = gradient(20);
