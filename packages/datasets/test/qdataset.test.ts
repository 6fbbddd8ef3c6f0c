import { cos, sin, streams, type Random } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { generateQDatasetExamples, qdatasetGenerator, simulateQDataset } from "../src/qdataset/generate.js";
import { makeNoise, type NoisePair } from "../src/qdataset/noise.js";
import { parseQDatasetName, qdatasetNames } from "../src/qdataset/profile.js";
import { drawPulses, shapePulses } from "../src/qdataset/pulses.js";

const near = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length ? Math.max(0, ...Array.from(a, (x, k) => Math.abs(x - b[k]))) : NaN;
const constant = (value: number, steps: number): Float64Array => new Float64Array(steps).fill(value);
const draw = (random: Random, steps: number, size: number): Float64Array =>
  Float64Array.from({ length: steps }, () => size * (2 * random.uniform() - 1));

describe("closed forms", () => {
  test("free evolution of one qubit: RZ(12)", () => {
    const { expectations, control, vo } = simulateQDataset("G_1q_X", { pulses: [constant(0, 1024)] });
    expect(near(control.re, [cos(6), 0, 0, cos(6)])).toBeLessThan(1e-12);
    expect(near(control.im, [-sin(6), 0, 0, sin(6)])).toBeLessThan(1e-12);
    const [c, s] = [cos(12), sin(12)];
    const wanted = [c, s, 0, -c, -s, 0, -s, c, 0, s, -c, 0, 0, 0, 1, 0, 0, -1];
    expect(near(expectations, wanted)).toBeLessThan(1e-12);
    expect(near(vo.re, [1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1])).toBeLessThan(1e-12);
    expect(near(vo.im, new Array(12).fill(0))).toBeLessThan(1e-12);
  });

  test("a constant pulse of one qubit: a turn about (f, 0, Ω)", () => {
    const f = 35;
    const size = Math.sqrt(f * f + 144);
    const [c, s] = [cos(size / 2), sin(size / 2)];
    const { control } = simulateQDataset("G_1q_X", { pulses: [constant(f, 512)] });
    expect(near(control.re, [c, 0, 0, c])).toBeLessThan(1e-12);
    expect(near(control.im, [(-s * 12) / size, (-s * f) / size, (-s * f) / size, (s * 12) / size])).toBeLessThan(1e-12);
  });

  test("free evolution of two qubits: their angles are 2·10 and 2·12", () => {
    const pulses = [constant(0, 1024), constant(0, 1024)];
    const { expectations } = simulateQDataset("S_2q_IX-XI_IZ-ZI_N1-N6", { pulses });
    const start = expectations.subarray(0, 15); // X+ X+; the words are IX IY IZ XI XX … ZZ
    const [a, b] = [
      [1, cos(20), sin(20), 0],
      [1, cos(24), sin(24), 0],
    ];
    const wanted = a.flatMap((x) => b.map((y) => x * y)).slice(1);
    expect(near(start, wanted)).toBeLessThan(1e-12);
  });

  test.each(["split", "joint"] as const)("pure dephasing of one qubit, %s steps", (rule) => {
    const random = streams(3).stream("test").at(0);
    const noise = Array.from({ length: 7 }, () => [draw(random, 64, 40)]);
    const phases = noise.map(([beta]) => beta.reduce((sum, x) => sum + x, 0) / 64);
    const mean = (of: (phase: number) => number): number => phases.reduce((sum, x) => sum + of(x), 0) / 7;
    const { expectations, vo } = simulateQDataset("G_1q_X_Z_N1", { pulses: [constant(0, 64)], noise, rule });
    const [c, s] = [mean((x) => cos(12 + x)), mean((x) => sin(12 + x))];
    expect(near(expectations.subarray(0, 6), [c, s, 0, -c, -s, 0])).toBeLessThan(1e-12);
    expect(near(expectations.subarray(12), [0, 0, 1, 0, 0, -1])).toBeLessThan(1e-12);
    // V_X = diag(e^−iφ, e^iφ), V_Z = 1
    expect(near(vo.re.subarray(0, 4), [mean(cos), 0, 0, mean(cos)])).toBeLessThan(1e-12);
    expect(near(vo.im.subarray(0, 4), [-mean(sin), 0, 0, mean(sin)])).toBeLessThan(1e-12);
    expect(near(vo.re.subarray(8), [1, 0, 0, 1])).toBeLessThan(1e-12);
  });
});

