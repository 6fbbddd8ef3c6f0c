import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Manifest } from "../src/compare/folder.js";
import type { OptimizerSummary, PresetSummary } from "../src/compare/summary.js";
import { startUphill, temporaryFolder, uphill } from "./run-cli.js";

interface Document {
  manifest: Manifest;
  presets: PresetSummary[];
}

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "8"];

function json(cwd: string, ...args: string[]): Document {
  const { status, stdout, stderr } = uphill(cwd, ...args, "--json");
  expect(stderr).not.toContain("mistake of ours");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Document;
}

const named = ({ presets: [preset] }: Document, name: string): OptimizerSummary =>
  preset.optimizers.find((optimizer) => optimizer.name === name)!;

describe("the JSON document", () => {
  const folder = temporaryFolder();
  const document = json(folder, ...SMALL, "--seeds", "6", "--tuning-seeds", "1", "--out", "r");

  test("has the fields of its contract", () => {
    expect(Object.keys(document)).toEqual(["manifest", "presets"]);
    const [preset] = document.presets;
    expect(preset.optimizers.map(({ name }) => name)).toEqual(["sgd", "adam", "armijo", "nlr", "stay", "kick"]);
    for (const row of preset.optimizers) {
      for (const at of [row, row.tuned!]) {
        expect(at.runs).toHaveLength(6);
        expect(at.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6]);
        for (const run of at.runs) {
          expect(run).toMatchObject({
            loss: { train: expect.any(Number) as number, test: expect.any(Number) as number },
            accuracy: { train: expect.any(Number) as number, test: expect.any(Number) as number },
            gradientNorm: expect.any(Number) as number,
            steps: 8,
            reversals: expect.any(Number) as number,
            evaluations: { circuits: expect.any(Number) as number, shots: 0, rounds: expect.any(Number) as number },
            stopped: "steps",
          });
        }
        for (const key of ["lossTrain", "lossTest", "accuracyTrain", "accuracyTest", "gradientNorm"] as const) {
          const { mean, low, high } = at.summary[key];
          expect(low!).toBeLessThanOrEqual(mean!);
          expect(high!).toBeGreaterThanOrEqual(mean!);
        }
        expect(Array.isArray(at.signs)).toBe(true);
        expect(at.options).toHaveProperty("learningRate");
      }
    }
    expect(named(document, "sgd").versusSgd).toBeNull();
    expect(named(document, "adam").versusSgd?.pValue).toEqual(expect.any(Number));
    expect(preset.verdict).toMatch(/\w/);
    expect(preset.ceiling.logistic.accuracyTest.mean).toBeGreaterThan(0.4);
  });

  test("agrees with itself: relative difference, price of a gradient, tuned rate", () => {
    const sgd = named(document, "sgd");
    const adam = named(document, "adam");
    const relative = adam.runs.map(({ loss }, k) => (loss.train! - sgd.runs[k].loss.train!) / sgd.runs[k].loss.train!);
    expect(adam.versusSgd!.relative.mean).toBeCloseTo(relative.reduce((a, b) => a + b) / 6, 12);
    // 2 qubits, 2 layers: 10 of 12 weights reach the last qubit's Z, so 12 rows · (1 + 2·10) circuits · 8 steps.
    // With the two idle weights it would be 1 + 2·12.
    const circuits = { circuits: 12 * 21 * 8, circuitsWithIdle: 12 * 25 * 8 };
    expect(sgd.runs[0].evaluations).toEqual({ ...circuits, shots: 0, shotsWithIdle: 0, rounds: 8 });
    const best = adam.tuned!.tuning!.losses.reduce((a, b) => (b.lossTrain! < a.lossTrain! ? b : a));
    expect(adam.tuned!.learningRate).toBe(best.rate);
    expect(adam.tuned!.options.learningRate).toBe(best.rate);
    // η′/η is kept in tuning.
    const nlr = named(document, "nlr").tuned!;
    expect(nlr.options.negativeLearningRate).toBeCloseTo(2 * nlr.learningRate!, 12);
  });

  test("finds NLR at the paper's rates identical to SGD, and says so", () => {
    const nlr = named(document, "nlr");
    expect(nlr.versusSgd).toMatchObject({ identical: true, pValue: null });
    expect(nlr.runs.map(({ reversals }) => reversals)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(nlr.runs.map(({ loss }) => loss)).toEqual(named(document, "sgd").runs.map(({ loss }) => loss));
    expect(nlr.signs.map(({ code }) => code)).toContain("no-reversal");
    expect(nlr.signs.map(({ text }) => text)).toContain("2 of 12 weights cannot move ⟨Z1⟩.");
    for (const { signs } of nlr.runs)
      expect(signs[0]).toMatchObject({ code: "no-reversal", step: 1, text: expect.any(String) as string });
    expect(named(document, "sgd").runs[0].signs).toEqual([]);
    expect(nlr.curve.map(({ raised, reversals }) => [raised, reversals])).toEqual(nlr.curve.map(() => [0, 0]));
    expect(document.presets[0].verdict).toContain("no step of nlr was reversed");
  });

  test("has no NaN and no undefined, and its folder holds whole files", () => {
    expect(JSON.stringify(document)).not.toMatch(/NaN|Infinity/);
    const out = join(folder, "r");
    expect(readdirSync(out).sort()).toEqual(["manifest.json", "report.html", "runs.ndjson", "summary.csv"]);
    expect((JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest).status).toBe("finished");
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("</html>");
    expect(readFileSync(join(out, "summary.csv"), "utf8").split("\n")).toHaveLength(1 + 12 + 1);
  });
});

