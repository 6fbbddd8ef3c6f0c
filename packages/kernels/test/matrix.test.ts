import { angle as angleOf, amplitude, angle, zzFeatureMap } from "@uphill/encodings";
import { hardwareEfficient, projector } from "@uphill/circuits";
import { isUphillError, streams } from "@uphill/core";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import {
  echoCircuit,
  encodingCircuit,
  fidelityKernel,
  kernelMatrix,
  kernelMatrixAsync,
  linearKernel,
  positiveSemidefinite,
  projectedKernel,
  rbfKernel,
} from "../src/index.js";
import { gaussian, largestDifference, rowsOf } from "./rows.js";

const rows = rowsOf(7, 2);
const others = rowsOf(12, 2).subarray(14);
const zz = encodingCircuit({ qubits: 2, width: 2, encoding: zzFeatureMap });
const layers = hardwareEfficient.layered({ qubits: 2, layers: 2 });
const trained = encodingCircuit({ qubits: 2, width: 2, encoding: angle, layers });
const weights = Float64Array.from({ length: trained.circuit.weights }, (_, k) => Math.cos(k));

const code = (wanted: string): Error =>
  expect.toSatisfy((error) => isUphillError(error) && error.code === wanted) as Error;

describe("a kernel between rows", () => {
  const kernels = [fidelityKernel(zz), projectedKernel(zz, { gamma: 0.7 }), rbfKernel({ width: 2, gamma: 2 })];

  it.each(kernels.map((kernel) => [kernel.name, kernel] as const))(
    "%s: symmetric, 1 on the diagonal, no negative eigenvalue, and the same between other rows",
    (_, kernel) => {
      const { values, rows: count, columns } = kernelMatrix(kernel, { rows });
      expect([count, columns]).toEqual([7, 7]);
      for (let i = 0; i < 7; i++) {
        expect(values[8 * i]).toBe(1);
        for (let j = 0; j < 7; j++) expect(values[7 * i + j]).toBe(values[7 * j + i]);
      }
      expect(positiveSemidefinite(values)).toMatchObject({ negative: 0, change: 0, values });
      const between = kernelMatrix(kernel, { rows: others, columns: rows });
      expect([between.rows, between.columns]).toEqual([5, 7]);
      const whole = kernelMatrix(kernel, { rows: rowsOf(12, 2) }).values;
      const wanted = Array.from({ length: 35 }, (_, k) => whole[12 * (7 + Math.floor(k / 7)) + (k % 7)]);
      expect(largestDifference(between.values, wanted)).toBeLessThan(1e-14);
    },
  );

  it("depends on its weights, and has one for each trained angle", () => {
    const kernel = fidelityKernel(trained);
    expect(kernel.weights).toBe(12);
    const at = (w: Float64Array) => kernelMatrix(kernel, { rows, weights: w }).values;
    expect(largestDifference(at(weights), at(weights.map((w) => w + 0.5)))).toBeGreaterThan(0.01);
    expect(() => kernelMatrix(kernel, { rows })).toThrow("there are 0 weights, but the fidelity kernel has 12");
  });

  it("takes amplitudes: the squared cosine of the rows' angle", () => {
    const kernel = fidelityKernel(encodingCircuit({ qubits: 1, width: 2, encoding: amplitude }));
    const { values } = kernelMatrix(kernel, { rows: Float64Array.of(1, 0, 1, 1, 3, 4) });
    expect(largestDifference(values, [1, 0.5, 0.36, 0.5, 1, 0.98, 0.36, 0.98, 1])).toBeLessThan(1e-15);
  });

  it("classical ones are those of the features", () => {
    const rbf = kernelMatrix(rbfKernel({ width: 2, gamma: 2 }), { rows: others, columns: rows });
    expect(largestDifference(rbf.values, gaussian(others, rows, 2, 2))).toBeLessThan(1e-15);
    expect(rbf.cost).toEqual({ circuits: 0 });
    const linear = kernelMatrix(linearKernel({ width: 2 }), { rows: Float64Array.of(1, 2, 3, 4) });
    expect([...linear.values]).toEqual([5, 11, 11, 25]);
  });

  it("is the same to the bit in blocks that fit into little memory", () => {
    const many = rowsOf(50, 2);
    const [whole, blocks] = [undefined, 8 * 2500 + 4 * 16 * 2 ** 16 + 2 * 64 * 12].map((maxBytes) =>
      fidelityKernel(trained, maxBytes === undefined ? {} : { maxBytes }),
    );
    expect(kernelMatrix(blocks, { rows: many, weights })).toEqual(kernelMatrix(whole, { rows: many, weights }));
    expect(kernelMatrix(blocks, { rows: others, columns: many, weights })).toEqual(
      kernelMatrix(whole, { rows: others, columns: many, weights }),
    );
  });

  it("projects to the reduced density matrices", () => {
    const program = compile(zz.circuit, { observables: [] });
    const batch = program.prepare(zz.load(rows));
    const parts = [0, 1].map((qubit) => program.reducedDensity({ weights: [], batch, qubits: [qubit] }));
    const { values } = kernelMatrix(projectedKernel(zz, { gamma: 0.4 }), { rows });
    const wanted = Array.from({ length: 49 }, (_, at) => {
      const [i, j] = [4 * Math.floor(at / 7), 4 * (at % 7)];
      let distance = 0;
      for (const { re, im } of parts)
        for (let k = 0; k < 4; k++) distance += (re[i + k] - re[j + k]) ** 2 + (im[i + k] - im[j + k]) ** 2;
      return Math.exp(-0.4 * distance);
    });
    expect(largestDifference(values, wanted)).toBeLessThan(1e-14);
  });
});

