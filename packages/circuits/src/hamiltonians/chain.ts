import { choice } from "@uphill/core";

/** What the option says about itself wherever there is a chain. */
export const boundary = choice({
  default: "open",
  values: ["open", "periodic"],
  about: "Whether the last qubit meets the first",
});

/** Neighbours i and i + 1, and if periodic the last and the first, so that 2 qubits have their bond twice: Σᵢ as it is written. */
export function bonds(qubits: number, boundary: "open" | "periodic"): [number, number][] {
  return Array.from({ length: boundary === "periodic" ? qubits : qubits - 1 }, (_, q) => [q, (q + 1) % qubits]);
}
