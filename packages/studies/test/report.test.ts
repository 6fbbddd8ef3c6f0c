import { streams } from "@uphill/core";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { plan, type Experiment } from "../src/experiment.js";
import { optionTables } from "../src/report/options.js";
import { renderReport, type ReportInput } from "../src/report/report.js";
import type { CeilingRecord, JobRecord, RunRecord } from "../src/run.js";
import { RATE_GRID } from "../src/settings.js";
import { summarizePreset } from "../src/summary.js";

/** What is used of a parsed page. */
interface Node {
  readonly id: string;
  readonly textContent: string;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
  getAttribute(name: string): string | null;
}

function parse(page: string): Node {
  const parsed: unknown = parseHTML(page);
  return (parsed as { document: Node }).document;
}

const EVIL = "<script>alert(1)</script>";

function experimentOf(preset: string, seeds: number, tune: boolean): Experiment {
  const optimizers = ["sgd", "adam", "armijo", "nlr", "fast=nlr", "kick"];
  const [planned] = plan({
    presets: [preset],
    options: {},
    data: {},
    optimizers,
    sets: [],
    settings: { seeds, tuningSeeds: 1 },
    budget: {},
    tune,
    jobs: 1,
    memory: 2 ** 34,
  });
  const renamed = planned.optimizers.map((spec) => (spec.alias === "fast" ? { ...spec, alias: EVIL } : spec));
  return { ...planned, optimizers: renamed, rates: tune ? RATE_GRID : [] };
}

/** A run that looks real: falling loss, seed noise shared by all optimizers; nlr is sgd to the bit; one run of kick fails. */
function runOf(
  { preset, settings }: Experiment,
  alias: string,
  variant: RunRecord["variant"],
  rate: number | null,
  seed: number,
): RunRecord {
  const twin = alias === "nlr" ? "sgd" : alias;
  const shared = streams(seed).stream("start").at(0);
  const own = streams(seed)
    .stream(twin)
    .at(rate === null ? 0 : 1);
  const speed = { sgd: 1.2, adam: 2.6, armijo: 2, kick: 1 }[twin] ?? 1.6;
  const start = 1 + 0.05 * shared.normal();
  const floor = 0.55 + 0.03 * shared.normal() + 0.01 * own.normal();
  const factor = rate === null ? 1 : 2 - Math.abs(Math.log10(rate / 0.1));
  const failed = alias === "kick" && rate === null && seed === settings.seed + 3;
  const history = Array.from({ length: 21 }, (_, k) => ({
    progress: k / 20,
    step: 3 * k,
    circuits: 36_000 * k,
    shots: 0,
    loss: floor + (start - floor) * Math.exp((-speed * factor * k) / 20) + (k ? 0.004 * own.normal() : 0),
    gradientNorm: k % 5 === 0 ? 0.05 + 0.4 * Math.exp((-speed * factor * k) / 20) : null,
    ...(alias === EVIL && { raised: Math.floor((12 * k) / 20), reversals: k < 15 ? 0 : k < 20 ? 7 : 14 }),
  }));
  const last = history[20].loss;
  const reversals = alias === EVIL ? 14 : 0;
  return {
    preset,
    optimizer: alias,
    variant,
    change: rate === null ? null : { learningRate: rate },
    seed,
    loss: { train: failed ? NaN : last, test: failed ? NaN : last + 0.02 },
    metrics: failed
      ? {}
      : { loss: last + 0.02, lossTrain: last, accuracy: 0.9 + 0.01 * own.normal(), accuracyTrain: 0.93 },
    optimum: null,
    gradientNorm: failed ? NaN : history[20].gradientNorm!,
    best: { value: last, loss: last },
    steps: failed ? 17 : 60,
    reversals,
    evaluations: {
      circuits: 1_234_567,
      shots: preset === "noisy" ? 7_654_321 : 0,
      rounds: 120,
      circuitsWithIdle: 1_300_000,
      shotsWithIdle: preset === "noisy" ? 8_000_000 : 0,
      ...(preset === "noisy" && { deviceSeconds: 40_000 }),
    },
    unpriced: true,
    stopped: failed ? "failed" : "steps",
    error: failed ? `the loss at step 17 is not finite & <b>${EVIL}</b>` : null,
    history: failed
      ? history.map((point, k) => (k > 6 ? { ...point, loss: NaN, gradientNorm: k % 5 ? null : NaN } : point))
      : history,
    trace: {
      steps: 60,
      compared: twin === "adam" ? 0 : 60,
      raised: reversals,
      reversed: 0,
      ties: 0,
      medianRatio: null,
      reversalRate: 3.1,
      growing: false,
      lossRise: false,
    },
    idle: { weights: 6, of: 90 },
    live: "6 of 90 weights cannot move ⟨Z5⟩",
    signs: alias === EVIL ? [{ code: "frozen", text: "Frozen.", step: 20 + (seed % 2) }] : [],
  };
}

