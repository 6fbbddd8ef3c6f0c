import { counts } from "@uphill/circuits";
import { statePreparation } from "@uphill/encodings";
import { nlr, sgd, type Request } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import {
  assemble,
  classifier,
  classifierProblem,
  defineDevice,
  devices,
  secondsOn,
  type ClassifierProblem,
  type ProblemOptions,
} from "@uphill/problems";
import { fit, type FitOptions } from "../src/index.js";
import { caught, randomTable } from "../../problems/test/data.js";

// Laws of every device; a new one joins by standing in devices/index.ts.
describe.each(Object.values(devices))("contract of device $name", (device) => {
  it("is named as in the index, in kebab case", () => {
    const key = device.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(devices).toHaveProperty(key, device);
    expect(device.about).toMatch(/^[a-z].*[^.]$/);
  });

  it("has times that are no less than 0, and takes some for a shot, a circuit and a round", () => {
    const { latency, setUp, gate, readout, memory = 1, longest = 1 } = device;
    for (const time of [latency, setUp, gate, readout]) expect(Number.isFinite(time) && time >= 0).toBe(true);
    expect(memory > 0 && longest > 0).toBe(true);
    const nothing = { rounds: 0, circuits: 0, shots: 0, depth: 0 };
    expect(secondsOn(device, nothing)).toBe(0);
    for (const one of [{ rounds: 1 }, { circuits: 1 }, { shots: 1 }])
      expect(secondsOn(device, { ...nothing, ...one })).toBeGreaterThan(0);
  });
});

/** Round numbers, so that each part of a sum can be read off. */
const toy = defineDevice({ name: "toy", about: "made up", latency: 1000, setUp: 10, gate: 0.001, readout: 0.5 });

it("time is rounds × latency + circuits × set-up + shots × (depth × gate + readout)", () => {
  expect(secondsOn(toy, { rounds: 3, circuits: 7, shots: 20, depth: 50 })).toBeCloseTo(3000 + 70 + 20 * 0.55, 9);
});

const small = classifier({ qubits: 2, layers: 1, encoding: "angle" });
const theta = new Float64Array(6);

function problemOf(rows: number, options: Partial<ProblemOptions> = {}, spec = small): ClassifierProblem {
  const train = randomTable(rows, 2);
  return classifierProblem({ assembly: assemble(spec, train), train, seed: 3, device: toy, ...options });
}

describe("the device time of a request", () => {
  const seconds = (problem: ClassifierProblem, request: Partial<Request>): number | undefined =>
    problem.price({ kind: "values", thetas: [theta], phase: "loss", ...request }).deviceSeconds;
  const shots = { shots: 4, lossShots: 5 };
  const depth = counts(assemble(small, randomTable(2, 2)).program.circuit).depth;

  it("is what its circuits and shots take, idle weights free", () => {
    expect(depth).toBeGreaterThan(3);
    const shot = depth * 0.001 + 0.5;
    // Three rows: 27 circuits of 4 shots; two points of 3 circuits and 5 shots.
    expect(seconds(problemOf(3, shots), { kind: "gradient" })).toBeCloseTo(1000 + 270 + 108 * shot, 9);
    expect(seconds(problemOf(3, shots), { thetas: [theta, theta] })).toBeCloseTo(1000 + 60 + 30 * shot, 9);
  });

  it("is twice as deep for an overlap, one circuit and the other undone", () => {
    const found = seconds(problemOf(3, shots), { kind: "overlap", others: [theta] });
    expect(found).toBeCloseTo(1000 + 30 + 15 * (2 * depth * 0.001 + 0.5), 9);
  });

  it("includes the preparation of rows that are states", () => {
    const amplitudes = classifier({ qubits: 2, layers: 1 });
    const train = randomTable(2, 4);
    const { program } = assemble(amplitudes, train);
    const problem = classifierProblem({ assembly: assemble(amplitudes, train), train, seed: 0, device: toy, ...shots });
    const before = statePreparation({ re: [0.1, 0.2, 0.3, 0.4] });
    const whole = counts({ ...program.circuit, operations: [...before, ...program.circuit.operations] }).depth;
    expect(whole).toBeGreaterThan(counts(program.circuit).depth);
    expect(seconds(problem, {})).toBeCloseTo(1000 + 20 + 10 * (whole * 0.001 + 0.5), 9);
  });

  it("is not there for what is exact, nor without a device", () => {
    expect(seconds(problemOf(3), { kind: "gradient" })).toBeUndefined();
    expect(seconds(problemOf(3, shots), { kind: "metric" })).toBeUndefined();
    expect(seconds(problemOf(3, { ...shots, device: undefined }), {})).toBeUndefined();
  });
});

