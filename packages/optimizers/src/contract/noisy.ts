import { streams } from "@uphill/core";
import type { Answer, Request } from "../ask.js";
import type { Place, Problem } from "../problem.js";

/**
 * ½|θ − c|² with one centre c for each step's rows, and noise on every answer: a pure function of its place. A gradient comes
 * from `shots` shots, a value from `lossShots`, unless the request says how many; exact where they are left out. Without any option
 * both are 10. Metric and overlaps are noisy too.
 */
export function noisy(
  { size = 3, noise = 0.3, shots, lossShots }: { size?: number; noise?: number; shots?: number; lossShots?: number } = {
    shots: 10,
    lossShots: 10,
  },
): Problem {
  const { stream } = streams(5);
  const centre = (row: number): Float64Array => {
    const random = stream("centres").at(row + 10);
    return Float64Array.from({ length: size }, () => 0.5 * random.normal());
  };
  return {
    size,
    capabilities: ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"],
    frequencies: () => [1],
    alternatives: () => (size > 1 ? [[0, 1]] : []),
    price: ({ kind, thetas, shots: asked = 4 }) => ({
      circuits: thetas.length * { values: 1, gradient: 7, metric: 5, overlap: 2 }[kind],
      shots: asked * thetas.length,
      rounds: 1,
    }),
    answer({ kind, thetas, others, data = "batch", shots: asked }, { step, phase, ask }) {
      const c = centre({ batch: step, next: step + 1, all: -1, "held-out": -2 }[data]);
      const random = stream(phase).at(step, ask);
      const used = asked ?? (kind === "gradient" ? shots : lossShots);
      const error = used === undefined ? 0 : noise;
      return thetas.map((theta, point) => {
        const away = theta.map((t, i) => t - c[i]);
        const value = away.reduce((total, d) => total + (d * d) / 2, 0) + error * random.normal();
        const gradient = away.map((d) => d + error * random.normal());
        const told = { value, standardError: error, ...(used !== undefined && { shots: used }) };
        if (kind === "gradient") return { ...told, gradient };
        if (kind === "overlap") {
          const apart = theta.reduce((total, t, i) => total + (t - others![point][i]) * (t - others![point][i]), 0);
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
