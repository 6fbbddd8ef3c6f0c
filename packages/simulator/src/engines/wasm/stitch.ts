import type { States } from "../../passes/states.js";
import type { WasmCall, Gradients, Room, Stretch } from "./call.js";
import { execute } from "./execute.js";
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
export function sweepHalves(call: WasmCall, stretch: Stretch, { gradient, inputGradient }: Gradients): void {
  const { halves, startScale } = stretch.run;
  if (!halves) return;
  const {
    task,
    room,
    plan: { tape },
  } = call;
  execute(call, room.sections.halves, stretch);
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
  const { inputs } = task.circuit;
  halves.back((angle, perTerm) => {
    const total = angle.scale * perTerm.reduce((sum, value) => sum + value, 0);
    if ("weight" in angle) gradient[angle.weight] += total;
    else if (inputGradient && "input" in angle) inputGradient[stretch.firstRow * inputs + angle.input] += total;
  });
}
