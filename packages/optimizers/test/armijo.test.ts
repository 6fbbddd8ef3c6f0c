import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { armijo, minimize, type TentativeReport as Report } from "../src/index.js";
import { bowl, noisy, recorded, scripted } from "./problems.js";

const chance = streams(0).stream("armijo").at();
const first = (value = 0, shots?: number): Parameters<typeof scripted>[1] => [
  { value, standardError: 0, shots, gradient: Float64Array.of(3, 4) },
];
const height = (value: number, shots?: number): Parameters<typeof scripted>[1] => [{ value, standardError: 0, shots }];

/** One step from θ = (1, 2) under a gradient of (3, 4), |g|² = 25. */
function step(
  options: Parameters<typeof armijo>[0],
  ...values: number[]
): { theta: number[]; report: Report; trials: number[][] } {
  const optimizer = armijo(options);
  const running = optimizer.step(Float64Array.of(1, 2), null, chance);
  const { result, requests } = scripted(running, first(), ...values.map((value) => height(value)));
  expect(result.state).toBeNull();
  expect(requests[0]).toMatchObject({ kind: "gradient", phase: "gradient" });
  for (const { kind, phase, data } of requests.slice(1))
    expect([kind, phase, data]).toEqual(["values", "tentative", "batch"]);
  return {
    theta: [...result.theta],
    report: result.report,
    trials: requests.slice(1).map(({ thetas }) => [...thetas[0]]),
  };
}

describe("armijo", () => {
  const options = { learningRate: 1, decrease: 0.5, shrink: 0.5, tries: 3 };

  it("accepts the first trial that falls by c·t·|g|², a tie included", () => {
    // c·t·|g|² = 12.5.
    expect(step(options, -12.5)).toMatchObject({
      theta: [-2, -2],
      report: { raised: false, length: 5, gradientNorm: 5 },
    });
  });

  it("backs off by the factor until the inequality holds at the smaller rate", () => {
    const found = step(options, -12.4, -6.25);
    expect(found).toMatchObject({ theta: [-0.5, 0], report: { raised: true, length: 2.5 } });
    expect(found.trials).toEqual([
      [-2, -2],
      [-0.5, 0],
    ]);
    expect(step(options, 3, -6.2, -3.125).theta).toEqual([0.25, 1]);
  });

  it("stays after its last trial", () => {
    expect(step(options, 3, -6.2, -3.1)).toMatchObject({ theta: [1, 2], report: { raised: true, length: 0 } });
    expect(step({ ...options, tries: 1 }, 3)).toMatchObject({ theta: [1, 2], report: { raised: true, length: 0 } });
  });

  it("forgives rounding: a rise of 4 ulp where the promised fall is below it", () => {
    const at = (value: number): boolean | undefined => {
      const running = armijo({ learningRate: 1e-30, tries: 1 }).step(Float64Array.of(1, 2), null, chance);
      return scripted(running, first(1), height(value)).result.report.raised === true;
    };
    expect(at(1 + 4 * 2 ** -52)).toBe(false);
    expect(at(1 + 5 * 2 ** -52)).toBe(true);
  });

  it("asks for value₀ anew where shots or rows differ, and once a step", () => {
    const theta = Float64Array.of(1, 2);
    const other = scripted(
      armijo(options).step(theta, null, chance),
      first(0, 10),
      height(-90, 20),
      height(-80, 20),
      height(-87, 20),
    );
    expect(other.requests.map(({ kind, thetas }) => [kind, [...thetas[0]]])).toEqual([
      ["gradient", [1, 2]],
      ["values", [-2, -2]],
      ["values", [1, 2]],
      ["values", [-0.5, 0]],
    ]);
    // The gradient's own loss of 0 would have accepted a fall to −90; a fall by 10 is too little.
    expect(other.result.report).toMatchObject({ value: -80, raised: true, length: 2.5 });
    const record = recorded(noisy({}));
    minimize({ optimizer: armijo({ compareOn: "all" }), problem: record.problem, start: [1, 1, 1], steps: 1 });
    expect(record.exchanges.slice(1).map(({ request }) => request.data)).toEqual(["all", "all"]);
  });

  it("minimises a bowl from a rate far too large, never going up", () => {
    const values: number[] = [];
    const { theta } = minimize({
      optimizer: armijo({ learningRate: 100 }),
      problem: bowl(1, 7),
      start: [3, -2],
      steps: 60,
      onStep: ({ report }) => values.push(report.value!),
    });
    for (let k = 1; k < values.length; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]);
    expect(Math.hypot(...theta)).toBeLessThan(1e-3);
  });
});
