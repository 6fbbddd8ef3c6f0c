import { flag, number } from "@uphill/core";
import type { Answer, Asking, Request } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, type State, type StepResult } from "../optimizer.js";
import type { Facts } from "../problem.js";
import { baseField, baseOf } from "./restarts.js";

/** The weights from `from` up to `to`, which is not among them. */
interface Block {
  readonly from: number;
  readonly to: number;
}

interface LayerWiseState {
  readonly count: number;
  readonly base: State;
  /** The base's state before its first step in each block: first the layers one after the other, then the parts. */
  readonly fresh: readonly State[];
}

interface Plan {
  readonly layers: number;
  readonly parts: number;
}

/**
 * Trains a circuit layer by layer, and then in larger parts that take turns. All other weights are frozen and keep
 * their bits. The paper does this to avoid barren plateaus.
 * The weights are divided into `layers` stretches of equal length. Another optimizer, `base`, trains each stage for
 * `stageSteps` steps. It sees only the weights of the stage, and it begins anew in each. Layers that were not trained
 * yet start at 0.
 * Cost: that of `base` on the whole circuit. A gradient is paid for whole, with the frozen weights.
 * Source: Skolik et al. 2021, arXiv:2006.14904. Departures: the circuit has all its gates from the start, so that the
 * entanglers of later layers act already. Each stage trains one layer (p = q = 1).
 */
export const layerWise = defineMethod({
  name: "layer-wise",
  needs: (options) => baseOf(options).needs,
  options: {
    /** Learning rate η. */
    learningRate,
    /** What trains a stage: a rule by name, at this learning rate, or any optimizer with its options. */
    base: {
      ...baseField(),
      about: "What trains a stage: a rule by name, at this learning rate, or any optimizer with its options",
    },
    /** Layers that the weights fall into, all of one length. */
    layers: number({
      default: 5,
      min: 1,
      integer: true,
      about: "Layers that the weights fall into, all of one length",
    }),
    /** Steps until the next layer or part is trained. */
    stageSteps: number({ default: 10, min: 1, integer: true, about: "Steps until the next layer or part is trained" }),
    /** Parts that are trained by turns after the last layer. */
    parts: number({ default: 2, min: 1, integer: true, about: "Parts that are trained by turns after the last layer" }),
    /** Whether layers that were not trained yet start at 0. */
    zeros: flag({ default: true, about: "Whether layers that were not trained yet start at 0" }),
  },
  init(size, options, facts): LayerWiseState {
    const fresh = blocksOf(size, options).map((block) =>
      baseOf(options).init(block.to - block.from, factsOf(facts, block)),
    );
    return { count: 0, base: fresh[0], fresh };
  },
  *step({ theta, state: { count, base, fresh }, options, random }) {
    const { stageSteps, zeros } = options;
    const blocks = blocksOf(theta.length, options);
    const { from, to } = blocks[stageOf(count, theta.length, options)];
    // What lies behind the first layer is cleared once, before its turn comes.
    const all = count === 0 && zeros ? theta.map((t, i) => (i < to ? t : 0)) : theta;
    const whole = (part: Float64Array): Float64Array => all.map((t, i) => (i >= from && i < to ? part[i - from] : t));
    const running = baseOf(options).step(all.slice(from, to), base, random);
    const { theta: part, state, report } = yield* inBlock(running, { from, to }, whole);
    const next = count + 1;
    const { value, ...rest } = report;
    // A loss is reported of the point that the step began at; where that was cleared, there is none.
    const cleared = all.some((t, i) => t !== theta[i]);
    return {
      theta: whole(part),
      state: {
        count: next,
        base: next % stageSteps === 0 ? fresh[stageOf(next, theta.length, options)] : state,
        fresh,
      },
      report: cleared || value === undefined ? rest : { value, ...rest },
    };
  },
});

interface Staging extends Plan {
  readonly stageSteps: number;
}

/** The blocks by number: the layers, then the parts. No block is empty. */
function blocksOf(size: number, { layers, parts }: Plan): Block[] {
  return [...stretches(size, layers), ...stretches(size, parts)];
}

function stretches(size: number, wanted: number): Block[] {
  const count = Math.max(1, Math.min(size, wanted));
  return Array.from({ length: count }, (_, k) => ({
    from: Math.floor((k * size) / count),
    to: Math.floor(((k + 1) * size) / count),
  }));
}

/** The number of the block that a step trains: each layer once, then the parts over and over. */
function stageOf(count: number, size: number, { layers, parts, stageSteps }: Staging): number {
  const stage = Math.floor(count / stageSteps);
  const first = stretches(size, layers).length;
  return stage < first ? stage : first + ((stage - first) % stretches(size, parts).length);
}

/** Runs a step that knows some weights only: its points are completed, and answers cut to its weights. */
function* inBlock(
  running: Asking<StepResult>,
  { from, to }: Block,
  whole: (part: Float64Array) => Float64Array,
): Asking<StepResult> {
  let turn = running.next();
  while (!turn.done) {
    const { thetas, others, ...rest } = turn.value;
    const request: Request = { ...rest, thetas: thetas.map(whole), ...(others && { others: others.map(whole) }) };
    const answer: Answer = yield request;
    turn = running.next(
      answer.map(({ gradient, metric, ...told }) => ({
        ...told,
        ...(gradient && { gradient: gradient.slice(from, to) }),
        ...(metric && { metric: square(metric, from, to) }),
      })),
    );
  }
  return turn.value;
}

/** The problem's facts about the weights of a block, numbered as there. Alternatives that the block cuts apart are none. */
function factsOf({ frequencies, alternatives }: Facts, { from, to }: Block): Facts {
  const within = (group: readonly number[]): boolean => group.every((weight) => weight >= from && weight < to);
  return {
    ...(frequencies && { frequencies: (weight: number) => frequencies(from + weight) }),
    ...(alternatives && {
      alternatives: () =>
        alternatives()
          .filter(within)
          .map((group) => group.map((weight) => weight - from)),
    }),
  };
}

/** Rows and columns of a symmetric matrix from `from` up to `to`. */
function square(matrix: Float64Array, from: number, to: number): Float64Array {
  const size = Math.sqrt(matrix.length);
  const width = to - from;
  return Float64Array.from(
    { length: width * width },
    (_, k) => matrix[(from + Math.floor(k / width)) * size + from + (k % width)],
  );
}
