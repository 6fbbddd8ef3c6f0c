import { gradientMethods, type GradientFamily } from "@uphill/gradients";
import { nlr, qng, qnspsa, sgd } from "@uphill/optimizers";
import { expect, it } from "vitest";
import { classifier } from "@uphill/problems";
import { fit, type FitOptions } from "../src/index.js";
import { randomTable } from "../../problems/test/data.js";

// Two qubits and one layer: six rotations of one frequency and one Pauli word each, of which RX and RY of both qubits can move the
// last one's Z. One measurement setting; three rows, two steps.
const [ROWS, STEPS, SHOTS] = [3, 2, 8];
const base: FitOptions = {
  model: classifier({ qubits: 2, layers: 1, encoding: "angle" }),
  train: randomTable(ROWS, 2),
  optimizer: sgd(),
  steps: STEPS,
  seed: 1,
};

/** By hand, a row: circuits charged, circuits with idle weights, and rounds of a gradient. */
const counts: Record<string, [charged: number, withIdle: number, rounds: number]> = {
  "parameter-shift": [1 + 2 * 4, 1 + 2 * 6, 1],
  adjoint: [1 + 2 * 4, 1 + 2 * 6, 1],
  "shot-frugal": [1 + 2 * 4, 1 + 2 * 6, 2],
  "hadamard-test": [1 + 4, 1 + 6, 1],
  "finite-difference": [1 + 2 * 4, 1 + 2 * 6, 1],
  "forward-difference": [1 + 4, 1 + 6, 1],
  spsa: [1 + 2, 1 + 2, 1],
  "random-subset": [1 + 2, 1 + 2, 1],
};

const methods = Object.values(gradientMethods) as GradientFamily[];

it.each(methods)("both totals of $name equal a hand count", (family) => {
  const gradient = family();
  const [charged, withIdle, rounds] = counts[family.name];
  const shots = gradient.exactOnly ? undefined : SHOTS;
  const { account, stopped } = fit({ ...base, gradient, ...(shots && { shots }) });
  const circuits = STEPS * ROWS * charged;
  const more = STEPS * ROWS * (withIdle - charged);
  expect(stopped).toBe("steps");
  expect(account).toEqual({
    circuits,
    shots: circuits * (shots ?? 0),
    rounds: STEPS * rounds,
    ...(more > 0 && { idle: { circuits: more, shots: more * (shots ?? 0) } }),
    unpriced: shots === undefined,
    phases: { gradient: { circuits, shots: circuits * (shots ?? 0), rounds: STEPS * rounds } },
  });
});

it("losses, overlaps and metrics have one total: a state knows no observable, and a value moves no weight", () => {
  const of = (optimizer: FitOptions["optimizer"]): ReturnType<typeof fit>["account"] =>
    fit({ ...base, optimizer, shots: SHOTS, lossShots: SHOTS }).account;
  const gradient = { circuits: STEPS * ROWS * 9, shots: STEPS * ROWS * 9 * SHOTS, rounds: STEPS };
  const idle = { circuits: STEPS * ROWS * 4, shots: STEPS * ROWS * 4 * SHOTS };
  const value = { circuits: STEPS * ROWS, shots: STEPS * ROWS * SHOTS, rounds: STEPS };
  expect(of(nlr())).toMatchObject({ idle, phases: { gradient, tentative: value } });
  // Six weights alone and 6·5/2 pairs of four circuits; exact, so without shots.
  const metric = { circuits: STEPS * ROWS * (6 + 4 * 15), shots: 0, rounds: STEPS };
  expect(of(qng())).toMatchObject({ idle, phases: { gradient, metric }, unpriced: true });
  expect(of(qnspsa())).not.toHaveProperty("idle");
});