describe("from shots", () => {
  it("an echo circuit finds 0…0 with the fidelity, weights, inputs and polynomials included", () => {
    for (const [made, w] of [
      [zz, new Float64Array(0)],
      [trained, weights],
    ] as const) {
      const echo = echoCircuit(made);
      const program = compile(echo, { observables: [projector("00")] });
      const { inputs } = made.load(rows);
      const width = made.circuit.inputs;
      const pairs = Array.from({ length: 6 }, (_, k) => [
        ...inputs!.subarray(k * width, (k + 1) * width),
        ...inputs!.subarray((k + 1) * width, (k + 2) * width),
      ]);
      const found = program.expectations({
        weights: w,
        batch: program.prepare({ inputs: Float64Array.from(pairs.flat()) }),
      });
      const { values } = kernelMatrix(fidelityKernel(made), { rows, weights: w });
      found.forEach((value, k) => expect(value).toBeCloseTo(values[7 * k + k + 1], 13));
    }
    expect(() => echoCircuit(encodingCircuit({ qubits: 1, width: 2, encoding: amplitude }))).toThrow(code("circuit"));
  });

  it.each([
    [1, 150],
    [100, 20],
  ])("a fidelity of %i shots is a share of them, right on average, with its standard error", (shots, runs) => {
    const exact = kernelMatrix(fidelityKernel(zz), { rows }).values;
    const all = Array.from({ length: runs }, (_, seed) => kernelMatrix(fidelityKernel(zz), { rows, shots, seed }));
    expect(all[0].cost).toEqual({ circuits: 21, shots: 21 * shots });
    for (let i = 0; i < 7; i++) {
      for (let j = 0; j < 7; j++) {
        const found = all.map(({ values }) => values[7 * i + j]);
        if (i === j) expect(found.every((value) => value === 1)).toBe(true);
        expect(all.every(({ values }) => values[7 * i + j] === values[7 * j + i])).toBe(true);
        expect(found.every((value) => Number.isInteger(Math.round(value * shots * 1e9) / 1e9))).toBe(true);
        const mean = found.reduce((sum, value) => sum + value, 0) / runs;
        const p = exact[7 * i + j];
        expect(Math.abs(mean - p)).toBeLessThan(1e-12 + 4.5 * Math.sqrt((p * (1 - p)) / shots / runs));
      }
    }
    const between = kernelMatrix(fidelityKernel(zz), { rows: others, columns: rows, shots, seed: 1 });
    expect(between.cost).toEqual({ circuits: 35, shots: 35 * shots });
  });

  it("a projected kernel takes three circuits a row, and comes near with many shots", () => {
    const kernel = projectedKernel(zz);
    const sampled = kernelMatrix(kernel, { rows, shots: 30_000, seed: 2 });
    expect(sampled.cost).toEqual({ circuits: 21, shots: 7 * 30_000 });
    expect(kernel.cost(4, 3, 30)).toEqual({ circuits: 21, shots: 210 });
    expect(largestDifference(sampled.values, kernelMatrix(kernel, { rows }).values)).toBeLessThan(0.06);
    expect(positiveSemidefinite(kernelMatrix(kernel, { rows, shots: 3 }).values).negative).toBe(0);
  });

  it("the same seed gives the same bits, another others", () => {
    const at = (seed: number) => kernelMatrix(fidelityKernel(zz), { rows, shots: 50, seed }).values;
    expect(at(3)).toEqual(at(3));
    expect(at(3)).not.toEqual(at(4));
  });
});

