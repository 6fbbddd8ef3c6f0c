import { circuit, cnot, pauli, ry, rz, sum, weight, z, type Operation } from "@uphill/circuits";
import { streams, type Random } from "@uphill/core";
import { compile, startThreads } from "@uphill/simulator";
import { expect, it } from "vitest";
import { gradientMethods, sampleExpectations, type GradientFamily } from "../src/index.js";
import { shotStreams } from "./cases.js";

const sampling = (Object.values(gradientMethods) as GradientFamily[]).filter((family) => !family().exactOnly);
const bits = (numbers: Float64Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("hex");

/** Enough qubits that a state is divided among threads, and three weights. */
function wide(qubits: number): Operation[] {
  const all = Array.from({ length: qubits }, (_, q) => q);
  return [
    ...all.map((q) => ry(0.3 + 0.1 * q, q)),
    ...all.slice(1).map((q) => cnot(q - 1, q)),
    ry(weight(0), 0),
    ry(weight(1), qubits - 1),
    rz(weight(0, { scale: 2 }), 3),
    ...all.map((q) => ry(0.2 - 0.05 * q, q)),
    ry(weight(2), 0),
  ];
}

it("values and gradients from shots are the same bits on any number of threads, asked for in any order", async () => {
  expect(await startThreads(3)).toBe(3);
  const qubits = 14;
  const weights = Float64Array.of(0.4, -0.9, 1.3);
  const observables = [sum(z(0), pauli(`X${qubits - 1}`, 0.5), pauli(`Z3 Z${qubits - 1}`, 0.2))];
  const said = (threads: number, backwards: boolean): string[] => {
    const program = compile(circuit(qubits, wide(qubits)), { observables, threads });
    const source = { rows: 1 };
    const ask = { program, weights, source, batch: program.prepare(source), shots: 40 };
    const random = shotStreams(31);
    const chance = (): Random => streams(31).stream("directions").at();
    const requests = [
      () => sampleExpectations(program, { ...ask, random: random(0) }).values,
      ...sampling.map(
        (family, k) => () =>
          family().estimate({ ...ask, chance, random: random(1 + k), cotangents: (f) => f }).gradient,
      ),
    ];
    const order = requests.map((_, k) => k);
    const answers: string[] = [];
    for (const k of backwards ? order.reverse() : order) answers[k] = bits(requests[k]());
    return answers;
  };
  const alone = said(1, false);
  expect(new Set(alone).size).toBe(alone.length);
  expect(said(2, true)).toEqual(alone);
  expect(said(3, false)).toEqual(alone);
});
