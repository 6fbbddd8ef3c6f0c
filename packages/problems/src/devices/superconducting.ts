import { defineDevice } from "../device.js";

/**
 * Superconducting qubits behind a network: fast gates, and a wait after each shot in which the qubits fall back to |0⟩. Round
 * figures of published orders of magnitude, not those of one machine: gates of 20 to 500 ns and a readout of about 1 µs
 * (Kjaergaard et al. 2020, arXiv:1905.13641), some hundred microseconds between shots, and a few milliseconds a circuit and
 * seconds a job for all that is classical (Wack et al. 2021, arXiv:2110.14108).
 */
export const superconducting = defineDevice({
  name: "superconducting",
  about: "superconducting qubits behind a network",
  latency: 2,
  setUp: 5e-3,
  gate: 1e-7,
  readout: 2.5e-4,
});