describe("in slices", () => {
  it("gives the same bits, tells its progress, and lets others have their turn", async () => {
    const kernel = fidelityKernel(encodingCircuit({ qubits: 8, width: 8, encoding: zzFeatureMap }));
    const many = rowsOf(60, 8);
    const told: number[] = [];
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const found = await kernelMatrixAsync(kernel, { rows: many, shots: 200, onProgress: (done) => told.push(done) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(told.at(-1)).toBe(1);
    expect(found).toEqual(kernelMatrix(kernel, { rows: many, shots: 200 }));
  });

  it("ends when it is told to", async () => {
    const kernel = fidelityKernel(encodingCircuit({ qubits: 8, width: 8, encoding: zzFeatureMap }));
    const signal = { aborted: false };
    const asked = kernelMatrixAsync(kernel, { rows: rowsOf(150, 8), shots: 10_000, signal });
    setTimeout(() => (signal.aborted = true), 5);
    await expect(asked).rejects.toThrow(code("interrupted"));
  });
});

describe("mistakes", () => {
  const kernel = fidelityKernel(zz);

  it.each([
    ["shape", () => kernelMatrix(kernel, { rows: new Float64Array(3) })],
    ["shape", () => kernelMatrix(kernel, { rows: [1, 2] as unknown as Float64Array })],
    ["shape", () => kernelMatrix(kernel, { rows, columns: new Float64Array(0) })],
    ["non-finite", () => kernelMatrix(kernel, { rows: Float64Array.of(1, NaN) })],
    ["shots", () => kernelMatrix(kernel, { rows, shots: 0 })],
    ["options", () => kernelMatrix(kernel, { rows, seed: -1 })],
    ["options", () => kernelMatrix(kernel, { rows, shot: 3 } as never)],
    ["options", () => projectedKernel(zz, { gamma: 0 })],
    ["options", () => encodingCircuit({ qubits: 2, width: 2, encoding: angleOf, layer: [] } as never)],
    ["shape", () => encodingCircuit({ qubits: 2, width: 3, encoding: angleOf })],
  ])("%s (%#)", (wanted, act) => expect(act).toThrow(code(wanted)));

  it("a matrix that does not fit is refused before any work", () => {
    const random = streams(1).stream("rows").at();
    const many = Float64Array.from({ length: 80_000 }, () => random.uniform());
    let loaded = 0;
    const load: typeof zz.load = (features) => {
      loaded += 1;
      return zz.load(features);
    };
    expect(() => kernelMatrix(fidelityKernel({ ...zz, load }), { rows: many })).toThrow(
      "40000 × 40000 values take 11.9 GiB with their states, but the limit is 4.0 GiB",
    );
    expect(loaded).toBe(0);
  });
});
