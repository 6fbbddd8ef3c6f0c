import { defineDevice } from "../device.js";

/**
 * Superconducting qubits behind a network: fast gates, and a wait after each shot in which the qubits fall back to |0⟩.
 * The figures are rounded from published orders of magnitude and are not those of one machine. Gates take 20 to 500 ns,
 * and a readout about 1 µs (Kjaergaard et al. 2020, arXiv:1905.13641). Some hundred microseconds pass between shots.
 * The classical side takes a few milliseconds for each circuit and seconds for each job (Wack et al. 2021,
 * arXiv:2110.14108).
 */
export const superconducting = defineDevice({
  name: "superconducting",
  about: "superconducting qubits behind a network",
  latency: 2,
  setUp: 5e-3,
  gate: 1e-7,
  readout: 2.5e-4,
});
