import type { Circuit } from "@uphill/circuits";

/** A run of rotations on one qubit, as far as it has come. */
interface Run {
  readonly weights: number[];
  readonly axes: string[];
}

/**
 * Groups of weights that turn the same qubit about different axes, one right after the other: with all but one at 0, one gate is
 * left. Each is the whole angle of its gate and of no other. In time order; a weight that stands alone is in none.
 */
export function alternatives({ qubits, operations }: Circuit): readonly (readonly number[])[] {
  const uses = new Map<number, number>();
  for (const { angles } of operations)
    for (const angle of angles)
      if (typeof angle === "object" && "weight" in angle) uses.set(angle.weight, (uses.get(angle.weight) ?? 0) + 1);
  const runs: Run[] = [];
  const open = new Array<Run | undefined>(qubits).fill(undefined);
  for (const { gate, qubits: on, angles } of operations) {
    const [angle] = angles;
    const whole =
      typeof angle === "object" &&
      "weight" in angle &&
      angle.scale === 1 &&
      angle.offset === 0 &&
      uses.get(angle.weight) === 1;
    if (!whole || on.length !== 1 || gate.generator?.length !== 1) {
      for (const qubit of on) open[qubit] = undefined;
      continue;
    }
    const axis = gate.generator[0].pauli;
    let run = open[on[0]];
    if (!run || run.axes.includes(axis)) {
      run = { weights: [], axes: [] };
      open[on[0]] = run;
      runs.push(run);
    }
    run.weights.push(angle.weight);
    run.axes.push(axis);
  }
  return runs.map(({ weights }) => weights.sort((a, b) => a - b)).filter((weights) => weights.length > 1);
}
