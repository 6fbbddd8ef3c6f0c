import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { circuit, circuitToJSON, cnot, h } from "@uphill/circuits";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

const folder = temporaryFolder();
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};
const circuitText = JSON.stringify(circuitToJSON(circuit(2, [h(0), cnot(0, 1)])));
const bell = write("bell.qasm", 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\nh q[0];\ncx q[0], q[1];\n');
const turn = write(
  "turn.qasm",
  'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput float[64] a;\ninput float[64] b;\nqubit[2] q;\nrx(a) q[0];\ncry(b) q[0], q[1];\n',
);
const json = write("bell.json", circuitText);
const pair = write(
  "pair.qasm",
  'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput array[float[64], 3] x;\ninput float[64] t;\nqubit q;\nrx(x[0]*x[1]) q;\nrx(t) q;\n',
);

write("mine.inc", "gate mine(t) a { U(t, -1.5707963267948966, 1.5707963267948966) a; }\n");
const including = write("including.qasm", 'OPENQASM 3.0;\ninclude "mine.inc";\nqubit q;\nmine(0.4) q;\n');
const wide = write("wide.qasm", "qubit[27] q;\n");

interface Result {
  qubits: number;
  weights: number;
  expectations: number[];
  gradient: number[][] | null;
  counts?: Record<string, number>;
  evaluations: { circuits: number; shots: number };
}
function run(...args: string[]): Result {
  const { status, stdout, stderr } = uphill(folder, "run", ...args, "--json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Result;
}

describe("uphill run", () => {
  test("feeds inputs that meet in one angle, and those that --data names", () => {
    const value = Math.cos(0.5 * 0.6 + 0.7);
    const [guessed, named] = [
      ["--inputs", "0.5,0.6", "--weights", "9,0.7"],
      ["--data", "x", "--inputs", "0.5,0.6,9", "--weights", "0.7", "--gradient", "parameter-shift"],
    ].map((args) => uphill(folder, "run", pair, ...args, "--json"));
    for (const { stdout } of [guessed, named]) {
      expect((JSON.parse(stdout) as Result).expectations[0]).toBeCloseTo(value, 12);
    }
    expect((JSON.parse(named.stdout) as Result).gradient![0][0]).toBeCloseTo(-Math.sin(0.5 * 0.6 + 0.7), 12);
    const { stderr } = uphill(folder, "run", pair, "--inputs", "0.5,0.6", "--weights", "9,0.7");
    expect(stderr).toContain("x[0], x[1] come with the data, and are no weights");
  });

  test("reads files of the circuit's folder where it may", () => {
    expect(run(including, "--include").expectations[0]).toBeCloseTo(Math.cos(0.4), 12);
  });

  test("gives expectations, Z on each qubit unless said otherwise", () => {
    const result = run(bell);
    expect(result).toMatchObject({ qubits: 2, weights: 0, gradient: null, evaluations: { circuits: 1, shots: 0 } });
    for (const value of result.expectations) expect(value).toBeCloseTo(0, 14);
    const words = ["X0 X1", "Y0 Y1", "Z0 Z1", "0.5*Z0 Z1 - 2"];
    const { expectations } = run(bell, ...words.flatMap((word) => ["--observable", word]));
    [1, -1, 1, -1.5].forEach((value, k) => expect(expectations[k]).toBeCloseTo(value, 14));
  });

  // ⟨Z₁⟩ behind RX(a) on 0 and CRY(b): 1 − sin²(a/2)·(1 − cos b).
  test.each(["parameter-shift", "adjoint", "finite-difference"])("differentiates by %s", (method) => {
    const [a, b] = [0.7, -1.2];
    const { expectations, gradient } = run(turn, "--weights", `${a},${b}`, "--observable", "Z1", "--gradient", method);
    expect(expectations[0]).toBeCloseTo(1 - Math.sin(a / 2) ** 2 * (1 - Math.cos(b)), 12);
    expect(gradient![0][0]).toBeCloseTo((-Math.sin(a) / 2) * (1 - Math.cos(b)), 8);
    expect(gradient![0][1]).toBeCloseTo(-(Math.sin(a / 2) ** 2) * Math.sin(b), 8);
  });

  test("counts shots, the same for one seed", () => {
    const once = run(bell, "--shots", "1000", "--seed", "3");
    expect(run(bell, "--shots", "1000", "--seed", "3")).toEqual(once);
    expect(Object.keys(once.counts!).sort()).toEqual(["00", "11"]);
    expect(once.counts!["00"] + once.counts!["11"]).toBe(1000);
    expect(once.evaluations).toEqual({ circuits: 1, shots: 1000 });
    expect(run(bell, "--shots", "1000", "--seed", "4")).not.toEqual(once);
    // The counts are the measurement that the expectations come from.
    const lopsided = run(turn, "--weights", "0.7,-1.2", "--shots", "500");
    const ones = Object.entries(lopsided.counts!).reduce((sum, [bits, n]) => sum + (bits.startsWith("1") ? n : 0), 0);
    expect(lopsided.expectations[0]).toBeCloseTo(1 - (2 * ones) / 500, 12);
    expect(run(bell, "--shots", "100", "--observable", "X0").evaluations).toEqual({ circuits: 2, shots: 200 });
  });

  test("counts inputs that a file declares and never uses", () => {
    const idle = write("idle.qasm", readFileSync(join(folder, turn), "utf8").replace("qubit", "input angle c;\nqubit"));
    const { weights, gradient } = run(idle, "--weights", "0.7,-1.2,9", "--gradient", "adjoint");
    expect(weights).toBe(3);
    expect(gradient!.map((row) => row[2])).toEqual([0, 0]);
  });

  test("takes weights from a file", () => {
    write("weights.json", "[0.7, -1.2]");
    expect(run(turn, "--weights", "@weights.json")).toEqual(run(turn, "--weights", "0.7,-1.2"));
  });
});

describe("uphill ansatz, convert and draw", () => {
  test("carry a circuit through every format to the same numbers", () => {
    for (const args of [
      ["ansatz", "efficient-su2", "--qubits", "3", "--layers", "1", "--out", "a.qasm"],
      ["convert", "a.qasm", "a.json"],
      ["convert", "a.json", "b.qasm"],
      ["convert", "b.qasm", "two.qasm", "--qasm", "2", "--weights", "@w.txt"],
      ["draw", "a.qasm", "--svg", "a.svg"],
    ]) {
      if (args[0] === "convert" && args[2] === "two.qasm") {
        write("w.txt", Array.from({ length: 12 }, (_, k) => 0.1 * (k + 1)).join(" "));
      }
      expect(uphill(folder, ...args)).toMatchObject({ status: 0, stderr: "" });
    }
    const wanted = run("a.qasm", "--weights", "@w.txt").expectations;
    for (const file of ["a.json", "b.qasm"]) expect(run(file, "--weights", "@w.txt").expectations).toEqual(wanted);
    run("two.qasm").expectations.forEach((value, k) => expect(value).toBeCloseTo(wanted[k], 12));
    expect(readFileSync(join(folder, "a.svg"), "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  });

  test("draw in the terminal", () => {
    const { stdout } = uphill(folder, "draw", bell);
    expect(stdout).toBe("q0: ─┤H├─●─\n         │\nq1: ─────⊕─\n");
    expect(uphill(folder, "ansatz", "qaoa", "--qubits", "3").stdout).toContain("2 weights");
  });
});

test("uphill list problems tells options and figures", () => {
  const { stdout } = uphill(folder, "list", "problems");
  expect(stdout).toContain("cut  The largest cut of a weighted graph");
  expect(stdout).toContain('    graph="ring"  The graph: a shape');
  expect(stdout).toContain("    tells approximationRatio (higher is better)  Expected cut by the largest cut");
  expect(stdout).toContain("    heisenberg-xxz.anisotropy=1  Anisotropy");
  const items = JSON.parse(uphill(folder, "list", "problems", "--json").stdout) as {
    name: string;
    metrics: object[];
  }[];
  for (const { metrics } of items) expect(metrics.length).toBeGreaterThan(0);
});

test("uphill list names every item, also as JSON", () => {
  for (const kind of ["gates", "ansatze", "encodings", "hamiltonians", "optimizers", "datasets", "problems"]) {
    const items = JSON.parse(uphill(folder, "list", kind, "--json").stdout) as { name: string }[];
    const { stdout } = uphill(folder, "list", kind);
    for (const { name } of items) expect(stdout).toContain(name);
    expect(items.length).toBeGreaterThan(1);
  }
});

test.each([
  ["no file", ["run", "nowhere.qasm"], /nowhere\.qasm: there is no such file/],
  ["another ending", ["run", write("x.txt", "")], /circuits are read from \.qasm and \.json files/],
  [
    "bad QASM",
    ["run", write("bad.qasm", "OPENQASM 2.0;\nqreg q[2]\nh q[0];\n")],
    /bad\.qasm:2:10: a statement ends without a semicolon/,
  ],
  ["bad JSON", ["run", write("bad.json", "{")], /the text is not JSON/],
  ["no weights", ["run", turn], /--weights is not given, but the circuit takes 2/],
  ["too few weights", ["run", turn, "--weights", "1"], /--weights has 1 numbers/],
  ["weights that are none", ["run", turn, "--weights", "a,b"], /"a" is among the numbers/],
  ["a bad observable", ["run", bell, "--observable", "Q0"], /column 1 has "Q0"/],
  ["an observable beyond the qubits", ["run", bell, "--observable", "Z7"], /--observable "Z7": it measures qubit 7/],
  ["an unknown method", ["run", bell, "--gradient", "adjont"], /Did you mean "adjoint"\?/],
  ["shots with adjoint", ["run", bell, "--gradient", "adjoint", "--shots", "5"], /adjoint needs exact states/],
  ["no shots", ["run", bell, "--shots", "0"], /--shots: it is "0"/],
  ["shots without end", ["run", bell, "--shots", "1e9"], /--shots: it is "1e9"/],
  ["data of another name", ["run", pair, "--data", "x,y"], /no input is called "y", but the inputs are/],
  [
    "data for a JSON circuit",
    ["run", json, "--data", "x"],
    /^--data: the file is bell\.json, but a \.json file says itself/,
  ],
  ["includes of a JSON circuit", ["draw", json, "--include"], /^--include: the file is bell\.json, but only a \.qasm/],
  ["a version for JSON", ["convert", bell, "out.json", "--qasm", "3"], /^--qasm: the file is out\.json, but only/],
  ["values for a picture", ["convert", turn, "out.svg", "--weights", "1,2"], /^--weights: the file is out\.svg, but/],
  ["data's values for JSON", ["convert", pair, "out.json", "--inputs", "1,2"], /^--inputs: the file is out\.json, but/],

  ["a file to include that nobody let it", ["run", including], /no file is opened/],
  [
    "a file to include elsewhere",
    ["run", write("up.qasm", 'include "../x.inc";\n'), "--include"],
    /up\.qasm:1:9: it includes/,
  ],
  [
    "derivatives that do not fit",
    ["run", wide, "--gradient", "adjoint", "--observable", "Z26", "--long"],
    /derivatives on 27 qubits take 4\.0 GiB.*parameter shift/,
  ],
  [
    "a sample that does not fit",
    ["run", write("28.qasm", "qubit[28] q;\n"), "--shots", "5", "--long"],
    /28 qubits and 1 rows take 8\.0 GiB/,
  ],
  ["a hole in a list", ["run", turn, "--weights", "1,,2"], /"" is among the numbers/],
  ["layers without end", ["ansatz", "qaoa", "--qubits", "3", "--layers", "100000000"], /layers times qubits/],
  ["words for a number", ["ansatz", "qaoa", "--qubits", "abc"], /--qubits: it is "abc"/],
  ["layers said twice", ["ansatz", "qaoa", "--qubits", "3", "--layers", "2", "--set", "layers=2"], /given twice/],
  ["a picture of another ending", ["draw", bell, "--svg", "out.qasm"], /ends in \.svg/],
  ["an unknown ansatz", ["ansatz", "qoaa", "--qubits", "2"], /Did you mean "qaoa"\?/],
  ["no qubits", ["ansatz", "qaoa"], /--qubits/],
  ["an unknown option", ["ansatz", "qaoa", "--qubits", "3", "--set", "grpah=ring"], /Did you mean "graph"\?/],
  ["no folder to write to", ["convert", bell, join("no", "where", "a.json")], /it cannot be written/],
  ["QASM 2 without values", ["convert", turn, "out.qasm", "--qasm", "2"], /2 weights/],
  ["an unknown kind", ["list", "gaets"], /Did you mean "gates"\?/],
])("%s is one clear sentence, exit 2", (_, args, message) => {
  const { status, stdout, stderr } = uphill(folder, ...args);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stdout).toBe("");
  expect(status).toBe(2);
  for (const end of ["qasm", "json", "svg"]) expect(existsSync(join(folder, `out.${end}`))).toBe(false);
});
