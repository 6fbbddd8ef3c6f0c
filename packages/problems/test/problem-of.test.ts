import { moons, split, type Dataset } from "@uphill/datasets";
import { parameterShift } from "@uphill/gradients";
import { adam, lbfgs, stops } from "@uphill/optimizers";
import { describe, expect, it, test } from "vitest";
import {
  assemble,
  classifier,
  classifierInstance,
  devices,
  families,
  problemOf,
  solve,
  solveAsync,
  type FamilyName,
  type FamilyOptions,
  type GivenRows,
  type ProblemFamily,
  type ProblemInstance,
  type SolveCheckpoint,
  type SolveOptions,
} from "../src/index.js";

const { train: pool, test: testRows } = split(moons({ rows: 50, seed: 1 }), { train: 40, test: 10 });
const { train, test: heldOut } = split(pool, { train: 24, test: 16, seed: 2 });
const rows: GivenRows = { train, test: testRows, heldOut };
/** The same features, the first of them to be predicted. */
const asNumbers = (data: Dataset): Dataset => ({
  ...data,
  classes: ["x"],
  labels: new Int32Array(data.rows),
  targets: data.features.filter((_, k) => k % data.width === 0),
});
const numbers: GivenRows = { train: asNumbers(train), test: asNumbers(testRows), heldOut: asNumbers(heldOut) };

const all: readonly ProblemFamily[] = Object.values(families);
// A family that is added joins here.
const every = all.map((family) => [family.name as FamilyName, family] as const);

/** Small, with rows where the family learns from rows. */
function small(family: ProblemFamily): FamilyOptions<FamilyName> {
  const sizes = { qubits: 2, layers: 1, encoding: "angle" };
  const own = Object.entries(sizes).filter(([name]) => name in family.options);
  const needed = Object.entries(family.name === "regression" ? numbers : rows);
  return Object.fromEntries([...own, ...needed.filter(([name]) => family.data && name in family.options)]);
}

const make = problemOf;

describe.each(every)("%s", (name, family) => {
  const options = small(family);

  it("has no option that is called like a condition", () => {
    const taken = ["seed", "shotSeed", "shots", "lossShots", "gradient", "device", "parts", "maxBytes"];
    expect(Object.keys(family.options).filter((option) => taken.includes(option))).toEqual([]);
  });

  it("is made ready by its name, the same for the same seed", () => {
    const [one, same, other] = [
      make(name, options),
      make(name, { ...options, seed: 0 }),
      make(name, { ...options, seed: 7 }),
    ];
    const theta = one.start("uniform");
    expect(same.start("uniform")).toEqual(theta);
    expect(other.start("uniform")).not.toEqual(theta);
    expect(same.metrics(theta)).toEqual(one.metrics(theta));
    expect(one.problem.heldOut ?? false).toBe("heldOut" in family.options);
  });

  it("refuses what it does not have in one sentence, with the nearest name", () => {
    const [option] = Object.keys(family.options);
    const misspelt = { ...options, [`${option}x`]: 1 };
    expect(() => make(name, misspelt)).toThrow(`Did you mean "${option}"?`);
    expect(() => make(name, { ...options, seed: -1 })).toThrow(/seed is -1, but it must be a whole number from 0/);
    expect(() => make(name, { ...options, parts: { nobody: {} } })).toThrow(/there is an option "nobody"/);
  });

  it("ends by every rule that there is, goes on from a checkpoint, is aborted, and tells how far it is", async () => {
    const run: SolveOptions = { instance: make(name, options), optimizer: adam({ learningRate: 0.02 }), steps: 24 };
    const plain = solve(run);
    const rules = [
      stops.goal({ loss: plain.history[0].loss - (plain.history[0].loss - plain.loss) / 2 }),
      stops.steady({ window: 60 }),
      ...("heldOut" in family.options ? [stops.patience({ every: 2, checks: 20 })] : []),
    ];
    const told: number[] = [];
    const whole = solve({ ...run, stops: rules, onStep: ({ report }) => told.push(report.value!) });
    expect(whole.stopped).toBe("goal");
    expect(whole.steps).toBeLessThan(24);
    expect(told).toHaveLength(whole.steps);
    expect(whole.loss).toBe(run.instance.loss(whole.theta));
    expect(whole.loss).toBeLessThanOrEqual(Number(rules[0].options.loss));
    const controller = new AbortController();
    const half = await solveAsync({
      ...run,
      stops: rules,
      signal: controller.signal,
      onStep: ({ step }) => step === 3 && controller.abort(),
    });
    expect(half).toMatchObject({ stopped: "interrupted", steps: 3 });
    const from = JSON.parse(JSON.stringify(half.checkpoint)) as SolveCheckpoint;
    const rest = await solveAsync({ ...run, stops: rules, from });
    expect(JSON.stringify(rest)).toBe(JSON.stringify(whole));
  });
});

