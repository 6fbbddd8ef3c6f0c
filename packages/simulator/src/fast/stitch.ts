import type { States } from "../reference/kernels.js";
import type { Plan } from "./plan.js";
import type { BoundRun, Room, Runner } from "./run.js";
import type { Tape } from "./tape.js";

/** Writes both halves to where the tape multiplies them out. */
export function placeHalves(
  { machine, parameters }: Room,
  { stitch }: Tape,
  [upper, lower]: readonly [States, States],
): void {
  const { numbers } = machine;
  let to = (parameters + stitch!.upper) / 8;
  for (let k = 0; k < upper.re.length; k++, to += 2) {
    numbers[to] = upper.re[k];
    numbers[to + 1] = upper.im[k];
  }
  to = (parameters + stitch!.lower) / 8;
  // Two neighbouring amplitudes side by side.
  const { rows } = lower;
  for (let pair = 0; pair < lower.re.length; pair += 2 * rows) {
    for (let term = pair; term < pair + rows; term++, to += 4) {
      numbers[to] = lower.re[term];
      numbers[to + 1] = lower.re[term + rows];
      numbers[to + 2] = lower.im[term];
      numbers[to + 3] = lower.im[term + rows];
    }
  }
}

/** Takes the sweep, whose λ stands at the product of the halves, on into them, and adds their derivatives to the gradients. */
export function sweepHalves(
  runner: Runner,
  room: Room,
  { tape }: Plan,
  { halves, startScale }: BoundRun,
  row: number,
  gradient: Float64Array,
  inputGradient: Float64Array | undefined,
): void {
  if (!halves) return;
  runner.execute(room, room.tapes.halves, tape, room.psi, 1);
  const { numbers } = room.machine;
  const stitch = tape.stitch!;
  const [upper, lower] = halves.lambdas();
  let from = (room.parameters + stitch.upperSums) / 8;
  for (let k = 0; k < upper.re.length; k++, from += 4) {
    upper.re[k] = startScale * (numbers[from] + numbers[from + 1]);
    upper.im[k] = startScale * (numbers[from + 2] + numbers[from + 3]);
  }
  from = (room.parameters + stitch.lowerSums) / 8;
  lower.re.fill(0);
  lower.im.fill(0);
  const { rows } = lower;
  for (let chunk = 0; chunk < tape.layout.chunks; chunk++) {
    for (let pair = 0; pair < lower.re.length; pair += 2 * rows) {
      for (let term = pair; term < pair + rows; term++, from += 4) {
        lower.re[term] += startScale * numbers[from];
        lower.re[term + rows] += startScale * numbers[from + 1];
        lower.im[term] += startScale * numbers[from + 2];
        lower.im[term + rows] += startScale * numbers[from + 3];
      }
    }
  }
  const { inputs } = runner.task.circuit;
  halves.back((angle, perTerm) => {
    const total = angle.scale * perTerm.reduce((sum, value) => sum + value, 0);
    if ("weight" in angle) gradient[angle.weight] += total;
    else if (inputGradient && "input" in angle) inputGradient[row * inputs + angle.input] += total;
  });
}
