import { defineDevice } from "../device.js";

/**
 * Trapped ions behind a network: slow gates and slow shots. The figures are rounded from published orders of magnitude
 * and are not those of one machine. Gates take 10 µs on one qubit and 200 µs on two, and a readout some hundred
 * microseconds (Wright et al. 2019, arXiv:1903.08181). Cooling and preparing the ions before each shot takes
 * milliseconds (Bruzewicz et al. 2019, arXiv:1904.04178).
 */
export const ionTrap = defineDevice({
  name: "ion-trap",
  about: "trapped ions behind a network",
  latency: 2,
  setUp: 0.1,
  gate: 1e-4,
  readout: 5e-3,
});
