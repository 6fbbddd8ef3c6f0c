import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Manifest } from "@uphill/studies/node";
import type { Interval, OptimizerSummary, PresetSummary } from "@uphill/studies";
import { startUphill, temporaryFolder, uphill } from "./run-cli.js";

interface Document {
  manifest: Manifest;
  presets: PresetSummary[];
}

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "8"];
// The least tuning there is, where it is not what is tested.
const TUNED = ["--tuning-seeds", "1", "--no-widen"];

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
  const document = json(folder, ...SMALL, ...TUNED, "--seeds", "6", "--out", "r");

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
            accuracy: { train: run.metrics.accuracyTrain, test: run.metrics.accuracy },
            gradientNorm: expect.any(Number) as number,
            steps: 8,
            reversals: expect.any(Number) as number,
            evaluations: { circuits: expect.any(Number) as number, shots: 0, rounds: expect.any(Number) as number },
            stopped: "steps",
          });
        }
        for (const key of ["lossTrain", "lossTest", "accuracyTrain", "accuracyTest", "gradientNorm"] as const) {
          const { mean, low, high } = (at.summary as unknown as Record<string, Interval>)[key];
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
    expect(preset.ceiling).toHaveProperty("logistic.accuracyTest.mean", preset.ceiling!.models[0].test.mean);
    expect(preset.ceiling!.models[0].test.mean).toBeGreaterThan(0.4);
  });

  test("agrees with itself: relative difference, price of a gradient, tuned rate", () => {
    const sgd = named(document, "sgd");
    const adam = named(document, "adam");
    const logarithms = adam.runs.map(({ loss }, k) => Math.log(loss.train! / sgd.runs[k].loss.train!));
    expect(adam.versusSgd).toMatchObject({ measure: "ratio", reference: "sgd" });
    expect(adam.versusSgd!.relative.mean).toBeCloseTo(Math.exp(logarithms.reduce((a, b) => a + b) / 6) - 1, 12);
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

test("a log of a comparison that widened its rates gives the same again, whole or cut after any stage", () => {
  const args = [...SMALL, "--steps", "3", "--seeds", "2", "--tuning-seeds", "1", "--rates", "0.01,0.03", "--out", "r"];
  const two = ["--optimizer", "sgd", "--optimizer", "nlr"];
  const whole = temporaryFolder();
  const reference = json(whole, ...args, ...two);
  expect(named(reference, "sgd").tuned!.tuning!.beyond.length).toBeGreaterThan(1);
  const files = ["runs.ndjson", "summary.csv"].map((file) => readFileSync(join(whole, "r", file), "utf8"));
  const lines = files[0].split("\n").length - 1;
  expect(json(whole, ...args, ...two, "--resume").presets).toEqual(reference.presets);
  for (const kept of [lines, lines - 3, Math.floor(lines / 2), 5]) {
    const log = join(whole, "r", "runs.ndjson");
    writeFileSync(log, files[0].split("\n").slice(0, kept).join("\n") + "\n");
    const path = join(whole, "r", "manifest.json");
    const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
    writeFileSync(path, JSON.stringify({ ...manifest, status: "interrupted" }));
    expect(json(whole, ...args, ...two, "--resume").presets).toEqual(reference.presets);
    expect(["runs.ndjson", "summary.csv"].map((file) => readFileSync(join(whole, "r", file), "utf8"))).toEqual(files);
  }
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

describe("the reference", () => {
  test("is whom the user names: all differences, words and columns are to it", () => {
    const folder = temporaryFolder();
    const args = [...SMALL, "--no-tune", "--seeds", "6", "--reference", "adam", "--out", "r"];
    const chosen = ["--optimizer", "sgd", "--optimizer", "adam", "--optimizer", "nlr"];
    const document = json(folder, ...args, ...chosen);
    expect(document.presets[0].reference).toBe("adam");
    expect(named(document, "adam").versusReference).toBeNull();
    for (const name of ["sgd", "nlr"])
      expect(named(document, name)).toMatchObject({ versusReference: { reference: "adam" }, versusSgd: null });
    expect(document.presets[0].verdict).toMatch(/^sgd is worse: \+\d.* against adam, p = 0\.063 after Holm|undecided/m);
    // Both take the same steps, and so stand alike.
    expect(named(document, "sgd").versusReference!.relative).toEqual(named(document, "nlr").versusReference!.relative);
    const pairs = document.presets[0].pairs.given.map(({ optimizer, reference }) => `${optimizer}-${reference}`);
    expect(pairs).toEqual(["adam-sgd", "nlr-sgd", "nlr-adam"]);
    expect(document.presets[0].pairs.tuned).toBeNull();
    const report = readFileSync(join(folder, "r", "report.html"), "utf8");
    expect(report).toContain("Train loss against adam");
    expect(report).not.toMatch(/against SGD|to SGD/);
    const [head, first] = readFileSync(join(folder, "r", "summary.csv"), "utf8").split("\n");
    const cell = (name: string): string => first.split(",")[head.split(",").indexOf(name)];
    expect(cell("reference")).toBe("adam");
    expect(Number(cell("pHolm"))).toBe(named(document, "sgd").versusReference!.pHolm);
  });

  test("without an sgd is the first", () => {
    const document = json(
      temporaryFolder(),
      ...SMALL,
      "--no-tune",
      "--seeds",
      "1",
      "--optimizer",
      "adam",
      "--optimizer",
      "nlr",
    );
    expect(document.presets[0].reference).toBe("adam");
    expect(named(document, "nlr").versusReference).toMatchObject({ reference: "adam", pValue: null });
  });
});

describe("learning rates", () => {
  const TWO = ["--optimizer", "sgd", "--optimizer", "nlr", "--optimizer", "cobyla"];

  test("are those of --rates, and wider where the best lies at an edge: told, and charged", () => {
    const document = json(
      temporaryFolder(),
      ...SMALL,
      ...TWO,
      "--seeds",
      "1",
      "--tuning-seeds",
      "2",
      "--rates",
      "0.01,0.003",
    );
    const { tuning } = named(document, "sgd").tuned!;
    expect(tuning!.losses.map(({ rate }) => rate)).toEqual([0.003, 0.01, 0.03, 0.1, 0.3]);
    expect(tuning).toMatchObject({ beyond: [0.03, 0.1, 0.3], runs: 10, circuits: 5 * 2 * 12 * 21 * 8 });
    expect(named(document, "cobyla").tuned).toMatchObject({ learningRate: null, tuning: { runs: 4 } });
    const { verdict } = document.presets[0];
    expect(verdict).toContain("Beyond the list, as the best rate lay at its edge, also tried: 0.03, 0.1, 0.3 for sgd");
    expect(verdict).toContain("at the edge of what was tried for sgd (0.3)");
    expect(verdict).toContain(
      "cobyla has no learning rate: its own options were tried, as often as the list has rates.",
    );
    const kept = json(temporaryFolder(), ...SMALL, ...TWO, ...TUNED, "--seeds", "1", "--rates", "0.003,0.01");
    expect(named(kept, "sgd").tuned!.learningRate).toBe(0.01);
  });

  test("that differ are both run for both; the same steps at another rate are no difference", () => {
    const folder = temporaryFolder();
    // Far below the rates at which it would reverse, nlr is sgd: given another rate, it is sgd at that rate.
    const args = [
      ...SMALL,
      "--no-tune",
      "--seeds",
      "6",
      "--optimizer",
      "sgd",
      "--optimizer",
      "nlr",
      "--optimizer",
      "adam",
    ];
    const document = json(
      folder,
      ...args,
      "--set",
      "nlr.learningRate=0.05",
      "--set",
      "nlr.negativeLearningRate=0.1",
      "--out",
      "r",
    );
    const nlr = named(document, "nlr");
    expect(nlr.versusReference).toMatchObject({
      judgement: "same-steps",
      learningRate: 0.05,
      referenceLearningRate: 0.01,
      pValue: null,
      relative: { mean: null, low: null, high: null },
    });
    expect(nlr.controls).toMatchObject({
      atOwnRate: { identical: true, learningRate: 0.05, referenceLearningRate: 0.05 },
      atReferenceRate: { identical: true, learningRate: 0.01, referenceLearningRate: 0.01 },
      atOwnBest: null,
    });
    expect(named(document, "adam").controls).toEqual({ atOwnRate: null, atReferenceRate: null, atOwnBest: null });
    const shown = uphill(folder, ...args, "--set", "nlr.learningRate=0.05", "--set", "nlr.negativeLearningRate=0.1");
    expect(shown.stdout).toMatch(/^ nlr +0\.05 .* sgd at 0\.05 /m);
    expect(shown.stdout.replaceAll(/\s+/g, " ")).toContain(
      "nlr takes the very steps of sgd at its own rate 0.05: what differs from sgd at 0.01 is the rate; with both at 0.01 it takes the very steps of sgd.",
    );
    const report = readFileSync(join(folder, "r", "report.html"), "utf8");
    expect(report).toContain("the steps of sgd at 0.05");
    expect(report).toContain("Controls for the learning rate");
  });
});

describe("the words say what was run", () => {
  test("a preset's own words are dropped where something is changed, and the setting is told", () => {
    const args = [
      "compare",
      "--preset",
      "noisy",
      "--qubits",
      "2",
      "--layers",
      "1",
      "--train",
      "8",
      "--test",
      "8",
      "--steps",
      "2",
    ];
    const { stdout } = uphill(
      temporaryFolder(),
      ...[
        ...args,
        "--seeds",
        "1",
        "--no-tune",
        "--optimizer",
        "sgd",
        "--loss-shots",
        "20",
        "--budget",
        "circuits=9000",
      ],
      ...["--dataset", "moons", "--prepare", "min-max"],
    );
    const text = stdout.replaceAll(/\s+/g, " ");
    expect(text).toContain("noisy: The preset noisy, changed by --dataset moons, --prepare min-max, --seeds 1, ");
    for (const part of [
      "--loss-shots 20",
      "--budget circuits=9000",
      "moons, prepared by min-max",
      "budget 9000 circuits",
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/exact loss comparison|unpriced/);
  });

  test("seeds that cannot show a difference are told before the run and in the verdict", () => {
    const few = ["--no-tune", "--seeds", "6", "--steps", "2"];
    const { stderr, stdout } = uphill(temporaryFolder(), ...SMALL, ...few);
    const warning =
      "6 seeds cannot show a difference: with 5 comparisons, the least p-value after Holm's correction is 0.156.";
    expect(stderr).toContain(warning);
    expect(stderr.indexOf(warning)).toBeLessThan(stderr.indexOf("results go to"));
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${warning} Take 8 seeds or more (--seeds 8).`);
    const enough = uphill(temporaryFolder(), ...SMALL, ...few, "--seeds", "8");
    expect(enough.stderr + enough.stdout).not.toContain("cannot show a difference");
  });

  test("signs name the row that they belong to, and a plateau is one", () => {
    const flat = ["--qubits", "4", "--layers", "1", "--encoding", "angle", "--set", "gaussian.spread=0.01"];
    const { stdout } = uphill(
      temporaryFolder(),
      ...[...SMALL, ...TUNED, "--rates", "3", "--seeds", "2", "--optimizer", "sgd", "--optimizer", "nlr", ...flat],
    );
    const text = stdout.replaceAll(/\s+/g, " ");
    expect(text).toContain("nlr (η = 0.01): No step of 16 raised the loss: each was sgd's own step");
    expect(text).not.toMatch(/- nlr: /);
  });
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
  const args = [...SMALL, ...TUNED, "--seeds", "8", "--steps", "400", "--out", "r"];
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