// Dense complex matrices as lists of rows of [re, im].
type Complex = readonly [number, number];
type Dense = Complex[][];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const product = (a: Dense, b: Dense): Dense =>
  a.map((row) => b[0].map((_, j) => row.map((x, k) => times(x, b[k][j])).reduce(plus)));
const scale = (factor: Complex, a: Dense): Dense => a.map((row) => row.map((x) => times(factor, x)));
const sum = (...all: Dense[]): Dense => all.reduce((a, b) => a.map((row, i) => row.map((x, j) => plus(x, b[i][j]))));
const adjoint = (a: Dense): Dense => a[0].map((_, j) => a.map((row): Complex => [row[j][0], -row[j][1]]));
const kron = (a: Dense, b: Dense): Dense =>
  a.flatMap((rowA) => b.map((rowB) => rowA.flatMap((x) => rowB.map((y) => times(x, y)))));
const real = (rows: number[][]): Dense => rows.map((row) => row.map((x): Complex => [x, 0]));
const paulis: Record<string, Dense> = {
  I: real([[1, 0], [0, 1]]), // prettier-ignore
  X: real([[0, 1], [1, 0]]), // prettier-ignore
  Y: [[[0, 0], [0, -1]], [[0, 1], [0, 0]]], // prettier-ignore
  Z: real([[1, 0], [0, -1]]), // prettier-ignore
};
const word = (letters: string): Dense => Array.from(letters, (letter) => paulis[letter]).reduce(kron);
/** exp(−iH) by (1 + −iH/2¹²)-Taylor and 12 squarings. */
function exponential(h: Dense): Dense {
  const small = scale([0, -1 / 4096], h);
  const one = h.map((row, i) => row.map((_, j): Complex => [i === j ? 1 : 0, 0]));
  let [result, power] = [one, one];
  for (let k = 1; k < 8; k++) {
    power = scale([1 / k, 0], product(power, small));
    result = sum(result, power);
  }
  for (let k = 0; k < 12; k++) result = product(result, result);
  return result;
}
const trace = (a: Dense): number => a.reduce((total, row, i) => total + row[i][0], 0);
const flat = (a: Dense): number[] => a.flatMap((row) => row.flatMap((x) => [...x]));
const states1 = ["X", "Y", "Z"].flatMap((p) =>
  [1, -1].map((s) => scale([0.5, 0], sum(paulis.I, scale([s, 0], paulis[p])))),
);

