import { flag, number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { qdatasetOptions, type QDatasetExample, type QDatasetOptions } from "./generate.js";
import { writeNpz, type NamedArray } from "./npz.js";
import { parseQDatasetName, type QDatasetProfile } from "./profile.js";
import type { QDatasetTable } from "./table.js";

const MAX_BYTES = 2 ** 30;

/** The options of a file of generated examples, with their defaults. */
export const qdatasetFileOptions = {
  /** Number of examples. */
  examples: number({ default: 1000, min: 1, max: 1e7, integer: true, about: "Number of examples" }),
  ...qdatasetOptions,
  /** Whether to keep the pulses over time. */
  waveforms: flag({ default: false, about: "Whether to keep the pulses over time" }),
};
/** The values of {@link qdatasetFileOptions}. */
export type QDatasetFileOptions = OptionsOf<typeof qdatasetFileOptions>;

/** Takes examples in any order and makes one table or one file of them. */
export interface QDatasetCollector {
  /** The number of examples that are needed. */
  readonly examples: number;
  /** The options for the generator of the examples. */
  readonly options: QDatasetOptions;
  /** Adds one example. */
  add(example: QDatasetExample): void;
  /**
   * Returns the table.
   * @throws UphillError "qdataset" if an example is missing
   */
  table(): QDatasetTable;
  /**
   * Returns a .npz file in pieces. NumPy and `readQDataset` read it.
   * @throws UphillError "qdataset" if an example is missing
   */
  file(): Uint8Array[];
}

/** An array of the file: the part of one example, [shape], and where it comes from. */
interface Column {
  readonly name: string;
  readonly dtype: "<f8" | "<c16";
  readonly shape: readonly number[];
  part(example: QDatasetExample): ArrayLike<number>;
}

/** Names and order of numbers are those of the published archives. */
function columnsOf(
  { qubits, controls, noise }: QDatasetProfile,
  options: QDatasetOptions,
  waveforms: boolean,
): Column[] {
  const { pulses, steps, realisations } = options;
  const d = 2 ** qubits;
  const waves = [steps, controls.length];
  const all: (Column | false)[] = [
    { name: "pulse_parameters", dtype: "<f8", shape: [pulses, 3 * controls.length], part: (e) => e.pulseParameters },
    { name: "expectations", dtype: "<f8", shape: [6 ** qubits * (d * d - 1)], part: (e) => e.expectations },
    { name: "Vo_operator", dtype: "<c16", shape: [d * d - 1, d, d], part: ({ vo }) => woven([vo.re, vo.im]) },
    waveforms && { name: "pulses", dtype: "<f8", shape: waves, part: (e) => woven(e.pulses) },
    waveforms && {
      name: "distorted_pulses",
      dtype: "<f8",
      shape: waves,
      part: (e) => woven(e.distortedPulses),
    },
    options.noise && {
      name: "noise",
      dtype: "<f8",
      shape: [steps, realisations, noise.length],
      part: (e) => e.noise!,
    },
  ];
  return all.filter((column) => column !== false);
}

/** First numbers of all, second numbers of all, … */
const woven = (lists: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(lists.length * lists[0].length);
  lists.forEach((list, at) => list.forEach((x, k) => (all[k * lists.length + at] = x)));
  return all;
};

/**
 * Collects generated examples for a file. Several processes may make the examples, in any order. The file is a .npz
 * with
 *     settings          [bytes] uint8        JSON: format, version, name, and all options
 *     pulse_parameters  [examples, pulses, 3 · controls]
 *     expectations      [examples, 18 or 540]
 *     Vo_operator       [examples, 3 or 15, d, d] complex
 *     pulses, distorted_pulses  [examples, steps, controls], with the option waveforms
 *     noise             [examples, steps, realisations, noise terms], with the option noise
 * @param name the name of the set, such as "G_1q_X_Z_N1"
 * @param given options of {@link qdatasetFileOptions}
 * @returns the collector
 * @throws UphillError "options", "unknown" for a name that no set has, and "memory" above 1 GiB
 */
export function collectQDataset(name: string, given: Partial<QDatasetFileOptions> = {}): QDatasetCollector {
  const profile = parseQDatasetName(name);
  const all = parseOptions(name, qdatasetFileOptions, given);
  const { examples, waveforms, ...options } = all;
  const refuse = (code: string, got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code, who: name, got, wanted, todo });
  };
  const columns = columnsOf(profile, options, waveforms).map((column) => ({
    ...column,
    width: column.shape.reduce((product, size) => product * size, column.dtype === "<c16" ? 2 : 1),
  }));
  const bytes = 8 * examples * columns.reduce((sum, { width }) => sum + width, 0);
  if (bytes > MAX_BYTES) {
    const todo = "Ask for fewer examples, or make several files with different seeds.";
    refuse("memory", `${examples} examples take ${bytes} bytes`, `at most ${MAX_BYTES} fit`, todo);
  }
  const there = new Uint8Array(examples);
  const arrays = columns.map(({ width }) => new Float64Array(examples * width));
  const whole = (): void => {
    const missing = there.indexOf(0);
    if (missing < 0) return;
    refuse("qdataset", `example ${missing} is missing`, `there must be ${examples}`, "Add every example from 0 on.");
  };
  return {
    examples,
    options,
    add(example) {
      there[example.index] = 1;
      columns.forEach(({ part, width }, c) => arrays[c].set(part(example), example.index * width));
    },
    table() {
      whole();
      return tableOf(name, all, arrays[1], arrays[0]);
    },
    file() {
      whole();
      const settings = { format: "uphill-qdataset", version: 1, name, ...all };
      const text = new TextEncoder().encode(JSON.stringify(settings));
      return writeNpz([
        { name: "settings", dtype: "|u1", shape: [text.length], data: text },
        ...columns.map(({ shape, ...column }, c): NamedArray => ({
          ...column,
          shape: [examples, ...shape],
          data: arrays[c],
        })),
      ]);
    },
  };
}

/** A table of generated examples; what it notes is the same whether it comes from a file or from memory. */
export function tableOf(
  name: string,
  { examples, seed, steps, realisations, pulses }: QDatasetFileOptions,
  expectations: Float64Array,
  pulseParameters: Float64Array,
): QDatasetTable {
  return {
    name,
    rows: examples,
    expectations,
    pulseParameters,
    source: "generated by @uphill/datasets",
    notes: [
      `Generated ${examples} examples of ${name} from seed ${seed}: ${steps} time steps, ${realisations} realisations of each noise, ${pulses} pulses in each sequence.`,
    ],
  };
}
