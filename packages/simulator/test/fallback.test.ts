import { circuit, defineGate, hardwareEfficient, input, z, type Gate } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { expect, it, vi } from "vitest";
import { compile, type Engine } from "../src/index.js";

// A platform whose WebAssembly is missing, or small: filling the real one takes gigabytes.
const platform = vi.hoisted(() => ({ present: true, bytes: 2 ** 32 }));
vi.mock(import("../src/engines/wasm/machine.js"), async (original) => {
  const real = await original();
  return {
    ...real,
    compiled: (shared: boolean) => (platform.present ? real.compiled(shared) : undefined),
    get MOST_BYTES() {
      return platform.bytes;
    },
  };
});

const made = hardwareEfficient({ qubits: 3, layers: 1 });
const weights = new Float64Array(made.weights).fill(0.4);
const compiled = (engine: Engine): ReturnType<typeof compile> => compile(made, { observables: [z(2)], engine });

it("auto runs on the reference engine what does not fit into WebAssembly's memory", () => {
  const plain = compiled("reference");
  const wanted = plain.jacobian({ weights, batch: plain.prepare({ rows: 2 }) });
  platform.bytes = 100;
  const program = compiled("auto");
  // The same bits: it is the same engine.
  expect(program.jacobian({ weights, batch: program.prepare({ rows: 2 }) })).toEqual(wanted);
  platform.bytes = 2 ** 32;
});

it("auto runs on the reference engine what has no kernel, wasm says so", () => {
  // A fixed matrix times a phase that each row feeds: no generator is declared.
  const odd = defineGate({
    name: "odd",
    qubits: 1,
    angles: ["phi"],
    structure: "dense",
    matrix: (phi: number) => ({
      re: Float64Array.of(Math.cos(phi), 0, 0, 1),
      im: Float64Array.of(Math.sin(phi), 0, 0, 0),
    }),
  }) as unknown as Gate;
  const fed = circuit(1, [odd(input(0), 0)]);
  const program = compile(fed, { observables: [z(0)] });
  const batch = program.prepare({ inputs: Float64Array.of(0.1, 0.2) });
  expect([...program.expectations({ weights: [], batch })]).toEqual([1, 1]);
  expect(() => compile(fed, { observables: [z(0)], engine: "wasm" })).toThrow(
    'the engine is "wasm", but operation 0 (odd) needs a general matrix for each row',
  );
});

it("auto runs without WebAssembly, wasm says that there is none", () => {
  platform.present = false;
  const program = compiled("auto");
  expect(program.expectations({ weights, batch: program.prepare({}) })).toHaveLength(1);
  try {
    compiled("wasm");
    expect.unreachable();
  } catch (error) {
    expect(isUphillError(error) && error.code).toBe("engine");
    expect(String(error)).toContain('compile: the engine is "wasm", but this platform has no WebAssembly with SIMD');
  }
});
