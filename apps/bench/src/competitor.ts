import type { Call } from "./case.js";
import { benchWeights } from "./data.js";

/** One side of a race. */
export interface Competitor {
  readonly name: string;
  readonly threads: number;
  /** Whether it may be the best peer: a trick that no documentation tells is shown and decides nothing. */
  readonly counts: boolean;
  /** What a call takes, about, in ms. */
  readonly about: number;
  /** Times of so many calls, in ms. */
  time(repeats: number): number[] | Promise<number[]>;
}

/** How long a side of ours runs before it is timed, in ms: by then the JIT has done its work. */
const WARM_UP = 300;

const keep: { last: unknown } = { last: undefined };
let turn = 0;

/** Something of our own as a side. Weights are drawn before the clock starts, new ones for every call. */
export function local(name: string, threads: number, weights: number, call: Call): Competitor {
  const time = (repeats: number): number[] => {
    const all = Array.from({ length: repeats }, () => benchWeights(weights, turn++));
    return all.map((one) => {
      const begin = performance.now();
      keep.last = call(one);
      return performance.now() - begin;
    });
  };
  return { name, threads, counts: true, about: warmUp(() => time(1)[0]), time };
}

/** A side whose call does several steps at once; the time is that of one. */
export function localSteps(
  name: string,
  threads: number,
  weights: number,
  call: (weights: Float64Array, steps: number) => unknown,
): Competitor {
  const time = (repeats: number): number[] => {
    const start = benchWeights(weights, turn++);
    const begin = performance.now();
    keep.last = call(start, repeats);
    return [(performance.now() - begin) / repeats];
  };
  return { name, threads, counts: true, about: warmUp(() => time(20)[0]), time };
}

/** Runs until warm; the shortest time. */
function warmUp(once: () => number): number {
  const begin = performance.now();
  let least = once();
  while (performance.now() - begin < WARM_UP) least = Math.min(least, once());
  return least;
}