function inputOf(experiments: readonly Experiment[]): ReportInput {
  const presets = experiments.map((experiment) => {
    const { preset, optimizers, rates, settings } = experiment;
    const seeds = Array.from({ length: settings.seeds }, (_, k) => settings.seed + k);
    const records: JobRecord[] = [
      ...seeds.map((seed): CeilingRecord => {
        const ceiling = { train: 0.97, test: 0.9 + 0.01 * (seed % 3) };
        return {
          preset,
          optimizer: null,
          variant: "ceiling",
          change: null,
          seed,
          ceiling: { models: { logistic: ceiling, quadraticRidge: ceiling }, known: 0.99, rows: 200 },
        };
      }),
      ...optimizers.flatMap(({ alias }) => [
        ...seeds.map((seed) => runOf(experiment, alias, "run", null, seed)),
        ...rates.map((rate) => runOf(experiment, alias, "tuning", rate, 1000)),
        ...(rates.length ? seeds.map((seed) => runOf(experiment, alias, "run", 0.1, seed)) : []),
      ]),
    ];
    return summarizePreset(experiment, records);
  });
  return {
    experiments,
    presets,
    data: Object.fromEntries(experiments.map(({ preset }) => [preset, [`Two Gaussian classes ${EVIL}; Apache-2.0.`]])),
    manifest: {
      status: "finished",
      identityHash: "0123456789abcdef".repeat(4),
      identity: { command: "compare", versions: { uphill: "0.1.0", "@uphill/core": "0.1.0" } },
      circumstances: { begun: "2026-01-01T00:00:00.000Z", seconds: 12.3, dataDir: null, folder: EVIL, jobs: 2 },
    },
    command: `uphill compare --preset paper --optimizer '${EVIL}=nlr'`,
  };
}

const cases: Record<string, ReportInput> = {
  "two presets, tuned": inputOf([experimentOf("paper", 8, true), experimentOf("noisy", 8, true)]),
  "one seed, not tuned": inputOf([experimentOf("two-qubit", 1, false)]),
};

describe.each(Object.entries(cases))("report of %s", (_, input) => {
  const page = renderReport(input);
  const document = parse(page);
  const body = document.querySelector("body")!;

  it("is the same to the byte every time", () => {
    expect(renderReport(structuredClone(input))).toBe(page);
  });

  it("escapes whatever it is given", () => {
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toContain("<b>");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;=nlr");
    expect([...body.querySelectorAll("script, b")]).toHaveLength(0);
  });

  it("loads nothing", () => {
    expect(page).not.toMatch(/\b(src|srcset|poster|xlink:href)\s*=|@import|url\(|<link|<iframe|<object|<img/i);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => `#${id}`);
    for (const link of document.querySelectorAll("[href]")) expect(ids).toContain(link.getAttribute("href"));
  });

  it("shows no value that is none", () => {
    expect(body.textContent).not.toMatch(/\b(NaN|undefined|null|Infinity)\b|\[object/);
    expect(page).not.toMatch(/="[^"]*(NaN|undefined|Infinity)/);
  });

  it("shows every optimizer in every table and chart", () => {
    for (const { name, optimizers } of input.presets) {
      const section = [...document.querySelectorAll("section.preset")].find(
        (one) => one.querySelector("h2")!.textContent === name,
      )!;
      const results = section.querySelector("table")!;
      const rows = [...results.querySelectorAll("tbody tr th")].map(({ textContent }) => textContent.trim());
      for (const { name, tuned } of optimizers) {
        expect(rows.filter((row) => row === name || row.startsWith(`${name} `))).toHaveLength(tuned ? 2 : 1);
        for (const chart of section.querySelectorAll("svg[role=img] desc")) {
          if (name !== "sgd") expect(chart.textContent).toContain(name);
        }
      }
    }
  });

  it("names every chart and gives its content in words", () => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const charts = [...document.querySelectorAll("svg:not([aria-hidden])")];
    expect(charts).toHaveLength(input.presets.reduce((sum, { optimizers }) => sum + (optimizers[0].tuned ? 6 : 3), 0));
    for (const chart of charts) {
      expect(chart.getAttribute("role")).toBe("img");
      expect(chart.querySelector("title")!.textContent).not.toBe("");
      expect(ids).toContain(chart.getAttribute("aria-describedby"));
    }
  });
});

