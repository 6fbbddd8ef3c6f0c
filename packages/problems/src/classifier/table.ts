import type { Operation } from "@uphill/circuits";
import type { Stream } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { statePreparation, type Loaded } from "@uphill/encodings";
import type { TableRows } from "../circuit-problem.js";
import type { TrainedModel } from "../rows/trained-model.js";
import { prepare } from "../rows/preparation.js";

/** A data set encoded once; batches are cut from it. */
export interface Table {
  readonly rows: number;
  all(): TableRows;
  some(indices: readonly number[]): TableRows;
  /** What a device has to run before the circuit where rows are start states: as many gates for every row. */
  preparation(): readonly Operation[];
}

/** @param classWeights how much a row of each class counts, [classes]; left out, each row counts 1 */
export function loadTable(
  { program, encoder, preparation, front, targets }: TrainedModel,
  data: Dataset,
  classWeights?: Float64Array,
): Table {
  const loaded = encoder.load(prepare(data, preparation).features);
  const labels = targets(data);
  const perRow = labels.length / data.rows;
  const some = (indices: readonly number[]): TableRows => ({
    indices,
    labels: select(labels, perRow, indices),
    ...(classWeights && { rowWeights: Float64Array.from(indices, (row) => classWeights[data.labels[row]]) }),
    ...(front
      ? { features: select(loaded.inputs!, data.width, indices), batch: { rows: indices.length } }
      : { batch: program.prepare(selectLoaded(loaded, data.rows, indices)) }),
    source: (part) =>
      selectLoaded(
        loaded,
        data.rows,
        part.map((k) => indices[k]),
      ),
  });
  let whole: TableRows | undefined;
  return {
    rows: data.rows,
    some,
    preparation: () =>
      loaded.states ? statePreparation({ re: loaded.states.re.subarray(0, loaded.states.re.length / data.rows) }) : [],
    all: () => (whole ??= some(Array.from({ length: data.rows }, (_, row) => row))),
  };
}

function select(table: Float64Array, width: number, indices: readonly number[]): Float64Array {
  const out = new Float64Array(indices.length * width);
  indices.forEach((row, k) => out.set(table.subarray(row * width, (row + 1) * width), k * width));
  return out;
}

function selectLoaded({ states, inputs }: Loaded, rows: number, indices: readonly number[]): Loaded {
  return states
    ? { states: { re: select(states.re, states.re.length / rows, indices) } }
    : { inputs: select(inputs, inputs.length / rows, indices) };
}

/** How the rows of a step are drawn. */
export type Batches = "permuted" | "replacement";

/** As many rows for each step, every one drawn among all of them. */
export function drawnBatches(table: Table, size: number, stream: Stream): (step: number) => TableRows {
  let last: { step: number; rows: TableRows } | undefined;
  return (step) => {
    if (last?.step === step) return last.rows;
    const random = stream.at(step);
    last = { step, rows: table.some(Array.from({ length: size }, () => random.integer(table.rows))) };
    return last.rows;
  };
}

/** Stretches of a fresh permutation each epoch; rows left over at an epoch's end wait for the next. */
export function miniBatches(table: Table, size: number, stream: Stream): (step: number) => TableRows {
  const perEpoch = Math.floor(table.rows / size);
  let epoch = -1;
  let order: number[] = [];
  let last: { step: number; rows: TableRows } | undefined;
  return (step) => {
    if (last?.step === step) return last.rows;
    const wanted = Math.floor(step / perEpoch);
    if (wanted !== epoch) {
      epoch = wanted;
      order = stream.at(epoch).permutation(table.rows);
    }
    const start = (step % perEpoch) * size;
    last = { step, rows: table.some(order.slice(start, start + size)) };
    return last.rows;
  };
}