describe("fit on a device", () => {
  const base: FitOptions = {
    model: small,
    train: randomTable(3, 2),
    optimizer: nlr(),
    steps: 10,
    seed: 4,
    shots: 4,
    lossShots: 5,
    device: toy,
  };

  it("adds up its seconds, and gives the same numbers as without", () => {
    const timed = fit(base);
    const { account } = fit({ ...base, device: undefined });
    const { deviceSeconds, ...rest } = timed.account;
    expect(rest).toEqual(account);
    const depth = counts(assemble(small, base.train).program.circuit).depth;
    const { rounds, circuits, shots } = account;
    expect(deviceSeconds).toBeCloseTo(secondsOn(toy, { rounds, circuits, shots, depth }), 6);
  });

  it("stops before a budget of device seconds is exceeded, at every limit", () => {
    const { deviceSeconds: all = 0 } = fit(base).account;
    for (let part = 0; part <= 20; part++) {
      const limit = (all * part) / 20;
      const { account, stopped, history } = fit({ ...base, budget: { deviceSeconds: limit } });
      expect(account.deviceSeconds ?? 0).toBeLessThanOrEqual(limit);
      expect(stopped).toBe(part === 20 ? "steps" : "budget");
      expect(history.at(-1)!.circuits).toBeLessThanOrEqual(account.circuits);
    }
  });

  it("keeps to the longest run that the device allows", () => {
    const { deviceSeconds: all = 0 } = fit(base).account;
    const brief = { ...toy, longest: all / 2 };
    const { account, stopped } = fit({ ...base, device: brief });
    expect(stopped).toBe("budget");
    expect(account.deviceSeconds!).toBeLessThanOrEqual(all / 2);
    expect(fit({ ...base, device: brief, budget: { deviceSeconds: all } }).account).toEqual(account);
  });

  it("leaves exact runs unpriced", () => {
    const { account, stopped } = fit({ ...base, optimizer: sgd(), shots: undefined, budget: { deviceSeconds: 1 } });
    expect(account).not.toHaveProperty("deviceSeconds");
    expect([account.unpriced, stopped]).toEqual([true, "steps"]);
  });

  it("is refused where there is no device, or a circuit that it cannot hold", () => {
    expect(caught(() => fit({ ...base, device: undefined, budget: { deviceSeconds: 1 } }))).toEqual({
      code: "device",
      message:
        "fit: the budget is in device seconds and there is no device, but a device's prices make its seconds. Give a device, such as devices.superconducting.",
    });
    const wide = (qubits: number): FitOptions => ({
      ...base,
      model: classifier({ qubits, layers: 1, encoding: "angle" }),
      device: devices.edge,
      budget: { circuits: 0 },
    });
    expect(caught(() => fit(wide(17)))).toEqual({
      code: "device",
      message: "edge: the state of 17 qubits takes 2.0 MiB, but it has 1.0 MiB. Use fewer qubits or another device.",
    });
    expect(fit(wide(10)).stopped).toBe("budget");
  });
});

it("a budget in seconds ends a run on the clock that it is given", () => {
  let now = 0;
  const run = { model: small, train: randomTable(3, 2), optimizer: sgd(), steps: 40, seed: 4 };
  const { stopped, steps, account, history } = fit({ ...run, budget: { seconds: 2 }, clock: () => (now += 50) });
  expect(stopped).toBe("budget");
  expect(steps).toBeGreaterThan(2);
  expect(steps).toBeLessThan(40);
  expect(account.seconds).toBeGreaterThan(2);
  expect(history.at(-1)!.step).toBe(steps);
  expect(history[10].step).toBeLessThan(steps);
});
