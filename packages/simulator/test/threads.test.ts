import { circuit, cnot, rx, ry, rz, sum, weight, z, type Operation } from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { machineFor } from "../src/engines/wasm/machine.js";
import { compile, startThreads, type Program } from "../src/index.js";

function layered(qubits: number): ReturnType<typeof circuit> {
  const operations: Operation[] = [];
  let next = 0;
  for (let layer = 0; layer < 3; layer++) {
    for (let q = 0; q < qubits; q++)
      operations.push(rx(weight(next++), q), ry(weight(next++), q), rz(weight(next++), q));
    for (let q = 0; q + 1 < qubits; q++) operations.push(cnot(q, q + 1));
  }
  return circuit(qubits, operations);
}

const bits = (numbers: Float64Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("hex");

describe("threads", () => {
  it("start, and change no bit", async () => {
    expect(await startThreads(3)).toBe(3);
    // Large enough to be divided: one state of 4 MB, and a batch of tiles.
    const large = layered(15);
    const many = layered(5);
    const random = streams(1).stream("threads").at();
    const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
    const [largeWeights, manyWeights] = [numbers(large.weights), numbers(many.weights)];
    const start = { re: numbers(32 * 3000), im: numbers(32 * 3000) };
    const said = (threads: number): string[] => {
      const one: Program = compile(large, { observables: [sum(z(14), z(0))], threads });
      const two: Program = compile(many, { observables: [z(4)], threads });
      const single = one.vjp({ weights: largeWeights, batch: one.prepare({}), cotangents: () => Float64Array.of(1) });
      const batch = two.prepare({ states: start });
      const rows = two.vjp({ weights: manyWeights, batch, cotangents: (values) => values });
      return [single.values, single.gradient, rows.values, rows.gradient].map(bits);
    };
    const alone = said(1);
    expect(said(2)).toEqual(alone);
    expect(said(3)).toEqual(alone);
  });

  it("start again where a large program is disposed of while they start", async () => {
    await startThreads(2);
    const qubits = 22;
    const large = compile(circuit(qubits, [ry(weight(0), 0)]), { observables: [z(0)], threads: 2 });
    large.expectations({ weights: Float64Array.of(0.3), batch: large.prepare({}) });
    const grown = machineFor(true);
    const started = startThreads(5);
    large.dispose();
    expect(machineFor(true)).not.toBe(grown);
    expect(await started).toBe(5);
  });

  it("must be a whole number, or auto", () => {
    for (const threads of [0, 1.5, Number.NaN, "two" as unknown as number]) {
      expect(() => compile(layered(2), { observables: [z(0)], threads })).toThrow(
        `compile: threads is ${threads}, but it must be a whole number from 1, or "auto"`,
      );
    }
    expect(compile(layered(2), { observables: [z(0)], threads: "auto" }).liveWeights).toHaveLength(18);
  });
});
