import { hardwareEfficient, z } from "@uphill/circuits";
import { isUphillError, UphillError } from "@uphill/core";
import { expect, it, vi } from "vitest";
import { compile, type Engine } from "../src/index.js";
import type { Kernels } from "../src/kernels/index.js";
import { plainKernels } from "../src/kernels/plain.js";

// A WebAssembly with room for two batches of states: filling the real one takes gigabytes.
const held = vi.hoisted(() => ({ present: true, states: 0, asked: 0 }));
vi.mock("../src/kernels/wasm.js", () => ({
  wasmKernels: (): Kernels | undefined =>
    held.present
      ? {
          ...plainKernels,
          allocate(qubits, rows) {
            held.asked += 1;
            if (held.states === 2) {
              throw new UphillError({ code: "memory", who: "simulator", got: "full", wanted: "less", todo: "Wait." });
            }
            held.states += 1;
            return plainKernels.allocate(qubits, rows);
          },
          free: () => (held.states -= 1),
        }
      : undefined,
}));

const made = hardwareEfficient({ qubits: 3, layers: 1 });
const weights = new Float64Array(made.weights).fill(0.4);
const compiled = (engine: Engine): ReturnType<typeof compile> => compile(made, { observables: [z(2)], engine });

it("auto starts a call again on plain kernels where the states do not fit, and stays there", () => {
  const [program, plain] = [compiled("auto"), compiled("reference")];
  const wanted = plain.jacobian({ weights, batch: plain.prepare({ rows: 2 }) });
  // The jacobian needs a third batch of states.
  expect(program.jacobian({ weights, batch: program.prepare({ rows: 2 }) })).toEqual(wanted);
  const { asked } = held;
  expect([asked, held.states]).toEqual([3, 0]);
  expect(program.jacobian({ weights, batch: program.prepare({ rows: 2 }) })).toEqual(wanted);
  expect(held.asked).toBe(asked);
});

it("wasm says that they do not fit", () => {
  const program = compiled("wasm");
  expect(() => program.jacobian({ weights, batch: program.prepare({}) })).toThrow("simulator: full");
  expect(held.states).toBe(0);
});

it("auto runs without WebAssembly, wasm says that there is none", () => {
  held.present = false;
  const program = compiled("auto");
  expect(program.expectations({ weights, batch: program.prepare({}) })).toHaveLength(1);
  try {
    compiled("wasm");
    expect.unreachable();
  } catch (error) {
    expect(isUphillError(error) && error.code).toBe("engine");
    expect(String(error)).toContain(
      'compile: the engine is "wasm", but this platform has no WebAssembly with SIMD. Use engine "auto".',
    );
  }
});
