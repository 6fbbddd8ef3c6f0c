import { flag, number, parseOptions, streams, type Field, type OptionsOf, type Streams } from "@uphill/core";
import { distortion } from "./distortion.js";
import type { ComplexMatrix, Kernel, StepRule } from "./kernel.js";
import { makeKernel } from "./make-kernel.js";
import { expectationsOf, noiseOperators } from "./measure.js";
import { makeNoise, type NoisePair } from "./noise.js";
import { parseQDatasetName, type QDatasetProfile } from "./profile.js";
import { drawPulses, shapePulses } from "./pulses.js";

const powerOfTwo = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 8 && value <= 65536 && (value & (value - 1)) === 0;

const steps: Field<number> = {
  default: 1024,
  about: "Time steps",
  type: "a power of two from 8 to 65536",
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) => (powerOfTwo(value) ? { value } : { issues: [{ message: "not a power of two" }] }),
    },
  },
};

/**
 * The options of the simulation, with their defaults. The published data have 1024 steps, 2000 realisations and 5
 * pulses.
 */
export const qdatasetOptions = {
  /** Seed of pulses and noise. */
  seed: number({
    default: 0,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    about: "Seed of pulses and noise",
  }),
  /** Time steps. */
  steps,
  /** Noise realisations to average over. */
  realisations: number({ default: 200, min: 1, max: 1e6, integer: true, about: "Noise realisations to average over" }),
  /** Pulses in each sequence. */
  pulses: number({ default: 5, min: 1, max: 100, integer: true, about: "Pulses in each sequence" }),
  /** Whether to keep every realisation of the noise. */
  noise: flag({ default: false, about: "Whether to keep every realisation of the noise" }),
};
/** The values of {@link qdatasetOptions}. */
export type QDatasetOptions = OptionsOf<typeof qdatasetOptions>;

/** One example: random pulses, and what they do to every start state and observable. */
export interface QDatasetExample {
  /** The number of the example, from 0. */
  readonly index: number;
  /** [pulses, 3 · controls]: amplitude, position and width for the first control, then for the next. */
  readonly pulseParameters: Float64Array;
  /** The pulses over time before distortion: [controls] lists of [steps]. */
  readonly pulses: readonly Float64Array[];
  /** The pulses over time as they act: [controls] lists of [steps]. */
  readonly distortedPulses: readonly Float64Array[];
  /**
   * [18] for one qubit or [540] for two: for each start state the values of all observables, averaged over the
   * realisations.
   */
  readonly expectations: Float64Array;
  /** The operators V_O, [3, 2, 2] for one qubit or [15, 4, 4] for two. */
  readonly vo: ComplexMatrix;
  /** The noise, [steps, realisations, noise terms], if it was asked for. */
  readonly noise?: Float64Array;
}

/**
 * Makes a generator of examples. The generator is a pure function from a number to an example, so several processes can
 * share the work. It keeps buffers, so use one generator in each thread.
 * Cost: about steps · realisations · 50 ns for each example with one qubit, and ten times as much with two.
 * @param name the name of the set, such as "G_1q_X_Z_N1"
 * @param options options of {@link qdatasetOptions}
 * @param random random streams in place of those of `seed`
 * @returns the generator
 * @throws UphillError "unknown" for a name that no set has, "options"
 */
