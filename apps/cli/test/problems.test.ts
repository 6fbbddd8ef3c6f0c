import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PresetSummary } from "@uphill/studies";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const SMALL = [
  "compare",
  "--preset",
  "two-qubit",
  "--no-tune",
  "--seeds",
  "2",
  "--steps",
  "40",
  "--optimizer",
  "lbfgs",
];
const folder = temporaryFolder();

function solved(...args: readonly string[]): PresetSummary {
  const { status, stdout, stderr } = uphill(folder, ...SMALL, "--json", ...args);
  expect(stderr).not.toContain("mistake of ours");
  expect(status).toBe(0);
  return (JSON.parse(stdout) as { presets: PresetSummary[] }).presets[0];
}

describe("energy", () => {
  test("comes to the ground energy, and tells its figures", () => {
    const given = ["--problem", "energy", "--set", "energy.hamiltonian=transverse-field-ising"];
    const preset = solved(...given, "--qubits", "3", "--set", "transverse-field-ising.boundary=periodic", "--out", "a");
    expect(preset.problem).toMatchObject({
      name: "energy",
      options: { hamiltonian: "transverse-field-ising", qubits: 3, layers: 3, ansatz: "hamiltonian-variational" },
      optimum: expect.closeTo(-4, 9) as number,
      metrics: [{ name: "energy", better: "lower" }, { name: "energyError" }, { name: "fidelity", better: "higher" }],
    });
    const [{ metrics, accuracy, loss }] = preset.optimizers[0].runs as unknown as Record<string, never>[];
    expect(metrics).toEqual({
      energy: expect.closeTo(-4, 6) as number,
      energyError: expect.closeTo(0, 6) as number,
      fidelity: expect.closeTo(1, 6) as number,
    });
    expect(accuracy).toBeUndefined();
    expect(loss).toMatchObject({ train: expect.closeTo(-4, 6) as number, test: null });
    expect(preset.setting).toContain("transverse-field-ising (boundary periodic), 3 qubits");
  });
});

test("a word that names a Hamiltonian is no file that happens to be called so", () => {
  writeFileSync(join(folder, "h2"), "5*Z0");
  const given = (name: string): PresetSummary["problem"] =>
    solved("--problem", "energy", "--set", `energy.hamiltonian=${name}`, "--out", `h-${name.length}`).problem;
  expect(given("h2").optimum).toBeCloseTo(-1.857275, 5);
  expect(given("./h2").optimum).toBeCloseTo(-5, 9);
});

describe("cut", () => {
  test("reads a graph from a file of edges", () => {
    writeFileSync(join(folder, "edges.txt"), "# a square with weights\n0 1 0.5\n1 2 2\n2 3\n3 0 1.5\n");
    const preset = solved("--problem", "cut", "--set", "cut.graph=edges.txt", "--layers", "2", "--out", "b");
    expect(preset.problem).toMatchObject({
      options: { graph: "0-1:0.5, 1-2:2, 2-3, 3-0:1.5", qubits: 4, layers: 2, ansatz: "qaoa" },
      optimum: -5,
    });
    for (const { metrics } of preset.optimizers[0].runs) {
      expect(metrics.approximationRatio).toBeCloseTo(metrics.cut! / 5, 12);
      expect(metrics.approximationRatio).toBeLessThanOrEqual(1);
    }
  });
});

describe("states, unitaries and bit strings", () => {
  test("take amplitudes, a matrix, a circuit and numbers from files", () => {
    writeFileSync(join(folder, "state.txt"), "0.5 0.5i\n-0.5 0.5\n");
    writeFileSync(join(folder, "matrix.json"), "[[0, 1], [1, 0]]");
    writeFileSync(
      join(folder, "bell.qasm"),
      'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n',
    );
    writeFileSync(join(folder, "numbers.txt"), "3\n1\n2\n");
    for (const [name, option, qubits, lowest] of [
      ["state-preparation", "target=state.txt", 2, 0],
      ["unitary", "target=matrix.json", 1, 0],
      ["unitary", "target=bell.qasm", 2, 0],
      ["partition", "numbers=numbers.txt", 3, 0],
      ["independent-set", "graph=line", 2, -1],
    ] as const) {
      const given = ["--problem", name, "--set", `${name}.${option}`, "--out", `states-${option}`];
      const { problem, optimizers } = solved(...given, ...(name === "independent-set" ? ["--qubits", "2"] : []));
      expect(problem).toMatchObject({ name, optimum: lowest, options: { qubits } });
      const [{ metrics, loss }] = optimizers[0].runs;
      expect(metrics.loss).toBe(loss.train);
      expect(Object.values(metrics)).not.toContain(null);
    }
  });

  test("tell what the start took", () => {
    const given = [
      "--problem",
      "partition",
      "--set",
      "partition.numbers=4 5 6 7",
      "--layers",
      "2",
      "--start",
      "interp",
    ];
    const preset = solved(...given, "--out", "start");
    expect(preset.setting).toContain("start interp");
    expect(preset.optimizers[0].signs).toContainEqual({
      code: "start-cost",
      text: expect.stringMatching(/optimised 1 layer from exact values: \d+ circuit evaluations in/) as string,
    });
  });
});

test.each([
  [["--problem", "energy", "--start", "interp"], /energy: there is no start "interp"/],
  [["--problem", "cut", "--set", "cut.angles=0.3,0.2"], /cut: angles are given and the start is uniform/],
  [["--problem", "unitary", "--set", "unitary.target=swop"], /unitary: there is no target "swop".*Did you mean "swap"/],
  [["--problem", "state-preparation", "--set", "state-preparation.target=0 0"], /all amplitudes are 0/],
  [
    ["--problem", "cut", "--set", "cut.graph=missing.txt"],
    /compare: missing\.txt cannot be read: there is no such file/,
  ],
  [["--problem", "energy", "--set", "h2.distance=1"], /energy: options of h2 are given/],
  [["--problem", "energy", "--loss-shots", "1"], /shots: 1 shot is to be taken for a value/],
])("%o is refused in one sentence", (args, words) => {
  const { status, stderr } = uphill(folder, ...SMALL, ...args);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(words);
  expect(stderr).not.toContain("mistake of ours");
});
