import { expectCircuit } from "../expected.js";
import type { Circuit } from "../circuit.js";
import { columnsOf, printable, type AngleLabel } from "./label.js";
import { layout, type Mark, type Placed } from "./layout.js";

/** The options of {@link drawSvg}. */
export interface SvgOptions {
  /** Read out by screen readers and shown on hovering. */
  readonly title?: string;
}

// Pixels.
const WIDEST = 1100;
const MARGIN = 20;
const LINE_GAP = 54; // from one qubit's line to the next
const BOX_HEIGHT = 36;
const COLUMN_GAP = 14;
const SYSTEM_GAP = 30; // between a row of systems and the next, beside half a line gap each
const CONTINUED = 16; // the dashes where a line goes on in the next row
const LEGEND = 26;

/**
 * Draws a circuit as a self-contained SVG document, in light or dark as the reader's system is set. It is about 1,100
 * pixels wide at most; longer circuits go on below. Angles with weights have one colour, angles with inputs another.
 * Each operation is a `<g data-operation="index">` with a `<title>`.
 * @param circuit the circuit
 * @param options the title, if there is one
 * @returns the text of the document
 */
export function drawSvg(circuit: Circuit, options: SvgOptions = {}): string {
  expectCircuit("drawSvg", circuit);
  const { title = titleOf(circuit) } = options;
  const { qubits, columns } = layout(circuit);
  const left = MARGIN + textWidth(`q${qubits - 1}`, 13) + 8; // where the lines begin
  const rows: Row[] = [{ columns: [], end: left + CONTINUED }];
  for (const placed of columns) {
    const width = Math.max(...placed.map(widthOf)) + COLUMN_GAP;
    let row = rows[rows.length - 1];
    if (row.columns.length > 0 && row.end + width > WIDEST - MARGIN - CONTINUED) {
      rows.push((row = { columns: [], end: left + CONTINUED }));
    }
    row.columns.push({ placed, x: row.end + width / 2 });
    row.end += width;
  }
  const legend = drawLegend(circuit);
  const end = rows.reduce((most, row) => Math.max(most, row.end), left + legend.width - CONTINUED);
  const rowHeight = qubits * LINE_GAP + SYSTEM_GAP;
  const width = Math.ceil(end + CONTINUED + MARGIN);
  const top = MARGIN + (legend.text ? LEGEND : 0);
  const height = top + rows.length * rowHeight - SYSTEM_GAP + MARGIN;
  const systems = rows.map((row, r) => {
    const y = (qubit: number): number => top + r * rowHeight + (qubit + 0.5) * LINE_GAP;
    return drawRow(row, { qubits, left, y, begun: r > 0, goesOn: r < rows.length - 1 });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="uphill-circuit" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escape(title.replace(/\s+/g, " "))}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    legend.text && `<g transform="translate(${n(left)} ${MARGIN + 8})">${legend.text}</g>`,
    ...systems,
    "</svg>",
    "",
  ]
    .filter((line, index, all) => line !== "" || index === all.length - 1)
    .join("\n");
}

const style = `
.uphill-circuit { --paper: #ffffff; --ink: #1c2024; --soft: #5b6470; --line: #7c8693; --box: #f4f6f8;
  --weight: #00609a; --weight-box: #e6f2fa; --input: #9a5200; --input-box: #fdf1e0;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) { .uphill-circuit { --paper: #15181c; --ink: #e6e9ec; --soft: #a3adb8; --line: #6f7a86;
  --box: #262c33; --weight: #7cc4f8; --weight-box: #15293a; --input: #f0b050; --input-box: #35260f; } }
.uphill-circuit .paper { fill: var(--paper); }
.uphill-circuit text { fill: var(--ink); font-size: 13px; text-anchor: middle; }
.uphill-circuit .qubit { fill: var(--soft); text-anchor: end; }
.uphill-circuit .key { font-size: 12px; fill: var(--soft); text-anchor: start; }
.uphill-circuit .angle { font-size: 10px; }
.uphill-circuit path { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.uphill-circuit .lines { stroke: var(--line); stroke-width: 1; }
.uphill-circuit .more { stroke-dasharray: 2 3; }
.uphill-circuit .box { fill: var(--box); stroke: var(--line); stroke-width: 1; }
.uphill-circuit .box.weight { fill: var(--weight-box); stroke: var(--weight); }
.uphill-circuit .box.input { fill: var(--input-box); stroke: var(--input); }
.uphill-circuit tspan.weight { fill: var(--weight); }
.uphill-circuit tspan.input { fill: var(--input); }
.uphill-circuit .control { fill: var(--ink); }
.uphill-circuit .target { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; }
`;

interface Row {
  readonly columns: { placed: readonly Placed[]; x: number }[];
  end: number;
}

interface Frame {
  readonly qubits: number;
  readonly left: number;
  readonly y: (qubit: number) => number;
  readonly begun: boolean;
  readonly goesOn: boolean;
}

