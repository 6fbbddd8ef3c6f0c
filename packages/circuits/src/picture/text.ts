import { expectCircuit } from "../expected.js";
import { UphillError } from "@uphill/core";
import type { Circuit } from "../circuit.js";
import { columnsOf } from "./label.js";
import { layout, type Mark, type Placed } from "./layout.js";

/** The options of {@link drawText}. */
export interface TextOptions {
  /** Columns of the terminal; longer circuits go on below. Infinity: never. */
  readonly width?: number;
}

const signs = { control: "●", target: "⊕", swap: "×" };

/**
 * Draws a circuit as lines of text. Weights are w0, w1, … and inputs x0, x1, …. ● is a control, ⊕ a flipped target, ×
 * a swap.
 *     q0: ─┤H├─●──────────
 *              │
 *     q1: ─────⊕─┤RX(w0)├─
 * @param circuit the circuit
 * @param options the width of the terminal
 * @returns the lines
 * @throws UphillError "width" unless the width is a number above 0
 */
export function drawText(circuit: Circuit, { width = 100 }: TextOptions = {}): string {
  expectCircuit("drawText", circuit);
  if (!(width > 0)) {
    throw new UphillError({
      code: "width",
      who: "drawText",
      got: `the width is ${width}`,
      wanted: "it must be a number above 0",
      todo: "Give the columns of the terminal, or Infinity for one long picture.",
    });
  }
  const { qubits, columns } = layout(circuit);
  const labels = Array.from({ length: qubits }, (_, q) => `q${q}: `.padEnd(`q${qubits - 1}: `.length));
  // Each block of lines begins with the labels and "«─" and ends with "»".
  const blocks: Column[][] = [[]];
  let room = 0;
  for (const placed of columns) {
    const column = drawColumn(placed);
    if (column.width + 1 > room) {
      if (blocks[0].length > 0) blocks.push([]);
      room = width - labels[0].length - 3;
    }
    room -= column.width + 1;
    blocks[blocks.length - 1].push(column);
  }
  return blocks.map((block, b) => drawBlock(labels, block, b > 0, b < blocks.length - 1)).join("\n\n\n");
}

interface Column {
  readonly width: number;
  /** What stands on a qubit's line (even keys: 2 · qubit) or below it (odd keys), and how wide it is. */
  readonly cells: ReadonlyMap<number, readonly [text: string, width: number]>;
}

function drawColumn(placed: readonly Placed[]): Column {
  const cells = new Map<number, [string, number]>();
  let width = 1;
  for (const { marks, top, bottom } of placed) {
    for (let row = 2 * top; row < 2 * bottom; row++) cells.set(row, [row % 2 ? "│" : "┼", 1]);
    for (const mark of marks) {
      const text = textOf(mark);
      const columns = columnsOf(text);
      cells.set(2 * mark.qubit, [text, columns]);
      width = Math.max(width, columns);
    }
  }
  return { width, cells };
}

function textOf({ shape, text, angles }: Mark): string {
  if (shape !== "box") return signs[shape];
  return `┤${text}${angles.length > 0 ? `(${angles.map((angle) => angle.text).join(", ")})` : ""}├`;
}

function drawBlock(labels: readonly string[], block: readonly Column[], begun: boolean, goesOn: boolean): string {
  const lines: string[] = [];
  for (let row = 0; row < 2 * labels.length - 1; row++) {
    const between = row % 2 === 1;
    const fill = between ? " " : "─";
    const parts = [between ? " ".repeat(labels[0].length) : labels[row / 2]];
    if (begun) parts.push(between ? " " : "«");
    parts.push(fill);
    for (const { width, cells } of block) {
      const [text, columns] = cells.get(row) ?? ["", 0];
      const left = (width - columns) >> 1;
      parts.push(fill.repeat(left), text, fill.repeat(width - columns - left), fill);
    }
    if (goesOn && !between) parts.push("»");
    lines.push(parts.join("").trimEnd());
  }
  return lines.join("\n");
}
