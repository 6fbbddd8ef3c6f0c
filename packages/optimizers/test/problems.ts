import { functionProblem, type Answer, type Asking, type Problem, type Request } from "../src/index.js";

/** ½ Σ hᵢθᵢ². */
export const bowl = (...curvatures: number[]): Problem =>
  functionProblem({
    size: curvatures.length,
    value: (theta) => theta.reduce((total, t, i) => total + 0.5 * curvatures[i] * t * t, 0),
    gradient: (theta) => theta.map((t, i) => curvatures[i] * t),
  });

/**
 * Σ hᵢ(1 − cos θᵢ), as of one qubit for each weight, which can tell everything: the metric is 1/4 in each weight, the overlap of
 * two points Π cos²(Δᵢ/2), the only frequency 1, and the first two weights are alternatives.
 */
export const valley = (...heights: number[]): Problem =>
  functionProblem({
    size: heights.length,
    value: (theta) => theta.reduce((total, t, i) => total + heights[i] * (1 - Math.cos(t)), 0),
    gradient: (theta) => theta.map((t, i) => heights[i] * Math.sin(t)),
    metric: (theta) => Float64Array.from({ length: theta.length ** 2 }, (_, k) => (k % (theta.length + 1) ? 0 : 0.25)),
    overlap: (theta, other) => theta.reduce((product, t, i) => product * Math.cos((t - other[i]) / 2) ** 2, 1),
    frequencies: () => [1],
    alternatives: () => (heights.length > 1 ? [[0, 1]] : []),
  });

/** One qubit that NLR can be followed on by hand: weights (0, t, 0), loss ⟨Z⟩ = cos t. */
export const cosine = functionProblem({
  size: 3,
  value: ([, t]) => Math.cos(t),
  gradient: ([, t]) => [0, -Math.sin(t), 0],
});

export { noisy, recorded, type Exchange } from "../src/contract/noisy.js";

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
