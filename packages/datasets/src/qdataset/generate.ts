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

/** What the simulation may be told, with the defaults. The published data have 1024 steps, 2000 realisations, 5 pulses. */
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
export type QDatasetOptions = OptionsOf<typeof qdatasetOptions>;

/** One example: random pulses, and what they do to every start state and observable. */
export interface QDatasetExample {
  readonly index: number;
  /** [pulses, 3 · controls]: amplitude, position and width for the first control, then for the next. */
  readonly pulseParameters: Float64Array;
  /** [controls] of [steps], before and after distortion. */
  readonly pulses: readonly Float64Array[];
  readonly distortedPulses: readonly Float64Array[];
  /** [18] or [540]: for each start state, all observables. The mean over realisations. */
  readonly expectations: Float64Array;
  /** [3, 2, 2] or [15, 4, 4]: the operators V_O. */
  readonly vo: ComplexMatrix;
  /** [steps, realisations, noise terms], if asked for. */
  readonly noise?: Float64Array;
}

/**
 * A generator of one QDataSet's physics: a pure function from index to example, so that processes may share the work in
 * any way. It keeps buffers: use one in each thread.
 * @param random in place of the streams of `seed`
 * @throws UphillError "unknown" for a name that is none, "options"
 * Cost: about steps · realisations · 50 ns for one qubit, and ten times that for two.
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

/** Examples from … to−1 of a QDataSet, one by one: any cut into pieces gives the same examples. */
export function* generateQDatasetExamples(
  name: string,
  { from, to, ...options }: { from: number; to: number } & Partial<QDatasetOptions>,
): Generator<QDatasetExample> {
  const example = qdatasetGenerator(name, options);
  for (let index = from; index < to; index++) yield example(index);
}

/**
 * The physics alone, for pulses and noise of your own.
 * @param pulses one [steps] array for each control term, as they act on the qubits; steps need be no power of two
 * @param noise  for each realisation, one [steps] array for each noise term; left out: without noise
 * @returns expectations [18] or [540] and V_O, means over realisations; the noiseless unitary; each realisation's unitary
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
