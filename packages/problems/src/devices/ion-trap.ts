import { defineDevice } from "../device.js";

/**
 * Trapped ions behind a network: slow gates and slow shots. Round figures of published orders of magnitude, not those of one
 * machine: 10 µs for gates on one qubit and 200 µs on two, a readout of some hundred microseconds (Wright et al. 2019,
 * arXiv:1903.08181), and milliseconds to cool and prepare the ions before each shot (Bruzewicz et al. 2019, arXiv:1904.04178).
 */
export const ionTrap = defineDevice({
  name: "ion-trap",
  about: "trapped ions behind a network",
  latency: 2,
  setUp: 0.1,
  gate: 1e-4,
  readout: 5e-3,
});