describe("report", () => {
  const page = renderReport(cases["two presets, tuned"]);

  it("says what is identical, unpriced, failed and chosen", () => {
    expect(page).toContain("nlr: identical to sgd, bit for bit.");
    expect(page).toContain("<td>identical</td>");
    expect(page).toContain("7,654,321<sup>*</sup>");
    expect(page).toContain("1,300,000 with idle weights");
    expect(page).toContain("11.1 h<sup>*</sup>");
    expect(page).toContain("6 of 90 weights cannot move ⟨Z5⟩.");
    expect(page).toContain("1 of 8 ended early");
    expect(page).toMatch(/<strong>0\.\d{4}<\/strong>/);
    expect(page).toContain(", Holm 0.");
  });

  it("says when runs showed their signs first, and how often they turned by each quarter", () => {
    const told = [...parse(page).querySelectorAll("li")].map(({ textContent }) => textContent.replace(/\s+/g, " "));
    expect(told).toContain(
      `${EVIL} (η = 0.1): frozen showed first between steps 20 and 21, in 8 of 8 runs. Steps that raised the loss, in each quarter of the run: 3.0, 3.0, 3.0, 3.0; reversals: 0.0, 0.0, 7.0, 7.0 (means).`,
    );
    expect(told.filter((text) => /^sgd.*: frozen/.test(text))).toEqual([]);
  });

  it("has a column for device time only where there is a device", () => {
    const columns = (preset: number): string[] => {
      const section = [...parse(page).querySelectorAll("section.preset")][preset];
      return [...section.querySelector("table")!.querySelectorAll("thead th")].map(({ textContent }) => textContent);
    };
    expect(columns(0)).not.toContain("Device time a run");
    expect(columns(1)).toContain("Device time a run");
    expect(columns(1)).toHaveLength(columns(0).length + 1);
  });

  it("has no settings of circuits where there are none", () => {
    const named = (wishes: object): string[] => {
      const { text } = optionTables(plan({ presets: ["paper"], ...wishes })[0], []);
      return [...parse(`<body>${text}</body>`).querySelectorAll("th")].map(({ textContent }) => textContent);
    };
    for (const name of ["shots", "lossShots", "gradient"]) {
      expect(named({})).toContain(name);
      expect(named({ problem: "function" })).not.toContain(name);
    }
    expect(named({ problem: "function" })).toContain("steps");
  });

  it("promises the same bits only where no clock ended a run", () => {
    const input = cases["one seed, not tuned"];
    expect(renderReport(input)).toContain("The same identity gives the same numbers");
    const clocked = input.experiments.map((one) => ({ ...one, budget: { seconds: 9 } }));
    expect(renderReport({ ...input, experiments: clocked })).not.toContain("The same identity gives the same numbers");
  });

  it("says why a classical model has no figure, once", () => {
    const [experiment] = cases["one seed, not tuned"].experiments;
    const none = { train: null, test: null, reason: "A feature is not finite." };
    const ceiling = { models: { logistic: none, quadraticRidge: none }, known: null, rows: 12 };
    const job = { preset: experiment.preset, optimizer: null, variant: "ceiling" as const, change: null };
    const { verdict } = summarizePreset(
      experiment,
      [1, 2].map((seed) => ({ ...job, seed, ceiling })),
    );
    expect(verdict).toContain(
      "logistic regression reaches – and quadratic ridge – test accuracy (trained on 12 rows). A feature is not finite.",
    );
    expect(verdict.match(/not finite/g)).toHaveLength(1);
  });

  it("has contents only where there is more than one preset", () => {
    expect(page).toContain("<nav");
    expect(renderReport(cases["one seed, not tuned"])).not.toContain("<nav");
  });
});
