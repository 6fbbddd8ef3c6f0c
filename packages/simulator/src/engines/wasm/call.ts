import type { EngineBatch } from "../engine.js";
import type { BoundTape } from "./bind.js";
import type { Element } from "./elements.js";
import type { HalvesRun } from "./halves.js";
import type { MemoryLayout } from "./layout.js";
import type { WasmMachine } from "./machine.js";
import type { Plan, PlanTask } from "./plan.js";
import type { Section } from "./tape.js";

/** A batch as it lies in memory, or will. */
export interface WasmBatch extends EngineBatch {
  readonly inputs: Float64Array;
  readonly layout: MemoryLayout;
  /** All tiles the batch needs; the layout's are those that run together. */
  readonly tiles: number;
  /** Start states as they lie in memory, or, if they are real and the lanes are samples, their real parts; undefined for |0…0⟩. */
  readonly start?: Float64Array;
  readonly real: boolean;
  /** cos and sin of the rows' own angles, by plan. */
  readonly angles: Map<Plan, ReadonlyMap<Element, Float64Array>>;
}

/** Where things of one call lie in memory. */
export interface Room {
  readonly machine: WasmMachine;
  readonly parameters: number;
  /** Where each section of the tape begins and ends. */
  readonly sections: Record<Section, CodeRange>;
  readonly scratch: number;
  readonly barrier: number;
  /** Where real states wait to be widened. */
  readonly staging: number;
  readonly psi: number;
  readonly lambda: number;
  readonly slots: number;
  readonly measured: number;
  readonly sums: number;
  readonly halves: number;
}

/** Code in memory: its first byte, and the one behind it. */
export type CodeRange = readonly [from: number, end: number];

/** What all steps of one call share. */
export interface WasmCall {
  readonly task: PlanTask;
  readonly plan: Plan;
  readonly batch: WasmBatch;
  readonly room: Room;
}

/** A tape's numbers, and the halves in front of it, if any. */
export interface BoundRun extends BoundTape {
  readonly halves?: HalvesRun;
}

/** Where tiles lie that run together, and the states that sweep back beside them. */
export interface Tiles {
  readonly psi: number;
  readonly lambda: number;
  readonly tiles: number;
}

/** Rows whose states lie in memory, and the numbers that they ran with. */
export interface Stretch extends Tiles {
  readonly run: BoundRun;
  readonly firstRow: number;
  readonly rows: number;
  readonly firstTile: number;
}

/** Where derivatives are added: by the weights, and by the inputs of each row if asked for. */
export interface Gradients {
  readonly gradient: Float64Array;
  readonly inputGradient?: Float64Array;
}
