import type { Kernel, StepRule } from "./kernel.js";
import { oneQubit } from "./one-qubit.js";
import type { QDatasetProfile } from "./profile.js";
import { twoQubits } from "./two-qubits.js";

export function makeKernel(profile: QDatasetProfile, steps: number, rule: StepRule): Kernel {
  return (profile.qubits === 1 ? oneQubit : twoQubits)(profile, steps, rule);
}