test("the same command gives the same bits, with one job or two", () => {
  const folder = temporaryFolder();
  const args = [...SMALL, "--preset", "noisy", "--qubits", "2", "--layers", "1", "--seeds", "2", "--no-tune"];
  const [one, again, two] = [
    ["--jobs", "1"],
    ["--jobs", "1"],
    ["--jobs", "2"],
  ].map((jobs, k) => json(folder, ...args, ...jobs, "--out", `r${k}`));
  expect(again.presets).toEqual(one.presets);
  expect(two.presets).toEqual(one.presets);
  expect(two.manifest.identityHash).toBe(one.manifest.identityHash);
  const log = (k: number): string => readFileSync(join(folder, `r${k}`, "runs.ndjson"), "utf8");
  expect(log(1)).toBe(log(0));
  expect(log(2)).toBe(log(0));
  expect(one.presets.map(({ name }) => name)).toEqual(["two-qubit", "noisy"]);
});

test("without tuning, tuned is null; with one seed, intervals are null", () => {
  const document = json(
    temporaryFolder(),
    ...SMALL,
    "--no-tune",
    "--seeds",
    "1",
    "--optimizer",
    "sgd",
    "--optimizer",
    "adam",
  );
  const adam = named(document, "adam");
  expect(adam.tuned).toBeNull();
  expect(adam.summary.lossTrain.low).toBeNull();
  expect(adam.versusSgd).toMatchObject({ pValue: null, relative: { low: null, high: null } });
});

test("aliases run one optimizer at several options", () => {
  const document = json(
    temporaryFolder(),
    ...[...SMALL, "--no-tune", "--seeds", "2", "--optimizer", "sgd", "--optimizer", "mild=nlr"],
    ...["--set", "mild.negativeLearningRate=0.015", "--set", "gaussian.spread=0.3"],
  );
  expect(named(document, "mild")).toMatchObject({ optimizer: "nlr", options: { negativeLearningRate: 0.015 } });
});

test("the optimizer called sgd is the reference, whatever stands before it", () => {
  const document = json(
    temporaryFolder(),
    ...[...SMALL, "--no-tune", "--seeds", "2", "--optimizer", "fast=sgd", "--set", "fast.learningRate=0.3"],
    ...["--optimizer", "sgd", "--optimizer", "nlr"],
  );
  expect(named(document, "sgd").versusSgd).toBeNull();
  expect(named(document, "nlr").versusSgd?.identical).toBe(true);
  expect(named(document, "fast").versusSgd?.identical).toBe(false);
});

test("images: pixels become angles where the encoding turns by them, and one file feeds two separate pools", () => {
  const folder = temporaryFolder();
  const rows = 24;
  const header = (...sizes: number[]): Buffer => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    bytes.set([0, 0, 8, sizes.length]);
    sizes.forEach((size, k) => bytes.writeUInt32BE(size, 4 + 4 * k));
    return bytes;
  };
  const pixels = Uint8Array.from({ length: rows * 16 }, (_, k) => ((Math.floor(k / 16) % 2) * 200 + k * 7) % 256);
  writeFileSync(join(folder, "t10k-images-idx3-ubyte"), Buffer.concat([header(rows, 4, 4), pixels]));
  writeFileSync(
    join(folder, "t10k-labels-idx1-ubyte"),
    Buffer.concat([header(rows), Uint8Array.from({ length: rows }, (_, k) => (k % 2 ? 6 : 3))]),
  );
  const document = json(
    folder,
    ...["compare", "--dataset", "mnist", "--data-dir", ".", "--qubits", "4", "--layers", "1", "--encoding", "angle"],
    ...["--seeds", "2", "--steps", "3", "--no-tune", "--optimizer", "sgd", "--out", "r"],
  );
  expect(named(document, "sgd").runs.map(({ stopped }) => stopped)).toEqual(["steps", "steps"]);
  const report = readFileSync(join(folder, "r", "report.html"), "utf8");
  expect(report).toContain("12 training and 12 test rows");
});

