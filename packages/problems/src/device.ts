import { shown, UphillError } from "@uphill/core";
import type { Budget } from "@uphill/optimizers";
import { formatBytes, memoryNeeded } from "@uphill/simulator";

/** The figures that turn circuits and shots into time, and the limits of a device. All times are in seconds. */
export interface Device {
  /** The name that users type. */
  readonly name: string;
  /** What it is, in one phrase without a full stop. */
  readonly about: string;
  /** The time before each round: queue, network, the classical side. */
  readonly latency: number;
  /** The time for each circuit of a round: to load it and to set its angles. */
  readonly setUp: number;
  /** The time of one step of depth. Operations that share no qubit happen at once. */
  readonly gate: number;
  /** The time at the end of each shot: to read the qubits and to make them ready again. */
  readonly readout: number;
  /** The bytes for states, if the device is a simulator. Larger circuits are refused. */
  readonly memory?: number;
  /** The most device seconds that a run may take. */
  readonly longest?: number;
}

/**
 * Declares a device. To add one to Uphill, write a file in `devices/` and a line in its index.
 * @param device the device
 * @returns the device, with its types checked
 * @example
 * ```ts
 * const mine = defineDevice({ name: "mine", about: "a device of mine", latency: 1, setUp: 0.01, gate: 1e-6, readout: 1e-3 });
 * secondsOn(mine, { rounds: 1, circuits: 100, shots: 100_000, depth: 20 }); // 104 seconds
 * ```
 */
export function defineDevice(device: Device): Device {
  return device;
}

/** What runs on a device. */
export interface Load {
  /** The number of rounds. */
  readonly rounds: number;
  /** The number of circuits. */
  readonly circuits: number;
  /** The shots of all circuits together. */
  readonly shots: number;
  /** The depth of one circuit, as `counts` of `@uphill/circuits` returns it. */
  readonly depth: number;
}

/**
 * Computes the time on a device: rounds × latency + circuits × set-up + shots × (depth × gate + readout).
 * @param device the device
 * @param load what runs on it
 * @returns the time, in seconds
 */
export function secondsOn({ latency, setUp, gate, readout }: Device, { rounds, circuits, shots, depth }: Load): number {
  return rounds * latency + circuits * setUp + shots * (depth * gate + readout);
}

/**
 * Checks a device that a user gave. No device is right too.
 * @param who the function that the user called, for the error
 * @param device what the user gave
 * @throws UphillError "device" if it is not a device, for example if it is the name of one
 */
export function expectDevice(who: string, device: unknown): void {
  if (device === undefined) return;
  if (typeof device === "object" && device !== null && "latency" in device && "readout" in device) return;
  throw new UphillError({
    code: "device",
    who,
    got: `device is ${shown(device)}`,
    wanted: "it must be one of devices, or what defineDevice returns",
    todo: "For example devices.superconducting.",
  });
}

/**
 * Checks that a device can hold a circuit.
 * @param device the device
 * @param qubits the number of qubits of the circuit
 * @throws UphillError "device" if the state needs more memory than the device has
 */
export function checkDevice({ name, memory }: Device, qubits: number): void {
  const needed = memoryNeeded(qubits, 1, { gradient: false });
  if (memory === undefined || needed <= memory) return;
  throw new UphillError({
    code: "device",
    who: name,
    got: `the state of ${qubits} qubits takes ${formatBytes(needed)}`,
    wanted: `it has ${formatBytes(memory)}`,
    todo: "Use fewer qubits or another device.",
  });
}

/**
 * Adds the time limit of a device to a budget.
 * @param budget the budget
 * @param device the device, if there is one
 * @returns the budget, with no more device seconds than the device allows
 */
export function cappedBudget(budget: Budget, device: Device | undefined): Budget {
  if (device?.longest === undefined) return budget;
  return { ...budget, deviceSeconds: Math.min(budget.deviceSeconds ?? Infinity, device.longest) };
}