describe("classifier", () => {
  it("takes rows as they are", () => {
    const model = { qubits: 2, layers: 2, encoding: "angle" } as const;
    const mine = problemOf("classifier", { ...model, batchSize: 5, ...rows, seed: 3 });
    const assembly = assemble(classifier(model), train);
    const usual = classifierInstance({ assembly, ...rows, batchSize: 5, seed: 3 });
    const solved = (instance: ProblemInstance): object =>
      solve({ instance, optimizer: adam(), start: instance.start("uniform"), steps: 6, seed: 3 });
    expect(JSON.stringify(solved(mine))).toBe(JSON.stringify(solved(usual)));
  });

  it("stops early on held-out rows and recommends the best point", () => {
    const instance = problemOf("classifier", { qubits: 2, layers: 2, encoding: "angle", ...rows });
    const result = solve({
      instance,
      optimizer: adam({ learningRate: 1 }),
      steps: 60,
      stops: [stops.patience({ every: 2, checks: 3 })],
    });
    const { best } = result.stops!.patience as { best: { theta: Float64Array; value: number } };
    expect(result.stopped).toBe("patience");
    expect(result.theta).toEqual(best.theta);
    expect(result.account.phases.stopping?.circuits).toBe((result.steps / 2) * heldOut.rows);
  });

  it("says what is missing", () => {
    const bad = problemOf as unknown as (name: string, options?: object) => ProblemInstance;
    expect(() => bad("classifier")).toThrow(/^classifier: train is missing, but it must be the data set to train on/);
    expect(() => bad("classifier", { train: 20 })).toThrow(/train/);
    expect(() =>
      solve({
        instance: make("classifier", { train, qubits: 1 }),
        optimizer: adam(),
        steps: 2,
        stops: [stops.patience()],
      }),
    ).toThrow(/^patience: there are no held-out rows/);
  });
});

describe("options and conditions", () => {
  it("of parts stand by their names", () => {
    const open = problemOf("energy", { hamiltonian: "transverse-field-ising", qubits: 3 });
    const ring = problemOf("energy", {
      hamiltonian: "transverse-field-ising",
      qubits: 3,
      parts: { "transverse-field-ising": { boundary: "periodic" } },
    });
    expect(ring.optimum).toBeLessThan(open.optimum!);
  });

  it("make shots, prices and seconds", () => {
    const asked = { shots: 100, gradient: parameterShift(), device: devices.superconducting } as const;
    const instance = problemOf("energy", { hamiltonian: "h2", ...asked });
    const { account } = solve({ instance, optimizer: adam(), steps: 2, start: "zeros" });
    expect(account.shots).toBeGreaterThan(0);
    expect(account.deviceSeconds).toBeGreaterThan(0);
  });

  it("h2 comes to its ground energy", () => {
    const instance = problemOf("energy", { hamiltonian: "h2" });
    expect(solve({ instance, optimizer: lbfgs(), steps: 50 }).metrics.energy).toBeCloseTo(instance.optimum!, 6);
  });

  test("are typed by family", () => {
    // @ts-expect-error: a family that there is none of
    expect(() => problemOf("enery", {})).toThrow(/Did you mean "energy"/);
    // @ts-expect-error: an option of another family
    expect(() => problemOf("function", { hamiltonian: "h2" })).toThrow(/there is an option "hamiltonian"/);
    // @ts-expect-error: a word that is none
    expect(() => problemOf("classifier", { train, encoding: "angel" })).toThrow(/encoding/);
    expect(() => problemOf("function", { shots: 3 })).toThrow(
      /^function: shots is given, but function has no circuits/,
    );
    expect(() => problemOf("cut", { qubits: 20, maxBytes: 1000 })).toThrow(
      /^cut: 20 qubits take about .* Use fewer qubits/,
    );
  });
});

describe("a start", () => {
  const instance = problemOf("function", { of: "quadratic" });
  const from = (start: unknown): Float64Array =>
    solve({ instance, optimizer: adam(), steps: 0, start: start as string as "zeros" }).theta;

  it("is a name, a list of numbers, or the usual one", () => {
    expect(from("zeros")).toEqual(new Float64Array(2));
    expect(from([1, 2])).toEqual(Float64Array.of(1, 2));
    expect(from(undefined)).toEqual(instance.start("uniform"));
  });

  it.each([
    [3, /^solve: start is 3, but it must be a list of numbers, or the name of a start/],
    ["nowhere", /there is no start "nowhere"/],
    [[1], /the start has 1 numbers, but the problem has 2/],
  ])("%o is refused", (start, sentence) => expect(() => from(start)).toThrow(sentence));
});
