import { defineDevice } from "../device.js";

/**
 * A microcontroller beside a sensor that simulates small circuits. It runs a circuit once, keeps the state and draws every shot from
 * it: the circuit's time is in the set-up, and gates cost a shot nothing. Round figures of our own, for a core of 500 MHz with a
 * double-precision unit: some hundred gates on 64 amplitudes at twenty cycles an amplitude make about 2 ms, with loading 10 ms; a
 * search in the outcomes' sums a few microseconds. 1 MiB holds the state of 16 qubits; an hour is what a battery allows.
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
