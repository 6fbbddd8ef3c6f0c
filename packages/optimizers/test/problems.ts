import { streams } from "@uphill/core";
import { functionProblem, type Answer, type Asking, type Place, type Problem, type Request } from "../src/index.js";

/** ½ Σ hᵢθᵢ². */
export const bowl = (...curvatures: number[]): Problem =>
  functionProblem({
    size: curvatures.length,
    value: (theta) => theta.reduce((total, t, i) => total + 0.5 * curvatures[i] * t * t, 0),
    gradient: (theta) => theta.map((t, i) => curvatures[i] * t),
  });

/**
 * Σ hᵢ(1 − cos θᵢ), as of one qubit for each weight, which can tell everything: the metric is 1/4 in each weight, the overlap of
 * two points Π cos²(Δᵢ/2), the only frequency 1.
 */
export const valley = (...heights: number[]): Problem =>
  functionProblem({
    size: heights.length,
    value: (theta) => theta.reduce((total, t, i) => total + heights[i] * (1 - Math.cos(t)), 0),
    gradient: (theta) => theta.map((t, i) => heights[i] * Math.sin(t)),
    metric: (theta) => Float64Array.from({ length: theta.length ** 2 }, (_, k) => (k % (theta.length + 1) ? 0 : 0.25)),
    overlap: (theta, other) => theta.reduce((product, t, i) => product * Math.cos((t - other[i]) / 2) ** 2, 1),
    frequencies: () => [1],
  });

/** One qubit that NLR can be followed on by hand: weights (0, t, 0), loss ⟨Z⟩ = cos t. */
export const cosine = functionProblem({
  size: 3,
  value: ([, t]) => Math.cos(t),
  gradient: ([, t]) => [0, -Math.sin(t), 0],
});

/**
 * ½|θ − c|² with one centre c for each step's rows, and noise on every answer: a pure function of its place. A gradient comes
 * from `shots` shots, a value from `lossShots` (null = exact), unless the request says how many. Metric and overlaps are noisy too.
 */
export function noisy({
  size = 3,
  noise = 0.3,
  shots = 10,
  lossShots = 10,
}: { size?: number; noise?: number; shots?: number | null; lossShots?: number | null } = {}): Problem {
  const { stream } = streams(5);
  const centre = (row: number): Float64Array => {
    const random = stream("centres").at(row + 10);
    return Float64Array.from({ length: size }, () => 0.5 * random.normal());
  };
  return {
    size,
    capabilities: ["value", "gradient", "metric", "overlap", "frequencies"],
    frequencies: () => [1],
    price: ({ kind, thetas, shots: asked = 4 }) => ({
      circuits: thetas.length * { values: 1, gradient: 7, metric: 5, overlap: 2 }[kind],
      shots: asked * thetas.length,
      rounds: 1,
    }),
    answer({ kind, thetas, others, data = "batch", shots: asked }, { step, phase, ask }) {
      const c = centre({ batch: step, next: step + 1, all: -1, "held-out": -2 }[data]);
      const random = stream(phase).at(step, ask);
      const used = asked ?? (kind === "gradient" ? shots : lossShots);
      const error = used === null ? 0 : noise;
      return thetas.map((theta, point) => {
        const away = theta.map((t, i) => t - c[i]);
        const value = away.reduce((total, d) => total + (d * d) / 2, 0) + error * random.normal();
        const gradient = away.map((d) => d + error * random.normal());
        const told = { value, standardError: error, shots: used };
        if (kind === "gradient") return { ...told, gradient };
        if (kind === "overlap") {
          const apart = theta.reduce((total, t, i) => total + (t - others![point][i]) ** 2, 0);
          return { ...told, value: 1 / (1 + apart / 4) + 0.01 * error * random.normal() };
        }
        if (kind === "metric") {
          const metric = Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) ? 0 : 0.25));
          return { ...told, value: 0, metric: metric.map((m) => m + 0.1 * error * random.normal()) };
        }
        return told;
      });
    },
  };
}

export interface Exchange {
  readonly request: Request;
  readonly place: Place;
  readonly answer: Answer;
}

/** The same problem, writing down what it is asked and what it says. */
export function recorded(problem: Problem): { problem: Problem; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    problem: {
      ...problem,
      answer(request, place) {
        const answer = problem.answer(request, place) as Answer;
        exchanges.push({ request, place, answer });
        return answer;
      },
    },
  };
}

/** Runs one step on answers given in advance. */
export function scripted<T>(step: Asking<T>, ...answers: Answer[]): { result: T; requests: Request[] } {
  const requests: Request[] = [];
  let turn = step.next();
  while (!turn.done) {
    requests.push(turn.value);
    const answer = answers[requests.length - 1] as Answer | undefined;
    if (!answer) throw new Error(`asked more than ${answers.length} times`);
    turn = step.next(answer);
  }
  if (requests.length < answers.length) throw new Error(`asked only ${requests.length} times`);
  return { result: turn.value, requests };
}
