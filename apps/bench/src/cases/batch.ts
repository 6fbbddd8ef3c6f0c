import type { PeersCase, WorkKind } from "../case.js";

const batch = (id: string, kind: WorkKind, about: string, bar: number): PeersCase => ({
  against: "peers",
  id,
  about,
  workload: { kind, qubits: 6, rows: 200 },
  bar,
});

export const batchForward = batch("batch-forward", "batch-forward", "200 amplitude-encoded samples, 6 qubits", 4);
export const batchVjp = batch("batch-vjp", "batch-vjp", "the same, gradient of the batch's loss, 90 weights", 12);
export const batchJacobian = batch("batch-jacobian", "jacobian", "the same, all derivatives of each sample", 8);