describe("slow truth: the original's interaction picture, with dense matrices", () => {
  const cases = ["G_1q_X_Z_N1", "S_1q_XY_XZ_N1N6", "G_2q_IX-XI_IZ-ZI_N1-N6", "S_2q_IX-XI-XX_IZ-ZI_N1-N5"];
  test.each(cases.flatMap((name) => (["split", "joint"] as const).map((rule) => [name, rule] as const)))(
    "%s, %s steps",
    (name, rule) => {
      const seed = 11;
      const random = streams(seed).stream("test").at(name.length);
      const { qubits, controls, noise: terms } = parseQDatasetName(name);
      const [steps, factor] = [12, qubits === 1 ? 0.5 : 1];
      const pulses = controls.map(() => draw(random, steps, 30));
      const noise = [0, 1].map(() => terms.map(() => draw(random, steps, 20)));
      const got = simulateQDataset(name, { pulses, noise, rule });

      const drift =
        qubits === 1 ? scale([6, 0], paulis.Z) : sum(scale([10, 0], word("ZI")), scale([12, 0], word("IZ")));
      const amount = (values: Float64Array, j: number, letters: string): Dense =>
        scale([factor * values[j], 0], word(letters));
      const h0 = Array.from({ length: steps }, (_, j) =>
        sum(drift, ...controls.map((p, c) => amount(pulses[c], j, p))),
      );
      const u0: Dense[] = [];
      for (const h of h0) {
        const step = exponential(scale([1 / steps, 0], h));
        u0.push(u0.length ? product(step, u0.at(-1)!) : step);
      }
      const last = u0.at(-1)!;
      const words =
        qubits === 1
          ? ["X", "Y", "Z"]
          : Array.from("IXYZ")
              .flatMap((a) => Array.from("IXYZ", (b) => a + b))
              .slice(1);
      const starts = qubits === 1 ? states1 : states1.flatMap((a) => states1.map((b) => kron(a, b)));
      const means = new Float64Array(got.expectations.length);
      const vo = words.map(() => new Float64Array(2 * 4 ** qubits));
      noise.forEach((realisation, k) => {
        let ui: Dense = real(last.map((row, i) => row.map((_, j) => (i === j ? 1 : 0))));
        for (let j = 0; j < steps; j++) {
          const h1 = sum(...terms.map(({ operator }, t) => amount(realisation[t], j, operator)));
          if (rule === "split") {
            const hi = product(adjoint(u0[j]), product(h1, u0[j]));
            ui = product(exponential(scale([1 / steps, 0], hi)), ui);
          } else ui = product(exponential(scale([1 / steps, 0], sum(h0[j], h1))), ui);
        }
        const u = rule === "split" ? product(last, ui) : ui;
        const d = 2 ** qubits;
        const { re, im } = got.unitaries[k];
        expect(
          near(
            flat(u),
            Array.from({ length: 2 * d * d }, (_, i) => (i % 2 ? im : re)[i >> 1]),
          ),
        ).toBeLessThan(1e-10);
        const tilde = product(u, adjoint(last));
        words.forEach((p, o) => {
          const v = product(word(p), product(adjoint(tilde), product(word(p), tilde)));
          flat(v).forEach((x, i) => (vo[o][i] += x / 2));
          starts.forEach((rho, s) => {
            // the original's formula: tr(V_O·U₀ρU₀†·O)
            const value = trace(product(v, product(product(last, product(rho, adjoint(last))), word(p))));
            means[s * words.length + o] += value / 2;
          });
        });
      });
      expect(near(got.expectations, means)).toBeLessThan(1e-10);
      const { re, im } = got.vo;
      expect(near(vo.flatMap((v) => [...v]), Array.from({ length: 2 * re.length }, (_, i) => (i % 2 ? im : re)[i >> 1]))).toBeLessThan(1e-10); // prettier-ignore
    },
  );
});

