import type { Angle } from "@uphill/circuits";
import type { Elements, ParityPhase, Turn } from "./elements.js";
import type { Stage } from "./stages.js";
import { zKey, type Slot } from "./sweep.js";
import type { Tape } from "./tape.js";

/** An angle with a derivative, and the slots that it comes from. */
export interface Derivative {
  readonly angle: Exclude<Angle, number>;
  /** Where the angle stands in the circuit. */
  readonly operation: number;
  readonly index: number;
  /** The generator's coefficient where it is a single Pauli word (and the identity): then ⟨O⟩ has one frequency. */
  readonly coefficient?: number;
  /** What branches off a shifted circuit, and the stage behind which it does. */
  readonly element?: Turn | ParityPhase;
  readonly stage?: number;
  /** Where X, Y, Z, and Z in front of the turn are read. */
  readonly slots: readonly [x?: Slot, y?: Slot, z?: Slot, zBefore?: Slot];
}

/** What the sweep yields, in the order of the coefficients that `bind` works out. */
export function derivativesOf({ makers }: Elements, stages: readonly Stage[], tape: Tape): Derivative[] {
  const stageOf = new Map<ParityPhase | Turn, number>();
  stages.forEach((stage, k) => {
    if (stage.kind === "turns") for (const turn of stage.turns) stageOf.set(turn, k);
    if (stage.kind === "phases") for (const phase of stage.phases) stageOf.set(phase, k);
    if (stage.kind === "phase each") stageOf.set(stage.phase, k);
  });
  // How many words each operation is made of, the identity not counted.
  const words = new Map<number, number>();
  for (const maker of makers) {
    if (maker.kind !== "word" || !(maker.turn ?? maker.phase)) continue;
    words.set(maker.at.operation, (words.get(maker.at.operation) ?? 0) + 1);
  }
  return makers.flatMap((maker): Derivative[] => {
    if (maker.kind === "block") {
      const { turn, functional } = maker;
      const stage = turn ? stageOf.get(turn)! + 1 : maker.after && stageOf.get(maker.after);
      const z = stage === undefined ? undefined : tape.overlapsZ.get(zKey(stage, functional));
      const before = turn && tape.overlapsZ.get(zKey(stageOf.get(turn)! - 1, functional));
      const slots = [turn && tape.overlapsX.get(turn), turn && tape.overlapsY.get(turn), z, before] as const;
      const element = turn ?? maker.after;
      const at = { element, stage: element && stageOf.get(element) };
      return maker.members.flatMap(({ angles, operation }, k) =>
        angles.flatMap((angle, index) =>
          typeof angle === "number"
            ? []
            : [{ angle, operation, index, coefficient: maker.axes[k]?.coefficient, ...at, slots }],
        ),
      );
    }
    if (maker.kind !== "word" || typeof maker.at.angles[0] === "number") return [];
    const [angle] = maker.at.angles;
    const element = maker.turn ?? maker.phase;
    const stage = element && stageOf.get(element);
    const z = stage === undefined || !maker.phase ? undefined : tape.overlapsZ.get(zKey(stage, maker.phase.functional));
    const y = maker.turn && tape.overlapsY.get(maker.turn);
    const { operation } = maker.at;
    const coefficient = words.get(operation) === 1 ? maker.coefficient : undefined;
    return [{ angle, operation, index: 0, coefficient, element, stage, slots: [undefined, y, z] }];
  });
}
