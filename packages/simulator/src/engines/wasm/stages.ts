import type { Element, Elements, Maker, Matrices, ParityPhase, Turn } from "./elements.js";
import { Reach } from "./reach.js";

/** Elements of one kind that commute with each other and run together, in the order in which stages run. */
export type Stage =
  | { readonly kind: "turns"; readonly turns: Turn[] }
  /**
   * `measured`: functionals whose overlaps are read where the sweep passes; a stage may be there for these alone. `scales`: whether it
   * multiplies, so that what turns were divided by is made good.
   */
  | {
      readonly kind: "phases";
      readonly phases: ParityPhase[];
      readonly measured: Set<number>;
      readonly scales: boolean;
    }
  | { readonly kind: "turn each"; readonly turn: Turn }
  | { readonly kind: "phase each"; readonly phase: ParityPhase; readonly measured: Set<number> }
  | { readonly kind: "matrix"; readonly matrix: Matrices };

/** Each turn divides by a number from 0.7 to 1. After this many nothing is near overflow yet, not even squared. */
const MOST_TURNS = 400;

/**
 * Puts every element into the earliest stage of its kind that it can reach by exchanges and that has room.
 * Cost: some hundred steps an element, however many stages there are.
 */
export function stagesOf({ elements }: Elements, dead: ReadonlySet<Element>): Stage[] {
  const stages: Stage[] = [];
  const reach = new Reach();
  // The stages of each kind that take more, ascending.
  const open: Record<"turns" | "phases", number[]> = { turns: [], phases: [] };
  for (const element of elements) {
    if (dead.has(element)) continue;
    const kind = element.kind === "matrix" || element.each ? undefined : element.kind === "turn" ? "turns" : "phases";
    const place = kind ? firstFrom(open[kind], reach.earliest(element)) : 0;
    const found = kind && place < open[kind].length ? open[kind][place] : stages.length;
    const host = stages.at(found);
    if (host?.kind === "turns") {
      host.turns.push(element as Turn);
      if (host.turns.length === MOST_TURNS) open.turns.splice(place, 1);
    } else if (host?.kind === "phases") host.phases.push(element as ParityPhase);
    else {
      stages.push(stageFor(element));
      if (kind) open[kind].push(found);
    }
    reach.add(element, found);
  }
  return withScales(stages);
}

/** Where in an ascending list the first number not below `least` stands. */
function firstFrom(ascending: readonly number[], least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts in a stage that only multiplies where no phases come for too long. */
function withScales(stages: readonly Stage[]): Stage[] {
  let turns = 0;
  return stages.flatMap((stage): Stage[] => {
    if (stage.kind === "phases") turns = 0;
    if (stage.kind !== "turns") return [stage];
    turns += stage.turns.length;
    if (turns <= MOST_TURNS) return [stage];
    turns = 0;
    return [stage, { kind: "phases", phases: [], measured: new Set(), scales: true }];
  });
}

function stageFor(element: Element): Stage {
  if (element.kind === "matrix") return { kind: "matrix", matrix: element };
  if (element.kind === "turn") {
    return element.each ? { kind: "turn each", turn: element } : { kind: "turns", turns: [element] };
  }
  const measured = new Set<number>();
  return element.each
    ? { kind: "phase each", phase: element, measured }
    : { kind: "phases", phases: [element], measured, scales: true };
}

function membersOf(stage: Stage): readonly Element[] {
  switch (stage.kind) {
    case "turns":
      return stage.turns;
    case "phases":
      return stage.phases;
    case "turn each":
      return [stage.turn];
    case "phase each":
      return [stage.phase];
    case "matrix":
      return [stage.matrix];
  }
}

/**
 * Marks where the sweep reads ⟨λ|Z…|ψ⟩: for a block that turns, in the stage of phases right behind its turn (such a stage is put
 * in where there is none), and for trained phases in their own.
 * @returns the stages with those put in
 */
export function markMeasured(
  given: readonly Stage[],
  makers: readonly Maker[],
  trained: (maker: Maker) => boolean,
  ground: boolean,
): Stage[] {
  const wanted = new Map<Element, number>();
  for (const maker of makers) {
    if ((maker.kind !== "block" && maker.kind !== "word") || !trained(maker)) continue;
    if (maker.kind === "block" && maker.turn && maker.after) wanted.set(maker.turn, maker.functional);
    else {
      const phase = maker.kind === "block" ? (maker.turn ? undefined : maker.after) : maker.phase;
      if (phase) wanted.set(phase, phase.functional);
    }
  }
  const stages: Stage[] = [];
  given.forEach((stage, at) => {
    stages.push(stage);
    const functionals = membersOf(stage).flatMap((member) => wanted.get(member) ?? []);
    if (functionals.length === 0) return;
    if (stage.kind === "phases" || stage.kind === "phase each") {
      for (const functional of functionals) stage.measured.add(functional);
    } else {
      const next = given.at(at + 1);
      const host =
        next?.kind === "phases"
          ? next
          : { kind: "phases" as const, phases: [], measured: new Set<number>(), scales: false };
      if (host !== next) stages.push(host);
      for (const functional of functionals) host.measured.add(functional);
    }
  });
  // In front of its turn too, where it costs nothing: X follows from both (see bind.ts).
  for (let at = ground ? 2 : 1; at < stages.length; at++) {
    const [before, stage] = [stages[at - 1], stages[at]];
    if (before.kind !== "phases" || stage.kind !== "turns") continue;
    for (const functional of stage.turns.flatMap((turn) => wanted.get(turn) ?? [])) before.measured.add(functional);
  }
  return stages;
}