describe("generator", () => {
  const small = { steps: 64, realisations: 5, seed: 4 };

  test("gives the same examples however the work is cut", () => {
    const name = "S_1q_XY_XZ_N1N6_D";
    const all = [...generateQDatasetExamples(name, { from: 0, to: 5, ...small })];
    expect([...generateQDatasetExamples(name, { from: 3, to: 5, ...small })]).toEqual(all.slice(3));
    expect(qdatasetGenerator(name, small)(1)).toEqual(all[1]);
    expect(qdatasetGenerator(name, { ...small, seed: 5 })(1)).not.toEqual(all[1]);
  });

  test.each(qdatasetNames)("%s has the right sizes, and states stay states", (name) => {
    const { qubits, controls } = parseQDatasetName(name);
    const { expectations, pulseParameters, distortedPulses, pulses } = qdatasetGenerator(name, { ...small, pulses: 3 })(
      2,
    );
    expect(expectations).toHaveLength(qubits === 1 ? 18 : 540);
    expect(pulseParameters).toHaveLength(3 * 3 * controls.length);
    expect(Math.max(...expectations.map(Math.abs))).toBeLessThan(1 + 1e-12);
    expect(
      near(
        distortedPulses.flatMap((x) => [...x]),
        pulses.flatMap((x) => [...x]),
      ) > 1,
    ).toBe(name.endsWith("_D"));
  });

  test("draws pulses and noise from the documented streams and keeps the noise if asked", () => {
    for (const name of ["G_1q_XY_XZ_N1N6", "S_2q_IX-XI_IZ-ZI_N1-N5"]) {
      const { noise: terms, waveform } = parseQDatasetName(name);
      const got = qdatasetGenerator(name, { ...small, noise: true })(7);
      const random = streams(4);
      const parameters = got.pulses.map((_, c) => drawPulses(waveform, 5, random.stream("qdataset-pulses").at(7, c)));
      expect(got.pulses).toEqual(parameters.map((each) => shapePulses(waveform, each, 64)));
      const pairs = [0, 1, 2].map((pair) => {
        const drawn: NoisePair[] = [];
        terms.forEach(({ profile }, t) => {
          const into = [new Float64Array(64), new Float64Array(64)] as const;
          makeNoise(profile, 64)(random.stream("qdataset-noise").at(7, pair, t), into, drawn.at(-1));
          drawn.push(into);
        });
        return drawn;
      });
      const noise = [0, 1, 2, 3, 4].map((k) => pairs[k >> 1].map((pair) => pair[k % 2]));
      const again = simulateQDataset(name, { pulses: got.distortedPulses, noise });
      expect(again.expectations).toEqual(got.expectations);
      expect(got.noise).toHaveLength(64 * 5 * 2);
      expect(got.noise![(63 * 5 + 4) * 2 + 1]).toBe(noise[4][1][63]);
      expect(got.pulseParameters.slice(3, 6)).toEqual(parameters[1].slice(0, 3));
    }
  });

  test("is the simulation of its own pulses where there is no noise", () => {
    for (const name of ["G_1q_XY_D", "S_2q_IX-XI-XX"]) {
      const { expectations, distortedPulses } = qdatasetGenerator(name, small)(0);
      expect(simulateQDataset(name, { pulses: distortedPulses }).expectations).toEqual(expectations);
    }
  });

  test("noise shrinks Bloch vectors, more realisations settle", () => {
    const length = (realisations: number): number => {
      const { expectations: e } = qdatasetGenerator("G_1q_X_Z_N1", { ...small, steps: 256, realisations })(0);
      return Math.hypot(e[0], e[1], e[2]);
    };
    expect(length(1)).toBeCloseTo(1, 10);
    expect(length(400)).toBeLessThan(0.97);
    expect(Math.abs(length(400) - length(800))).toBeLessThan(0.1);
  });

  test("refuses bad options", () => {
    expect(() => qdatasetGenerator("G_1q_X", { steps: 100 })).toThrow(
      "steps is 100, but it must be a power of two from 8 to 65536",
    );
    expect(() => qdatasetGenerator("G_1q_X", { realisations: 0 })).toThrow("realisations is 0");
  });
});

describe("names", () => {
  test("the published ones, all different, all understood", () => {
    expect(new Set(qdatasetNames).size).toBe(52);
    expect(parseQDatasetName("G_2q_IX-XI_IZ-ZI_N1-N6_D")).toEqual({
      name: "G_2q_IX-XI_IZ-ZI_N1-N6_D",
      waveform: "gaussian",
      qubits: 2,
      controls: ["XI", "IX"],
      noise: [
        { operator: "ZI", profile: 1 },
        { operator: "IZ", profile: 6 },
      ],
      distorted: true,
    });
    expect(parseQDatasetName("S_1q_XY_XZ_N3N6").noise).toEqual([
      { operator: "X", profile: 3 },
      { operator: "Z", profile: 6 },
    ]);
    expect(parseQDatasetName("G_1q_X_Z_N5").noise).toEqual([{ operator: "Z", profile: 5 }]); // not published
  });

  test.each([
    ["g_1q_X", 'begin with G_ or S_, for Gaussian or square pulses. Did you mean "G_1q_X"?'],
    ["G_3q_X", "its second part must be 1q or 2q"],
    ["G_1q", "the controls of 1q are X or XY"],
    ["G_1q_X_Y_N1", "the noise operators of 1q are Z or XZ"],
    ["G_1q_X_Z", "Z needs 1 noise profile(s), as in N1"],
    ["G_1q_X_", "the noise operators"],
    ["G_1q_X_Z_N1_N2", "Z needs 1"],
    ["G_1q_XY_XZ_N1-N5", "XZ needs 2"],
    ["G_1q_XY_XZ_N6N1", "N6 follows another"],
    ["G_1q_X_Z_N7", "noise profiles are N0 to N6"],
  ])("refuses %s", (name, message) => {
    expect(() => parseQDatasetName(name)).toThrow(message);
  });
});