export function qdatasetGenerator(
  name: string,
  options: Partial<QDatasetOptions> = {},
  random?: Streams,
): (index: number) => QDatasetExample {
  const profile = parseQDatasetName(name);
  const { seed, steps, realisations, pulses, noise: keepNoise } = parseOptions(name, qdatasetOptions, options);
  const all = random ?? streams(seed);
  const [ofPulses, ofNoise] = [all.stream("qdataset-pulses"), all.stream("qdataset-noise")];
  const kernel = makeKernel(profile, steps, "split");
  const distort = profile.distorted ? distortion(steps) : undefined;
  const profiles = profile.noise.map((term) => makeNoise(term.profile, steps));
  const pairs = profiles.map((): NoisePair => [new Float64Array(steps), new Float64Array(steps)]);

  return (index) => {
    const parameters = profile.controls.map((_, c) => drawPulses(profile.waveform, pulses, ofPulses.at(index, c)));
    const signals = parameters.map((each) => shapePulses(profile.waveform, each, steps));
    const distorted = distort ? signals.map(distort) : signals;
    const kept = keepNoise ? new Float64Array(steps * realisations * pairs.length) : undefined;
    const noise = (realisation: number): Float64Array[] => {
      if (realisation % 2 === 0) {
        profiles.forEach((fill, k) => fill(ofNoise.at(index, realisation / 2, k), pairs[k], pairs.at(k - 1)));
      }
      const each = pairs.map((pair) => pair[realisation % 2]);
      if (kept) {
        const stride = realisations * pairs.length;
        each.forEach((beta, t) => beta.forEach((x, j) => (kept[j * stride + realisation * pairs.length + t] = x)));
      }
      return each;
    };
    const { expectations, vo } = average({ kernel, profile, pulses: distorted, realisations, noise });
    const pulseParameters = new Float64Array(3 * pulses * parameters.length);
    parameters.forEach((each, c) =>
      each.forEach((x, k) => (pulseParameters[(Math.floor(k / 3) * parameters.length + c) * 3 + (k % 3)] = x)),
    );
    return {
      index,
      pulseParameters,
      pulses: signals,
      distortedPulses: distorted,
      expectations,
      vo,
      ...(kept && { noise: kept }),
    };
  };
}

/**
 * Generates the examples from … to−1, one by one. They do not depend on where a range begins or ends.
 * @param name the name of the set
 * @param options `from` and `to`, and options of {@link qdatasetOptions}
 * @returns the examples
 * @throws UphillError "unknown" for a name that no set has, "options"
 */
export function* generateQDatasetExamples(
  name: string,
  { from, to, ...options }: { from: number; to: number } & Partial<QDatasetOptions>,
): Generator<QDatasetExample> {
  const example = qdatasetGenerator(name, options);
  for (let index = from; index < to; index++) yield example(index);
}

/**
 * Runs the simulation alone, with your own pulses and noise.
 * @param name the name of the set, which says what is simulated
 * @param given `pulses`, one list of [steps] for each control term, as they act on the qubits; `noise`, for each
 *   realisation one list of [steps] for each noise term, default none; `rule`, how noise and control share a time step,
 *   default "split". The number of steps need not be a power of two.
 * @returns `expectations` ([18] or [540]) and `vo` (the operators V_O), averaged over the realisations; `control`, the
 *   unitary without noise; `unitaries`, one for each realisation
 */
export function simulateQDataset(
  name: string,
  {
    pulses,
    noise = [],
    rule = "split",
  }: {
    pulses: readonly Float64Array[];
    noise?: readonly (readonly Float64Array[])[];
    rule?: StepRule;
  },
): { expectations: Float64Array; vo: ComplexMatrix; control: ComplexMatrix; unitaries: ComplexMatrix[] } {
  const profile = parseQDatasetName(name);
  const kernel = makeKernel(profile, pulses[0].length, rule);
  const unitaries: ComplexMatrix[] = [];
  const means = average(
    { kernel, profile, pulses, realisations: noise.length, noise: (realisation) => noise[realisation] },
    () => unitaries.push(kernel.unitary()),
  );
  return { ...means, unitaries };
}

/** Realisations of noise under the same pulses. */
interface Realisations {
  readonly kernel: Kernel;
  readonly profile: QDatasetProfile;
  readonly pulses: readonly Float64Array[];
  readonly realisations: number;
  readonly noise: (realisation: number) => readonly Float64Array[];
}

/** @param each is called behind each of them */
function average(
  { kernel, profile: { qubits, noise: terms }, pulses, realisations, noise }: Realisations,
  each?: () => void,
): { expectations: Float64Array; vo: ComplexMatrix; control: ComplexMatrix } {
  const size = 4 ** qubits - 1;
  const control = new Float64Array(size * size);
  kernel.control(pulses);
  kernel.evolve([]);
  kernel.addTransfer(control);
  const unitary = kernel.unitary();
  const count = terms.length === 0 ? 0 : realisations;
  const mean = count === 0 ? control : new Float64Array(size * size);
  for (let k = 0; k < count; k++) {
    kernel.evolve(noise(k));
    kernel.addTransfer(mean);
    each?.();
  }
  if (count > 0) for (let i = 0; i < mean.length; i++) mean[i] /= count;
  return {
    expectations: expectationsOf(mean, qubits),
    vo: noiseOperators(mean, control, qubits),
    control: unitary,
  };
}