function drawRow({ columns, end }: Row, { qubits, left, y, begun, goesOn }: Frame): string {
  const lines = Array.from({ length: qubits }, (_, q) => q);
  const across = (from: number, to: number, style: string): string =>
    `<path class="lines${style}" d="${lines.map((q) => `M${n(from)} ${n(y(q))}H${n(to)}`).join("")}"/>`;
  return [
    ...lines.map((q) => `<text class="qubit" x="${n(left - 8)}" y="${n(y(q) + 4.5)}">q${q}</text>`),
    across(left + (begun ? CONTINUED : 0), end + (goesOn ? 0 : CONTINUED), ""),
    begun ? across(left, left + CONTINUED, " more") : "",
    goesOn ? across(end, end + CONTINUED, " more") : "",
    ...columns.flatMap(({ placed, x }) => placed.map((one) => drawOperation(one, x, y))),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function drawOperation({ operation, index, marks, top, bottom }: Placed, x: number, y: (q: number) => number): string {
  const qubits = operation.qubits.map((qubit) => `q${qubit}`).join(", ");
  const angles = marks.flatMap((mark) => mark.angles.map(({ text }) => text)).join(", ");
  const words = `${index}: ${printable(operation.gate.name)}${angles && `(${angles})`}${qubits && ` on ${qubits}`}`;
  const joint = top < bottom ? `<path d="M${n(x)} ${n(y(top))}V${n(y(bottom))}"/>` : "";
  const kinds = new Set(marks.flatMap((mark) => mark.angles.map(({ kind }) => kind)));
  const kind = kinds.has("weight") === kinds.has("input") ? "" : kinds.has("weight") ? " weight" : " input";
  const drawn = marks.map((mark) => draw[mark.shape](x, y(mark.qubit), mark, kind)).join("");
  return `<g data-operation="${index}"><title>${escape(words)}</title>${joint}${drawn}</g>`;
}

const draw: Record<Mark["shape"], (x: number, y: number, mark: Mark, kind: string) => string> = {
  control: (x, y) => `<circle class="control" cx="${n(x)}" cy="${n(y)}" r="4.5"/>`,
  target: (x, y) =>
    `<circle class="target" cx="${n(x)}" cy="${n(y)}" r="10"/><path d="M${n(x - 10)} ${n(y)}h20M${n(x)} ${n(y - 10)}v20"/>`,
  swap: (x, y) => `<path d="M${n(x - 6)} ${n(y - 6)}l12 12m0 -12l-12 12"/>`,
  box(x, y, mark, kind) {
    const width = boxWidth(mark);
    const rect = `<rect class="box${kind}" x="${n(x - width / 2)}" y="${n(y - BOX_HEIGHT / 2)}" width="${n(width)}" height="${BOX_HEIGHT}" rx="4"/>`;
    const name = `<text x="${n(x)}" y="${n(y + (mark.angles.length > 0 ? -2 : 4.5))}">${escape(mark.text)}</text>`;
    if (mark.angles.length === 0) return rect + name;
    const angles = mark.angles.map((angle) => angleSpan(angle)).join(", ");
    return `${rect}${name}<text class="angle" x="${n(x)}" y="${n(y + 12)}">${angles}</text>`;
  },
};

const angleSpan = ({ text, kind }: AngleLabel): string =>
  kind === "number" ? escape(text) : `<tspan class="${kind}">${escape(text)}</tspan>`;

const widthOf = ({ marks }: Placed): number =>
  Math.max(...marks.map((mark) => (mark.shape === "box" ? boxWidth(mark) : 20)));

function boxWidth({ text, angles }: Mark): number {
  const below = angles.map((angle) => angle.text).join(", ");
  return Math.max(BOX_HEIGHT, textWidth(text, 13) + 14, textWidth(below, 10) + 12);
}

/** A generous guess: which font the reader's system has is not known. */
const textWidth = (text: string, size: number): number => Math.ceil(columnsOf(text) * size * 0.64);

/** The key to the colours in use; no text where none is. */
function drawLegend({ weights, inputs }: Circuit): { text: string; width: number } {
  const keys = [
    ...(weights > 0 ? [{ kind: "weight", words: weights > 1 ? `weights w0 … w${weights - 1}` : "weight w0" }] : []),
    ...(inputs > 0 ? [{ kind: "input", words: inputs > 1 ? `inputs x0 … x${inputs - 1}` : "input x0" }] : []),
  ];
  let width = 0;
  const parts = keys.map(({ kind, words }) => {
    const key = `<rect class="box ${kind}" x="${width}" y="-7" width="14" height="14" rx="3"/><text class="key" x="${width + 20}" y="4.5">${words}</text>`;
    width += 20 + textWidth(words, 12) + 20;
    return key;
  });
  return { text: parts.join(""), width };
}

function titleOf({ qubits, operations }: Circuit): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;
  return `Circuit on ${count(qubits, "qubit")} with ${count(operations.length, "operation")}`;
}

/** Tenths of pixels are enough. */
const n = (value: number): string => String(Math.round(value * 10) / 10);

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for XML, where control characters are not even allowed as entities. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]).replace(/\p{C}/gu, "�");
}
