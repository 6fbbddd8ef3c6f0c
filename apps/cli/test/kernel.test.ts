import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseNpy, type NpyArray } from "@uphill/datasets";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const folder = temporaryFolder();
const SMALL = ["kernel", "--dataset", "moons", "--qubits", "2", "--train", "20", "--test", "12"];

interface Told {
  readonly cost: { readonly circuits: number; readonly shots: number | null };
  readonly repair: { readonly least: number; readonly negative: number; readonly change: number } | null;
  readonly encoding: { readonly options: Record<string, unknown> };
  readonly machines: readonly {
    readonly kernel: string;
    readonly alignment: number;
    readonly tries: number;
    readonly gamma: number | null;
    readonly accuracy: { readonly train: number; readonly test: number };
  }[];
  readonly files: readonly string[];
}

function told(...args: readonly string[]): Told {
  const { status, stdout, stderr } = uphill(folder, ...SMALL, ...args, "--json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Told;
}

const npy = (name: string): NpyArray => parseNpy(readFileSync(join(folder, name)), name);

describe("uphill kernel", () => {
  test("writes matrices that NumPy reads, and judges them beside classical kernels", () => {
    const exact = told("--out", "out");
    expect(exact.cost).toEqual({ circuits: 190 + 240, shots: null });
    expect(exact.repair).toBeNull();
    expect(exact.machines.map(({ kernel, tries }) => [kernel, tries])).toEqual([
      ["fidelity", 9],
      ["rbf", 54],
      ["linear", 9],
    ]);
    for (const { alignment, accuracy } of exact.machines) {
      expect(Math.abs(alignment)).toBeLessThanOrEqual(1);
      expect(Math.round(20 * accuracy.train)).toBeCloseTo(20 * accuracy.train, 9);
      expect(Math.round(12 * accuracy.test)).toBeCloseTo(12 * accuracy.test, 9);
    }
    expect(exact.files).toHaveLength(5);
    const [train, test] = [npy("out/K_train.npy"), npy("out/K_test.npy")];
    expect([train.shape, test.shape]).toEqual([
      [20, 20],
      [12, 20],
    ]);
    for (let i = 0; i < 20; i++) expect(train.data[21 * i]).toBe(1);
    expect(npy("out/y_train.npy").shape).toEqual([20]);
    expect(new Set(npy("out/y_test.npy").data)).toEqual(new Set([0, 1]));
    const { files, ...result } = exact;
    expect(files.every((file) => existsSync(join(folder, file)))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "out/kernel.json"), "utf8"))).toEqual(result);
  });

  test("from shots mends what they break, and says so", () => {
    const sampled = told("--shots", "10", "--set", "zz-feature-map.repeats=1");
    expect(sampled.encoding.options).toEqual({ repeats: 1 });
    expect(sampled.cost).toEqual({ circuits: 430, shots: 4300 });
    expect(sampled.repair!.negative).toBeGreaterThan(0);
    expect(sampled.repair!.least).toBeLessThan(0);
    const { stdout } = uphill(folder, ...SMALL, "--shots", "10");
    expect(stdout).toMatch(/Shots made \d+ eigenvalues negative, the least -[\d.e-]+\. They are set to 0/);
  });

  test("a projected kernel takes three circuits a row, and is tuned as the Gaussian is", () => {
    const projected = told("--kernel", "projected", "--encoding", "angle", "--shots", "30");
    expect(projected.cost).toEqual({ circuits: 96, shots: 960 });
    expect(projected.machines[0]).toMatchObject({ kernel: "projected", tries: 54 });
    expect(projected.machines[0].gamma).toBeGreaterThan(0);
  });

  test.each([
    [["--kernel", "fidelty"], /kernel: .*fidelty.*fidelity/],
    [["--encoding", "angel"], /Did you mean "angle"/],
    [["--set", "angle.scale=2"], /angle/],
    [["--shots", "-1"], /--shots: it is "-1"/],
    [["--out", ""], /--out is empty/],
    [["--dataset", "nowhere.csv"], /nowhere\.csv/],
  ])("refuses %j in one sentence", (args, sentence) => {
    const { status, stderr, stdout } = uphill(folder, ...SMALL, ...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain("mistake of ours");
  });
});