test("equal shots: nobody spends more than the common budget, and SGD takes more steps for it", () => {
  const document = json(
    temporaryFolder(),
    ...["compare", "--preset", "noisy-priced", "--qubits", "2", "--layers", "1", "--train", "16", "--test", "8"],
    ...["--seeds", "2", "--steps", "5", "--no-tune", "--optimizer", "sgd", "--optimizer", "nlr"],
  );
  const [{ budget }] = (document.manifest.identity as { experiments: { budget: { shots: number } }[] }).experiments;
  const spent = (name: string): number[] => named(document, name).runs.map(({ evaluations }) => evaluations.shots);
  for (const shots of [...spent("sgd"), ...spent("nlr")]) expect(shots).toBeLessThanOrEqual(budget.shots);
  expect(named(document, "sgd").runs[0].steps).toBeGreaterThan(named(document, "nlr").runs[0].steps);
  expect(named(document, "nlr").runs[0]).toMatchObject({ steps: 5, stopped: "budget" });
  expect(document.presets[0].verdict).toContain("The budget ended every run.");
});

test("equal shots: a plug-in that takes none comes to an end too", () => {
  const document = json(
    temporaryFolder(),
    ...["compare", "--preset", "noisy-priced", "--qubits", "2", "--layers", "1", "--train", "16", "--test", "8"],
    ...["--seeds", "1", "--steps", "1", "--no-tune", "--optimizer", "sgd", "--optimizer", "asks-nothing"],
    ...["--plugin", fileURLToPath(new URL("hostile/asks-nothing.mjs", import.meta.url))],
  );
  expect(named(document, "asks-nothing").runs[0]).toMatchObject({ stopped: "steps", evaluations: { shots: 0 } });
  expect(document.presets[0].verdict).toContain("Runs that the budget ended: sgd 1 of 1.");
});

test("a budget below the price of one step leaves no step, and the verdict says so", () => {
  const document = json(
    temporaryFolder(),
    ...[
      ...SMALL,
      "--no-tune",
      "--seeds",
      "2",
      "--optimizer",
      "sgd",
      "--optimizer",
      "rotosolve",
      "--budget",
      "circuits=251",
    ],
  );
  // 21 circuits a row in sgd's step.
  expect(named(document, "sgd").runs.map(({ stopped, steps }) => [stopped, steps])).toEqual([
    ["budget", 0],
    ["budget", 0],
  ]);
  expect(document.presets[0].verdict).toContain("Runs that it left no whole step: sgd 2 of 2");
});

