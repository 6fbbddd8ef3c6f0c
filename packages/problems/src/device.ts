import { shown, UphillError } from "@uphill/core";
import type { Budget } from "@uphill/optimizers";
import { formatBytes, memoryNeeded } from "@uphill/simulator";

/** What makes a device's time and what it can hold. All times in seconds. */
export interface Device {
  readonly name: string;
  /** What it is, in a sentence without a full stop. */
  readonly about: string;
  /** Before each round: queue, network, the classical side. */
  readonly latency: number;
  /** For each circuit of a round: to load it and set its angles. */
  readonly setUp: number;
  /** Operations that share no qubit happen at once: the time of one step of depth. */
  readonly gate: number;
  /** At the end of each shot: to read the qubits and have them ready again. */
  readonly readout: number;
  /** Bytes for states, where it simulates: larger circuits are refused. */
  readonly memory?: number;
  /** Device seconds that a run may take. */
  readonly longest?: number;
}

/** Declares a device. Add one with a file in `devices/` and a line in its index. */
export function defineDevice(device: Device): Device {
  return device;
}

/** What is to be run on a device. */
export interface Load {
  readonly rounds: number;
  readonly circuits: number;
  readonly shots: number;
  /** Steps of one circuit, as `counts` of @uphill/circuits has it. */
  readonly depth: number;
}

/** rounds × latency + circuits × set-up + shots × (depth × gate + readout), in seconds. */
export function secondsOn({ latency, setUp, gate, readout }: Device, { rounds, circuits, shots, depth }: Load): number {
  return rounds * latency + circuits * setUp + shots * (depth * gate + readout);
}

/** For whoever takes a device from a user. @throws UphillError "device" for what is none, such as its name */
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

/** @throws UphillError "device" for a circuit that it cannot hold */
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

/** The budget, and no more time on the device than that allows a run. */
export function cappedBudget(budget: Budget, device: Device | undefined): Budget {
  if (device?.longest === undefined) return budget;
  return { ...budget, deviceSeconds: Math.min(budget.deviceSeconds ?? Infinity, device.longest) };
}
