import { circuit, type Circuit, type Observable } from "@uphill/circuits";
import { byName, pick } from "@uphill/core";
import type { Dataset, Step } from "@uphill/datasets";
import { encodings, type Encoder } from "@uphill/encodings";
import { compile, type Program } from "@uphill/simulator";
import { ansatzByName } from "../ansatz-names.js";
import { chain, type StepJSON } from "../hybrid/chain.js";
import { frontOf, type FrontMap } from "../hybrid/front.js";
import type { MapStep, RowMap } from "../hybrid/row-map.js";
import type { Judge } from "../judge.js";
import { pixelsToAngles, preparationFor } from "./preparation.js";

/** A model made for one kind of rows: what is the same whether it tells classes apart or predicts numbers. */
export interface TrainedModel {
  readonly circuit: Circuit;
  readonly encoder: Pick<Encoder, "load">;
  readonly program: Program;
  readonly preparation: readonly Step[];
  readonly judge: Judge;
  /** Trained maps before the circuit. */
  readonly front?: FrontMap;
  /** Trained maps behind the readouts. */
  readonly head?: RowMap;
  /** Layers of the ansatz. */
  readonly layers: number;
  /** Numbers in θ: of the maps before, of the circuit, and of the maps behind. */
  readonly sizes: { readonly before: number; readonly weights: number; readonly behind: number };
  /** What rows are compared with, [rows, outputs]. */
  targets(data: Pick<Dataset, "labels" | "targets">): Float64Array;
  /** The outputs behind the readouts, [rows, outputs]. */
  outputs(theta: Float64Array, values: Float64Array): Float64Array;
}

/** What a circuit that takes rows is made of. */
interface Encoded {
  readonly qubits: number;
  readonly layers: number;
  readonly encoding: string;
  readonly ansatz: string;
  /** Options of the encoding and of the ansatz, by their names. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Encoding and ansatz as one circuit, for the data's width after preparation.
 * @param who who asks, for errors
 * @throws UphillError "unknown" for a name that there is none of, and all errors of the parts
 */
export function encodedCircuit(
  who: string,
  { qubits, layers: count, encoding: encodingName, ansatz: ansatzName, parts }: Encoded,
  data: Pick<Dataset, "width" | "image">,
): { whole: Circuit; encoder: Encoder; preparation: readonly Step[]; width: number } {
  const encoding = pick(who, "encoding", byName(encodings), encodingName);
  const { preparation, width } = preparationFor(data, encoding.capacity(qubits, parts?.[encodingName]));
  const encoder = encoding({ qubits, width, ...parts?.[encodingName] });
  const ansatz = pick(who, "ansatz", ansatzByName, ansatzName);
  const layers = ansatz.layered({ qubits, layers: count, ...parts?.[ansatzName] });
  // Data that are encoded again stand before every layer, others before the first.
  const whole = circuit(
    qubits,
    layers.flatMap((layer, k) => (k === 0 || encoder.repeated ? [...encoder.operations, ...layer] : layer)),
  );
  // Where features become angles, raw pixels would be dozens of full turns.
  const angles = data.image && !data.image.radians && encoder.operations.length > 0;
  return { whole, encoder, preparation: angles ? [...preparation, pixelsToAngles] : preparation, width };
}

type Steps = readonly (MapStep | StepJSON)[];

/** Program and maps of a model, the number of its outputs, and the way to them from readouts. */
export function trainedParts({
  whole,
  observables,
  steps,
  width,
  maxBytes,
}: {
  readonly whole: Circuit;
  readonly observables: readonly Observable[];
  readonly steps: { readonly before: Steps; readonly after: Steps };
  readonly width: number;
  readonly maxBytes?: number;
}): {
  parts: Pick<TrainedModel, "circuit" | "program" | "front" | "head" | "sizes">;
  head: RowMap | undefined;
  count: number;
  outputs: TrainedModel["outputs"];
} {
  const program = compile(whole, { observables: [...observables], ...(maxBytes !== undefined && { maxBytes }) });
  const before = chain("hybrid", steps.before, width);
  const front = before && frontOf(before, program, maxBytes);
  const head = chain("hybrid", steps.after, observables.length);
  const sizes = { before: before?.parameters ?? 0, weights: whole.weights, behind: head?.parameters ?? 0 };
  return {
    parts: { circuit: whole, program, ...(front && { front }), ...(head && { head }), sizes },
    head,
    count: head?.outputs ?? observables.length,
    outputs: (theta, values) => (head ? head.forward(theta.subarray(sizes.before + sizes.weights), values) : values),
  };
}
