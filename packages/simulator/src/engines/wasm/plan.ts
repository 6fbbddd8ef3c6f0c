import type { Circuit } from "@uphill/circuits";
import type { EngineNeed } from "../engine.js";
import { derivativesOf, type Derivative } from "./derivatives.js";
import { elementsOf, withoutDeadPhases, type Element, type Elements, type Site, type Turn } from "./elements.js";
import type { Halves } from "./halves.js";
import { markMeasured, stagesOf, type Stage } from "./stages.js";
import type { MemoryLayout } from "./layout.js";
import { writeTape, type Tape } from "./tape.js";
import { observedWords, type Observed } from "./words.js";

/** A circuit taken apart, staged, and written as a tape for one layout. */
export interface Plan {
  readonly elements: Elements;
  readonly stages: readonly Stage[];
  readonly tape: Tape;
  readonly derivatives: readonly Derivative[];
  readonly words: readonly Observed[];
  /** Room to work out the parameters that angles decide. */
  readonly numbers: Float64Array;
  /** Where the angles of rows come from: input numbers for each element that has an angle a row. */
  readonly each: readonly { readonly element: Element; readonly at: Site; readonly factor: number }[];
}

/** A circuit and what is asked of it. */
export interface PlanTask extends EngineNeed {
  readonly circuit: Circuit;
  /** What runs in front of the live operations, where the start is |0…0⟩. */
  readonly halves?: Halves;
}

/** Plans that are kept: batches of other sizes need other layouts. */
const MOST_PLANS = 16;

/** Which operations run: the live ones, all of them, or all of them and back again. */
type Reached = "live" | "all" | "all and back";

/** Finds the plan for a layout, a start and the operations that run, or makes it. */
export type PlanFor = (layout: MemoryLayout, ground: boolean, reached: Reached) => Plan;

/** Makes plans for a circuit whose operations are all supported, and keeps them. */
export function planner({ circuit, observables, live, fed, halves }: PlanTask): PlanFor {
  const { qubits } = circuit;
  const located = circuit.operations.map((operation, index) => ({ operation, index }));
  const seen = located.filter(({ index }) => live[index]);
  const plans = new Map<string, Plan>();

  /** The last plan used: training asks for the same one over and over. */
  let recent:
    | { readonly layout: MemoryLayout; readonly ground: boolean; readonly reached: Reached; readonly plan: Plan }
    | undefined;

  function planFor(layout: MemoryLayout, ground: boolean, reached: Reached): Plan {
    if (recent?.layout === layout && recent.ground === ground && recent.reached === reached) return recent.plan;
    const plan = planByKey(layout, ground, reached);
    recent = { layout, ground, reached, plan };
    return plan;
  }

  function planByKey(layout: MemoryLayout, ground: boolean, reached: Reached): Plan {
    const key = `${layout.single} ${layout.lanes} ${layout.tiles} ${ground} ${reached}`;
    let plan = plans.get(key);
    if (!plan) {
      if (plans.size >= MOST_PLANS) plans.clear();
      plans.set(key, (plan = makePlan(layout, ground, reached)));
    }
    return plan;
  }

  function makePlan(layout: MemoryLayout, atZero: boolean, reached: Reached): Plan {
    const ground = atZero && !halves;
    const all = reached !== "live";
    const elements = elementsOf(circuit, all ? located : seen, !layout.single);
    const words = all ? [] : observedWords(observables, elements, qubits);
    const dead = all
      ? new Set<Element>()
      : withoutDeadPhases(
          elements,
          words.map(({ mask }) => mask),
        );
    let stages = stagesOf(elements, dead);
    const wanted = new Map<Turn, "xy" | "y">();
    const moves = ({ angles }: Site): boolean =>
      angles.some((angle) => typeof angle === "object" && ("weight" in angle || fed));
    if (reached !== "all") {
      stages = markMeasured(
        stages,
        elements.makers,
        (maker) => (maker.kind === "block" ? maker.members.some(moves) : maker.kind === "word" && moves(maker.at)),
        ground,
      );
      for (const maker of elements.makers) {
        if (maker.kind === "block" && maker.turn && maker.members.some(moves))
          wanted.set(maker.turn, maker.after ? "xy" : "y");
        if (maker.kind === "word" && maker.turn && moves(maker.at)) wanted.set(maker.turn, "y");
      }
    }
    const tape = writeTape({ layout, stages, ground, words, wanted, observables: observables.length, halves });
    const each = elements.makers.flatMap((maker) => {
      if (maker.kind !== "word") return [];
      const element = maker.turn ?? maker.phase;
      return element?.each && tape.eachTables.has(element)
        ? [{ element, at: maker.at, factor: maker.sign * maker.coefficient }]
        : [];
    });
    return {
      elements,
      stages,
      tape,
      derivatives: derivativesOf(elements, stages, tape),
      words,
      numbers: new Float64Array(tape.boundBytes / 8),
      each,
    };
  }
  return planFor;
}
