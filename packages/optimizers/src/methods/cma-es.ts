import { exp, log, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { matrixFunctions, multiply } from "../matrix-functions.js";
import { defineMethod, minus, plus } from "../optimizer.js";

/**
 * Evolution of a normal distribution. Points are drawn around θ. The better half of them moves the mean θ, the width σ
 * and the covariance C.
 *     xᵢ = θ + σ·√C·zᵢ    θ ← Σ wᵢ xᵢ of the best    pσ, pc: paths that tell steady moves from wandering
 *     C ← (1 − c₁′ − c_μ)·C + c₁·pc·pcᵀ + c_μ·Σ wᵢ yᵢyᵢᵀ    σ ← σ·exp(min(1, (cσ/dσ)·(|pσ|²/P − 1)/2))
 * One generation is one step. It asks for all its losses in one round, and for no gradient.
 * Source: Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772, in the form of pycma's purecma (the
 * worse half has weight 0). Departures: C is decomposed in every generation. √C is the symmetric root, so that the
 * choice of eigenvectors does not matter.
 */
export const cmaEs = defineMethod({
  name: "cma-es",
  needs: ["value"],
  options: {
    /** σ: first width of the distribution in each weight. */
    sigma: number({
      default: 0.3,
      above: 0,
      about: "σ: first width of the distribution in each weight",
      search: { kind: "log-uniform", low: 0.03, high: 1 },
    }),
    /** Points of a generation, from 4; fewer are taken for 4 + ⌊3 ln P⌋. */
    population: number({
      default: 0,
      min: 0,
      integer: true,
      about: "Points of a generation, from 4; fewer are taken for 4 + ⌊3 ln P⌋",
    }),
  },
  init: (size, { sigma }) => ({
    generation: 0,
    sigma,
    covariance: Array.from({ length: size * size }, (_, k): number => (k % (size + 1) === 0 ? 1 : 0)),
    sigmaPath: new Array<number>(size).fill(0),
    path: new Array<number>(size).fill(0),
  }),
  *step({ theta, state, options: { population }, random }) {
    const size = theta.length;
    const { sigma } = state;
    const constants = constantsOf(size, population >= 4 ? population : 4 + Math.floor(3 * log(size)));
    const { weights, selected, cc, cs, c1, cmu, damping } = constants;
    const covariance = Float64Array.from(state.covariance);
    const [root, whitening] = matrixFunctions(
      covariance,
      (value) => Math.sqrt(Math.max(0, value)),
      (value) => (value > 0 ? 1 / Math.sqrt(value) : 0),
    );
    const points = Array.from({ length: constants.population }, () => {
      const z = Float64Array.from({ length: size }, () => random.normal());
      return plus(theta, sigma, multiply(root, z));
    });
    const answers = yield* ask.values(points);
    const order = answers.map((_, k) => k).sort((a, b) => answers[a].value - answers[b].value);
    const best = order.slice(0, weights.length).map((k) => points[k]);
    const next = theta.map((_, i) => best.reduce((sum, point, k) => sum + weights[k] * point[i], 0));

    const move = minus(next, theta);
    const white = multiply(whitening, move);
    const along = Math.sqrt(cs * (2 - cs) * selected) / sigma;
    const sigmaPath = white.map((w, i) => (1 - cs) * state.sigmaPath[i] + along * w);
    const generation = state.generation + 1;
    const square = norm(sigmaPath) ** 2 / size;
    // A long path says that σ is growing: C then waits.
    const calm = square / (1 - exp(2 * generation * log(1 - cs))) < 2 + 4 / (size + 1) ? 1 : 0;
    const across = (Math.sqrt(cc * (2 - cc) * selected) / sigma) * calm;
    const path = move.map((m, i) => (1 - cc) * state.path[i] + across * m);
    const keep = 1 - c1 * (1 - (1 - calm) * cc * (2 - cc)) - cmu;
    const moves = best.map((point) => minus(point, theta));
    const after = covariance.map((c, k) => {
      const [i, j] = [Math.floor(k / size), k % size];
      const spread = moves.reduce((sum, y, m) => sum + weights[m] * y[i] * y[j], 0);
      return keep * c + c1 * path[i] * path[j] + (cmu * spread) / (sigma * sigma);
    });
    return {
      theta: next,
      state: {
        generation,
        sigma: sigma * exp(Math.min(1, ((cs / damping) * (square - 1)) / 2)),
        covariance: Array.from(after),
        sigmaPath: Array.from(sigmaPath),
        path: Array.from(path),
      },
      report: { length: norm(move) },
    };
  },
});

/** Weights of the best points, how many they count for, and the rates of all adaptations. */
function constantsOf(
  size: number,
  population: number,
): {
  population: number;
  weights: number[];
  selected: number;
  cc: number;
  cs: number;
  c1: number;
  cmu: number;
  damping: number;
} {
  const raw = Array.from({ length: Math.floor(population / 2) }, (_, k) => log(population / 2 + 0.5) - log(k + 1));
  const total = raw.reduce((sum, w) => sum + w, 0);
  const weights = raw.map((w) => w / total);
  const selected = 1 / weights.reduce((sum, w) => sum + w * w, 0);
  const cs = (selected + 2) / (size + selected + 5);
  const c1 = 2 / ((size + 1.3) ** 2 + selected);
  return {
    population,
    weights,
    selected,
    cc: (4 + selected / size) / (size + 4 + (2 * selected) / size),
    cs,
    c1,
    cmu: Math.min(1 - c1, (2 * (selected - 2 + 1 / selected)) / ((size + 2) ** 2 + selected)),
    damping: (2 * selected) / population + 0.3 + cs,
  };
}
