import { circuit, hardwareEfficient, ry, weight, z } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { machineFor } from "../src/engines/wasm/machine.js";
import { compile, type Engine, type Program } from "../src/index.js";
import { bundle } from "./bundle.js";

const stage = mkdtempSync(join(tmpdir(), "uphill-memory-"));
afterAll(() => rmSync(stage, { recursive: true, force: true }));

/** Runs a script of test/child in a process of its own. */
async function child(name: string, flags: string[], ...args: string[]): Promise<string> {
  const script = await bundle(name, `child/${name}.ts`, stage);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...flags, script, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(error).toBeUndefined();
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.trim();
}

const chain = (qubits: number): ReturnType<typeof circuit> =>
  circuit(
    qubits,
    Array.from({ length: qubits }, (_, q) => ry(weight(q), q)),
  );
const ask = (program: Program): Float64Array =>
  program.expectations({
    weights: new Float64Array(program.circuit.weights).fill(0.3),
    batch: program.prepare({}),
  });

describe("memory", () => {
  it("stays as it is, however many programs run", () => {
    const run = (qubits: number, seed: number): void => {
      const program = compile(hardwareEfficient({ qubits, layers: 1 }), { observables: [z(0)], engine: "wasm" });
      const weights = new Float64Array(program.circuit.weights).fill(seed);
      const batch = program.prepare({ rows: 1 + (seed % 16) });
      program.vjp({ weights, batch, cotangents: (values) => values });
    };
    for (let k = 0; k < 64; k++) run(2 + (k % 4), k);
    const { bytes } = machineFor(false);
    expect(bytes).toBeLessThanOrEqual(2 ** 22);
    for (let k = 0; k < 3000; k++) run(2 + (k % 4), k);
    expect(machineFor(false).bytes).toBe(bytes);
    expect(machineFor(false).idle).toBe(true);
  });

  it.each(["wasm", "reference"])(
    "holds 3,000 programs of the engine %s one after another in 24 MiB",
    async (engine) => {
      expect(await child("programs", ["--max-old-space-size=24"], engine)).toBe("done");
    },
  );

  it("goes when a large program is disposed of, and other programs run on", () => {
    const small = compile(chain(3), { observables: [z(2)], engine: "wasm" });
    const before = ask(small);
    const large = compile(chain(22), { observables: [z(21)], engine: "wasm" });
    ask(large);
    const grown = machineFor(false);
    expect(grown.bytes).toBeGreaterThan(16 * 2 ** 22);
    large.dispose();
    expect(machineFor(false)).not.toBe(grown);
    expect(machineFor(false).bytes).toBeLessThanOrEqual(2 ** 22);
    expect(ask(small)).toEqual(before);
  });

  it("is not taken from a run that another program's end interrupts", () => {
    const large = compile(chain(22), { observables: [z(21)], engine: "wasm" });
    const run = { weights: new Float64Array(22).fill(0.3), batch: large.prepare({}) };
    const cotangents = Float64Array.of(1);
    const quiet = large.vjp({ ...run, cotangents });
    const disturbed = large.vjp({
      ...run,
      cotangents: () => {
        compile(chain(3), { observables: [z(2)] }).dispose();
        return cotangents;
      },
    });
    expect(disturbed).toEqual(quiet);
    large.dispose();
  });
});

describe("a process", () => {
  it.each(["wait", "go"])("ends by itself though threads were started: %s", async (how) => {
    expect(await child("threads", [], how)).toBe("2 1");
  });
});

describe("what does not fit is refused before it is tried", () => {
  function expectRefusal(act: () => unknown, message: string): void {
    const bytes = machineFor(false).bytes;
    try {
      act();
      expect.unreachable();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe("memory");
      expect(String(error)).toContain(message);
    }
    expect(machineFor(false).bytes).toBe(bytes);
  }

  it.each(["wasm", "reference"] as Engine[])("a gradient, where values alone fit: %s", (engine) => {
    const program = compile(chain(12), { observables: [z(11)], engine, maxBytes: 100_000 });
    expect(ask(program)).toHaveLength(1);
    const run = { weights: new Float64Array(12), batch: program.prepare({}) };
    const message = (bytes: string): string =>
      `simulator: 12 qubits and 1 rows take ${bytes}, but the limit is 97.7 KiB`;
    expectRefusal(() => program.vjp({ ...run, cotangents: Float64Array.of(1) }), message("128.0 KiB"));
    // The reference engine keeps the end state besides.
    expectRefusal(() => program.jacobian(run), message(engine === "reference" ? "192.0 KiB" : "128.0 KiB"));
  });

  it("rows that the reference engine runs together", () => {
    const options = { observables: [z(11)], engine: "reference", maxBytes: 2 ** 20 } as const;
    const program = compile(chain(12), options);
    const message = (states: string): string => `take ${states}, but the limit is 1.0 MiB`;
    expectRefusal(() => program.prepare({ rows: 17 }), message("1.1 MiB"));
    const run = (rows: number): { weights: Float64Array; batch: ReturnType<Program["prepare"]> } => ({
      weights: new Float64Array(12),
      batch: program.prepare({ rows }),
    });
    expectRefusal(() => program.vjp({ ...run(9), cotangents: new Float64Array(9) }), message("1.1 MiB"));
    expectRefusal(() => program.jacobian(run(6)), message("1.1 MiB"));
    expect(program.jacobian(run(5)).values).toHaveLength(5);
  });

  it("states beyond the addresses of WebAssembly", () => {
    const program = compile(chain(28), { observables: [z(27)], engine: "wasm", maxBytes: 2 ** 40 });
    expectRefusal(() => ask(program), "do not fit into WebAssembly's memory, but it holds at most 4 GiB");
  });
});
