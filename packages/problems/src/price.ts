import { counts, type Circuit } from "@uphill/circuits";
import { settings, splitRounds, type GradientMethod, type Split } from "@uphill/gradients";
import type { Cost, Request } from "@uphill/optimizers";
import type { Program } from "@uphill/simulator";
import { secondsOn, type Device } from "./device.js";
import { metricCircuits } from "./state-space.js";

/** What a request of a kind costs. */
export type Prices = (kind: Request["kind"], rows: number, shots: number | undefined) => Cost;

/**
 * The prices of requests that circuits answer. A value takes a circuit a row and measurement setting, an overlap one a row, a gradient those
 * of its method, and the metric those of its overlaps. Shots are those of a value, for each circuit that a value takes one of.
 * Values and gradients from shots that are split by variance take twice the rounds: the other shots wait for the first.
 * On a device an overlap is twice as deep, since one circuit follows the other undone.
 * @param circuit what a device runs for a row: the program's, behind what prepares the row's state
 */
export function pricesOf({
  program,
  gradient,
  device,
  circuit,
  split = "uniform",
}: {
  program: Program;
  gradient: GradientMethod;
  device: Device | undefined;
  circuit: () => Circuit;
  split?: Split;
}): Prices {
  const perValue = settings(program.observables);
  const depth = device ? counts(circuit()).depth : 0;
  // Gradients are asked for thousands of times, at the same price.
  const perGradient = gradient.circuits(program);
  const idlePerGradient = gradient.circuits(program, { idle: true }) - perGradient;
  const perRow: Record<Request["kind"], () => number> = {
    values: () => perValue,
    gradient: () => perGradient,
    overlap: () => 1,
    metric: () => metricCircuits(program),
  };
  return (kind, rows, shots) => {
    const circuits = perRow[kind]() * rows;
    const isSplit = shots !== undefined && (kind === "gradient" || kind === "values");
    const rounds = (kind === "gradient" ? gradient.rounds : 1) * (isSplit ? splitRounds(split, perValue) : 1);
    const each = (shots ?? 0) / (kind === "overlap" ? 1 : perValue);
    const idle = kind === "gradient" ? idlePerGradient * rows : 0;
    const used = shots === undefined ? undefined : circuits * each;
    return {
      circuits,
      ...(used !== undefined && { shots: used }),
      rounds,
      ...(idle > 0 && { idle: { circuits: idle, shots: idle * each } }),
      ...(device &&
        used !== undefined && {
          deviceSeconds: secondsOn(device, {
            rounds,
            circuits,
            shots: used,
            depth: kind === "overlap" ? 2 * depth : depth,
          }),
        }),
    };
  };
}
