import { inOneGo, norm, streams, UphillError, type InParts, type Random } from "@uphill/core";
import { alignmentWithSlope, type AlignmentOptions, type KernelTraining, type PairRandom } from "@uphill/kernels";
import { PHASES, type Answer, type Place, type Problem, type Request } from "@uphill/optimizers";
import { usualGradient } from "../circuit-problem.js";
import { checkGradient, type Conditions } from "../conditions.js";
import { secondsOn } from "../device.js";

/** A kernel's alignment with its rows' classes, to be made large. Figures beside are exact and never charged. */
export interface AlignmentProblem extends Problem {
  /** 1 − alignment. */
  loss(theta: Float64Array): number;
  /** |∇ of the exact loss| */
  gradientNorm(theta: Float64Array): number;
}

interface AlignmentProblemOptions extends Conditions, AlignmentOptions {
  readonly training: KernelTraining;
  /** The class of each row, from 0. */
  readonly labels: ArrayLike<number>;
  readonly who: string;
}

/**
 * 1 − alignment of a trained kernel over all training rows. Shots come from stream "kernel shots" at (step, phase, ask, row, column,
 * circuit), and a gradient's own chance from "directions". The alignment is a ratio, so its value from shots is biased.
 * @throws UphillError "gradient" for a method that the kernel does not serve
 */
export function alignmentProblem({
  training,
  labels,
  centred,
  shots,
  lossShots,
  gradient = usualGradient(shots),
  device,
  seed,
  shotSeed = 0,
  who,
}: AlignmentProblemOptions): AlignmentProblem {
  checkGradient(who, gradient);
  const circuitsOf = { values: training.circuits, gradient: training.gradientCircuits(gradient) };
  const { stream } = streams(seed);
  const shotStream = stream(shotSeed === 0 ? "kernel shots" : `kernel shots ${shotSeed}`);
  const directions = stream("directions");
  const shotsOf = ({ kind, shots: asked }: Request): number | undefined =>
    asked ?? (kind === "gradient" ? shots : lossShots);
  const aligned = (matrix: Float64Array): ReturnType<typeof alignmentWithSlope> =>
    alignmentWithSlope(matrix, labels, centred === undefined ? {} : { centred });
  const cotangents = (matrix: Float64Array): Float64Array => aligned(matrix).slope.map((slope) => -slope);

  // Exact results are asked for again when a step's end is reported; the last one is kept.
  let last: { readonly theta: Float64Array; readonly loss: number; readonly gradient: Float64Array } | undefined;
  function exact(theta: Float64Array): NonNullable<typeof last> {
    if (last?.theta.every((value, k) => Object.is(value, theta[k]))) return last;
    const found = training.vjp(theta, cotangents);
    last = { theta: theta.slice(), loss: 1 - aligned(found.values).value, gradient: found.gradient };
    return last;
  }

  function* answerInParts(request: Request, { step, phase, ask }: Place): InParts<Answer> {
    const { kind, thetas, data = "batch" } = request;
    if (data === "held-out") refuseHeldOut(who);
    const used = shotsOf(request);
    const answer: Answer[number][] = [];
    for (const [point, theta] of thetas.entries()) {
      yield;
      const place = [step, PHASES.indexOf(phase), ask + point] as const;
      const random: PairRandom = (...address) => shotStream.at(...place, ...address);
      const chance = (): Random => directions.at(...place);
      if (kind === "gradient") {
        if (used === undefined && gradient.exactOnly) {
          const found = exact(theta);
          answer.push({ value: found.loss, standardError: 0, gradient: found.gradient.slice() });
          continue;
        }
        const from = { weights: theta, cotangents, gradient, random, chance };
        const found = yield* training.estimate({ ...from, ...(used !== undefined && { shots: used }) });
        answer.push({ ...told(found.values, used), gradient: found.gradient });
      } else if (used === undefined) answer.push({ value: exact(theta).loss, standardError: 0 });
      else answer.push(told(yield* training.sampled(theta, used, random), used));
    }
    return answer;
  }

  /** Standard error by the delta method, where entries are independent. */
  function told(matrix: Float64Array, used: number | undefined): Answer[number] {
    const { value, slope } = aligned(matrix);
    const variance = used !== undefined && used > 1 ? (training.variance?.(matrix, slope, used) ?? 0) : 0;
    return { value: 1 - value, standardError: Math.sqrt(variance), ...(used !== undefined && { shots: used }) };
  }

  return {
    size: training.live.length,
    capabilities: ["value", "gradient"],

    price(request) {
      const { kind, thetas } = request;
      const used = shotsOf(request);
      const circuits = thetas.length * circuitsOf[kind === "gradient" ? "gradient" : "values"];
      const spent = used === undefined ? undefined : circuits * training.shotsPerCircuit(used);
      const rounds = kind === "gradient" ? gradient.rounds : 1;
      return {
        circuits,
        ...(spent !== undefined && { shots: spent }),
        rounds,
        ...(device &&
          spent !== undefined && {
            deviceSeconds: secondsOn(device, { rounds, circuits, shots: spent, depth: training.depth }),
          }),
      };
    },

    answer: (request, place) => inOneGo(answerInParts(request, place)),
    answerInParts,

    loss: (theta) => exact(theta).loss,
    gradientNorm: (theta) => norm(exact(theta).gradient),
  };
}

function refuseHeldOut(who: string): never {
  throw new UphillError({
    code: "held-out",
    who,
    got: "an optimizer asked for held-out rows",
    wanted: "a kernel is aligned with its training rows",
    todo: "Compare on batch or all.",
  });
}
