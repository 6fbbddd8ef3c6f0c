import { number, UphillError, type InParts, type Random } from "@uphill/core";
import { defineGradient, type GradientRequest } from "../method.js";
import { assemble, each, stack, valuesAt, valuesShifted, type Values } from "../parts.js";
import { partsOf, shiftsOf, shiftTerms } from "../shift-terms.js";
import { settings } from "../shots.js";
import { fewestShots, share } from "../split.js";

/**
 * Parameter shift whose shots go where the noise is. A share of each shifted circuit's shots, the pilot, finds out how much that
 * circuit adds to the gradient's variance; all the rest together is split in proportion to the standard deviations, which
 * makes the variance of the whole gradient least (gCANS: s ∝ σ). The two estimates are mixed with fixed weights, so that the
 * mean stays unbiased although the split looked at the pilot. In total as many shots as parameter shift: `shots` a value.
 * @throws UphillError "derivative" as parameter shift; "shots" for fewer than four a measurement setting
 * Cost: that of parameter shift, in one more round.
 * Source: Gu et al. 2021, arXiv:2108.10434 (gCANS); Arrasmith et al. 2020, arXiv:2004.06252 (Rosalin, its pilot-free kin over
 * terms: `split: "weighted"`). Departures: a pilot in place of the last step's variances, so that nothing is remembered.
 */
export const shotFrugal = defineGradient({
  name: "shot-frugal",
  options: {
    /** Share of the shots that measures the noise. */
    pilot: number({ default: 0.25, above: 0, below: 1, about: "Share of the shots that measures the noise" }),
  },
  rounds: 2,
  circuits: (program) => (1 + 2 * shiftTerms(program, "shot-frugal").length) * settings(program.observables),
  *estimate(request, { pilot }) {
    const { program, weights, cotangents, shots, random, split = "uniform" } = request;
    const terms = shiftTerms(program, "shot-frugal");
    const shifts = shiftsOf(terms);
    if (shots === undefined || !random) {
      return assemble(
        request,
        yield* valuesAt(request, weights, 0),
        yield* valuesShifted(request, shifts),
        partsOf(terms),
      );
    }
    // Two shots a setting in each stage, so that a variance can be told.
    const groups = settings(program.observables);
    const least = Math.max(2 * groups, fewestShots(split, groups));
    checkShots(shots, 2 * least, least > 2 * groups ? "four" : "two");
    const first = Math.min(shots - least, Math.max(least, Math.round(pilot * shots)));
    const unshifted = yield* valuesAt(request, weights, 0);
    const streams = onePerCircuit(random);
    const run = (k: number, count: number): InParts<Values> =>
      valuesShifted({ ...request, shots: count, random: (row) => streams(row, k + 1) }, [shifts[k]]);
    const pilots = yield* each(shifts.map((_, k) => run(k, first)));
    const slopes = cotangents(unshifted.values);
    // As if one more shot had shown the largest variance there can be: a pilot without surprise must not starve its circuit.
    const doubts = program.observables.map(({ terms: words }) => {
      const size = words.reduce((total, { coefficient }) => total + Math.abs(coefficient), 0);
      return (size / first) * (size / first);
    });
    const deviations = pilots.map(({ variances }, k) => {
      const sum = variances!.reduce(
        (total, variance, at) => total + slopes[at] * slopes[at] * (variance + doubts[at % doubts.length]),
        0,
      );
      return Math.abs(terms[Math.floor(k / 2)].factor) * Math.sqrt(sum);
    });
    const counts = share((shots - first) * shifts.length, deviations, least);
    const mains = yield* each(shifts.map((_, k) => run(k, counts[k])));
    const others = stack(pilots.map((one, k) => mix(one, mains[k], first / shots)));
    // The values are known by now, and so are their slopes.
    const known: GradientRequest = { ...request, cotangents: () => slopes };
    return assemble(known, unshifted, others, partsOf(terms));
  },
});

/** Both stages draw from the circuit's one stream, the main one behind the pilot. */
function onePerCircuit(random: (row: number, circuit: number) => Random): (row: number, circuit: number) => Random {
  const begun = new Map<string, Random>();
  return (row, circuit) => {
    const key = `${row} ${circuit}`;
    const stream = begun.get(key) ?? random(row, circuit);
    begun.set(key, stream);
    return stream;
  };
}

function mix(one: Values, other: Values, weight: number): Values {
  const rest = 1 - weight;
  return {
    values: one.values.map((value, k) => weight * value + rest * other.values[k]),
    variances: one.variances!.map((value, k) => weight * weight * value + rest * rest * other.variances![k]),
  };
}

function checkShots(shots: number, least: number, each: string): void {
  if (Number.isInteger(shots) && shots >= least) return;
  throw new UphillError({
    code: "shots",
    who: "shot-frugal",
    got: `there are ${shots} shots`,
    wanted: `it takes ${least}: ${each} a measurement setting to find out, and ${each} to use`,
    todo: "Give more shots, or use parameter-shift.",
  });
}
