import { defineDevice } from "../device.js";

/**
 * A microcontroller beside a sensor that simulates small circuits. It runs a circuit once, keeps the state and draws
 * every shot from it. So the time of the circuit is in `setUp`, and gates cost a shot nothing.
 * The figures are round figures of our own, for a core of 500 MHz with a double-precision unit. Some hundred gates on
 * 64 amplitudes at twenty cycles for each amplitude take about 2 ms, and 10 ms with loading. Finding an outcome in the
 * sums takes a few microseconds. 1 MiB holds the state of 16 qubits. An hour is what a battery allows.
 */
export const edge = defineDevice({
  name: "edge",
  about: "a microcontroller that simulates small circuits and draws shots",
  latency: 1e-3,
  setUp: 1e-2,
  gate: 0,
  readout: 5e-6,
  memory: 2 ** 20,
  longest: 3600,
});
