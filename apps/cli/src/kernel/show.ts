import type { Judged } from "./judge.js";

/** What the command tells, and `kernel.json` holds. */
export interface Result {
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly rows: { readonly train: number; readonly test: number };
  readonly features: number;
  readonly qubits: number;
  readonly encoding: { readonly name: string };
  readonly kernel: string;
  readonly shots: number | null;
  readonly cost: { readonly circuits: number; readonly shots: number | null };
  readonly repair: { readonly least: number; readonly negative: number; readonly change: number } | null;
  readonly machines: readonly Judged[];
}

/** The same for people. */
export function textOf({
  dataset,
  classes,
  rows,
  features,
  qubits,
  encoding,
  kernel,
  cost,
  repair,
  machines,
}: Result): string[] {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const lines = machines.map(({ kernel: name, alignment, cost: price, gamma, tries, accuracy }) => [
    name,
    alignment.toFixed(4),
    String(price),
    gamma === null ? "–" : gamma.toPrecision(3),
    String(tries),
    percent(accuracy.crossValidated),
    percent(accuracy.train),
    percent(accuracy.test),
  ]);
  const heads = ["kernel", "alignment", "C", "gamma", "tries", "5-fold", "train acc.", "test acc."];
  const widths = heads.map((head, k) => Math.max(head.length, ...lines.map((line) => line[k].length)));
  const row = (cells: readonly string[]): string =>
    cells.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join("  ");
  const spent = cost.shots === null ? "exact values" : `${cost.shots.toLocaleString("en")} shots`;
  return [
    `${dataset}: ${rows.train} training and ${rows.test} test rows of ${features} features, classes ${classes.join(", ")}`,
    `${kernel} kernel, ${encoding.name} encoding on ${qubits} qubits: ${cost.circuits.toLocaleString("en")} circuits, ${spent}`,
    ...(repair === null
      ? []
      : [
          repair.negative === 0
            ? "The matrix from shots has no negative eigenvalue and stays as it is."
            : `Shots made ${repair.negative} eigenvalues negative, the least ${repair.least.toPrecision(3)}. They are set to 0, which changes the matrix by ${percent(repair.change)}; test rows are projected alike.`,
        ]),
    "",
    row(heads),
    ...lines.map(row),
    "",
    "C and gamma are chosen by cross-validation on the training rows; every kernel has the same list of C, every Gaussian as many widths.",
  ];
}