describe("budgets and devices", () => {
  const SHOTS = ["--shots", "10", "--loss-shots", "10", "--gradient", "parameter-shift"];
  const run = (folder: string, ...args: string[]): Document =>
    json(
      folder,
      ...[...SMALL, "--no-tune", "--seeds", "2", "--optimizer", "sgd", "--optimizer", "nlr", "--out", "r"],
      ...args,
    );
  const evaluations = (document: Document): OptimizerSummary["runs"][number]["evaluations"][] =>
    document.presets[0].optimizers.flatMap(({ runs }) => runs.map((one) => one.evaluations));

  test("a device times shots, in JSON, table, report and summary, and stands in the identity", () => {
    const folder = temporaryFolder();
    const document = run(folder, ...SHOTS, "--device", "ion-trap");
    // 12 steps deep with the preparation of four amplitudes: 8 rounds, 8·12·21 circuits of 10 shots.
    expect(named(document, "sgd").runs[0].evaluations).toMatchObject({
      shots: 20160,
      shotsWithIdle: 24000,
      deviceSeconds: expect.closeTo(8 * 2 + 2016 * 0.1 + 20160 * (12 * 0.0001 + 0.005), 6) as number,
    });
    const [{ settings }] = (document.manifest.identity as { experiments: { settings: { device: string } }[] })
      .experiments;
    expect(settings.device).toBe("ion-trap");
    const report = readFileSync(join(folder, "r", "report.html"), "utf8");
    expect(report).toContain("Device time a run");
    expect(report).toContain("5.7 min");
    expect(report).toContain("24,000 with idle weights");
    expect(report).toContain("device figures");
    const [head, first] = readFileSync(join(folder, "r", "summary.csv"), "utf8").split("\n");
    const cell = (name: string): number => Number(first.split(",")[head.split(",").indexOf(name)]);
    expect(cell("circuitsWithIdlePerRun")).toBe(2400);
    expect(cell("deviceSecondsPerRun")).toBeCloseTo(342.592, 6);
    const shown = uphill(
      folder,
      ...[...SMALL, "--no-tune", "--seeds", "1", "--optimizer", "sgd", ...SHOTS, "--device", "edge"],
    );
    expect(shown.stdout).toMatch(/device time\/run/);
    expect(shown.stderr).toContain("2 of 12 weights cannot move ⟨Z1⟩.");
  });

  test("exact runs on a device are unpriced, and say so", () => {
    const folder = temporaryFolder();
    const document = run(folder, "--device", "superconducting");
    for (const { deviceSeconds } of evaluations(document)) expect(deviceSeconds).toBeNull();
    expect(document.presets[0].verdict).toContain("Exact values have no time on a device");
    expect(readFileSync(join(folder, "r", "report.html"), "utf8")).toContain("unpriced");
  });

  test.each([
    ["circuits=500", "circuits", 500],
    ["shots=5001", "shots", 5001],
    ["rounds=3", "rounds", 3],
    ["device-seconds=99.5", "deviceSeconds", 99.5],
  ] as const)("%s is never exceeded, and every run says that it ended on it", (budget, unit, limit) => {
    const document = run(temporaryFolder(), ...SHOTS, "--device", "ion-trap", "--budget", budget);
    for (const spent of evaluations(document)) expect(spent[unit]).toBeLessThanOrEqual(limit);
    for (const { runs } of document.presets[0].optimizers)
      for (const { stopped, steps, best } of runs) {
        expect(stopped).toBe("budget");
        if (steps > 0) expect(best!.loss).toEqual(expect.any(Number));
        expect(steps).toBeLessThan(8);
      }
  });

  test("seconds end runs by the clock, a plug-in's that never ends too; verdict, report and identity say so", () => {
    const folder = temporaryFolder();
    const stuck = fileURLToPath(new URL("hostile/never-ends.mjs", import.meta.url));
    const document = run(
      folder,
      ...["--steps", "1000000", "--budget", "seconds=0.3", "--plugin", stuck, "--optimizer", "never-ends"],
    );
    for (const name of ["sgd", "nlr"])
      for (const { stopped, loss } of named(document, name).runs) {
        expect(stopped).toBe("budget");
        expect(loss.train).toEqual(expect.any(Number));
      }
    const [late] = named(document, "never-ends").runs;
    expect(late).toMatchObject({ stopped: "failed", steps: 0 });
    expect(late.error).toContain("give it more time with --budget seconds.");
    expect(document.presets[0].verdict).toContain("The clock may end runs");
    const report = readFileSync(join(folder, "r", "report.html"), "utf8");
    expect(report).toContain("do not come again to the bit");
    expect(report).not.toContain("same identity gives the same numbers");
    expect(JSON.stringify(document.manifest.identity)).toContain('"seconds":0.3');
  });
});

describe("an interrupted comparison", () => {
  const args = [...SMALL, "--seeds", "8", "--steps", "400", "--out", "r"];
  const whole = temporaryFolder();
  const reference = json(whole, ...args);

  test.each(["SIGKILL", "SIGINT"] as const)("after %s, --resume ends with the same bits", async (signal) => {
    const folder = temporaryFolder();
    const child = startUphill(folder, ...args);
    const exited = new Promise<number | null>((done) => child.once("exit", done));
    const log = join(folder, "r", "runs.ndjson");
    while (!existsSync(log) || statSync(log).size < 20_000) await new Promise((wait) => setTimeout(wait, 5));
    child.kill(signal);
    const status = await exited;
    const manifest = JSON.parse(readFileSync(join(folder, "r", "manifest.json"), "utf8")) as Manifest;
    if (signal === "SIGINT") {
      expect(status).toBe(130);
      expect(manifest.status).toBe("interrupted");
    } else {
      expect(manifest.status).toBe("running");
    }
    const refused = uphill(folder, ...args);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("--resume");
    const resumed = json(folder, ...args, "--resume");
    expect(resumed.presets).toEqual(reference.presets);
    expect((resumed.manifest.circumstances as { resumed: number }).resumed).toBeGreaterThan(0);
    expect(readFileSync(log, "utf8")).toBe(readFileSync(join(whole, "r", "runs.ndjson"), "utf8"));
  });
});
