import { circuit, cnot, hardwareEfficient, input, ry, weight, x, z } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asyncProgram } from "../src/async-program.js";
import { defineEngine, type AnyEngine, type SyncEngine } from "../src/engines/engine.js";
import * as engines from "../src/engines/index.js";
import { compile, compileAsync } from "../src/index.js";
import { syncProgram } from "../src/sync-program.js";

const all: readonly SyncEngine[] = Object.values(engines);
const source = join(import.meta.dirname, "../src");
const made = circuit(2, [ry(weight(0), 0), x(1), ry(weight(1), 1), cnot(0, 1)]);
const observables = [z(0), z(1)];
const weights = [0.3, 1.1];

/** An engine of our own: the reference engine, with other declarations. */
const like = (changes: Partial<SyncEngine>): SyncEngine => ({ ...engines.reference, name: "mine", ...changes });

/** One that takes its time, and counts its calls. */
const calls: string[] = [];
const remote: AnyEngine = defineEngine({
  ...like({}),
  name: "remote",
  speed: 1000,
  supports: () => Promise.resolve(true as const),
  async compileAsync(given, need) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const program = engines.reference.compile(given, need);
    const later =
      <A extends unknown[], R>(name: string, call: (...args: A) => R) =>
      async (...args: A): Promise<R> => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        calls.push(name);
        return call(...args);
      };
    return {
      load: later("load", program.load),
      expectations: later("expectations", program.expectations),
      shifted: later("shifted", program.shifted),
      vjp: later("vjp", program.vjp),
      jacobian: later("jacobian", program.jacobian),
      states: later("states", program.states),
      sweepStates: later("sweepStates", program.sweepStates),
      release: later("release", program.release),
    };
  },
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(isUphillError(error) && error.code).toBe("engine");
    return String(error);
  }
  return "no refusal";
}

describe("an engine is chosen by what it declares", () => {
  const used: string[] = [];
  const spying = (changes: Partial<SyncEngine>): SyncEngine =>
    like({
      ...changes,
      compile(given, need) {
        used.push(changes.name!);
        return engines.reference.compile(given, need);
      },
    });
  const usedBy = (engine: string, list: readonly SyncEngine[], rows = 1): string | undefined => {
    used.length = 0;
    const program = syncProgram(made, { observables, engine: engine as "auto" }, list);
    program.expectations({ weights, batch: program.prepare({ rows }) });
    return used.at(-1);
  };
  const slow = spying({ name: "slow", speed: 1 });
  const fast = spying({ name: "fast", speed: 5 });

  it("auto takes the fastest, whatever their order", () => {
    expect(usedBy("auto", [slow, fast])).toBe("fast");
    expect(usedBy("auto", [fast, slow])).toBe("fast");
  });

  it("auto takes no engine of single precision, but its name does", () => {
    const single = spying({ name: "single", speed: 99, precision: "single" });
    expect(usedBy("auto", [single, slow])).toBe("slow");
    expect(usedBy("single", [single, slow])).toBe("single");
  });

  it("auto takes none that does not support the circuit; its name says why not", () => {
    const picky = spying({ name: "picky", speed: 9, supports: () => "it likes three qubits" });
    expect(usedBy("auto", [picky, slow])).toBe("slow");
    expect(refusal(() => usedBy("picky", [picky, slow]))).toContain(
      'compile: the engine is "picky", but it likes three qubits. Use engine "auto".',
    );
    expect(refusal(() => usedBy("auto", [picky]))).toContain("it likes three qubits");
  });

  it("auto takes one whose store holds the batch; derivatives name the engines that hold them", () => {
    const small = spying({ name: "small", speed: 9, store: { name: "a box", most: () => 100 } });
    expect(usedBy("auto", [small, slow], 1)).toBe("small");
    expect(usedBy("auto", [small, slow], 2)).toBe("slow");
    const program = syncProgram(made, { observables, engine: "auto" }, [small, slow]);
    expect(() => program.jacobian({ weights })).toThrow(
      'derivatives on 2 qubits take 192 B, but a box holds 100 B of states. Use fewer qubits or shifted circuits (parameter shift); in code, engine "slow" may hold them.',
    );
  });

  it("lists what there is", () => {
    expect(refusal(() => usedBy("gpu", [slow, fast]))).toContain("engines are auto, fast and slow");
  });
});

describe("async beside sync", () => {
  const start = { re: Float64Array.of(0.6, 0, 0, 0.8, 1, 0, 0, 0) };
  const cotangents = (values: Float64Array): Float64Array => values.map((value) => 2 * value);

  it.each(["auto", "reference", "remote"])(
    "every call gives what a program gives that answers at once: %s",
    async (name) => {
      const engine = name as "auto";
      const list = name === "auto" ? all : [...all, remote];
      const now = compile(made, { observables, engine: name === "auto" ? engine : "reference" });
      const later = await asyncProgram(made, { observables, engine }, list);
      const run = { weights, batch: now.prepare({ states: start }) };
      const own = { weights, batch: await later.prepare({ states: start }) };
      const other = [0.2, 0.5];
      const shifts = [{ operation: 0, angle: 0, delta: 0.4 }];
      const drawn = {
        shots: 5,
        random: (row: number) => ({ uniform: () => (row + 0.3) / 3 }) as never,
        shift: shifts[0],
      };
      expect(later.liveWeights).toEqual(now.liveWeights);
      expect(await later.expectations(own)).toEqual(now.expectations(run));
      expect(await later.expectations({ weights })).toEqual(now.expectations({ weights }));
      expect(await later.shifted({ ...own, shifts })).toEqual(now.shifted({ ...run, shifts }));
      expect(await later.vjp({ ...own, cotangents })).toEqual(now.vjp({ ...run, cotangents }));
      expect(await later.jacobian(own)).toEqual(now.jacobian(run));
      expect(await later.state(own)).toEqual(now.state(run));
      expect(await later.sample({ ...own, ...drawn })).toEqual(now.sample({ ...run, ...drawn }));
      expect(await later.probabilities({ ...own, qubits: [1] })).toEqual(now.probabilities({ ...run, qubits: [1] }));
      expect(await later.reducedDensity({ ...own, qubits: [0] })).toEqual(now.reducedDensity({ ...run, qubits: [0] }));
      const [ownOther, runOther] = [own, run].map(({ batch }) => ({ weights: other, batch }));
      expect(await later.overlaps({ ...own, other: ownOther })).toEqual(now.overlaps({ ...run, other: runOther }));
      expect(await later.fidelities({ ...own, other: ownOther })).toEqual(now.fidelities({ ...run, other: runOther }));
      await later.checkDerivatives(own.batch);
      await later.dispose();
      expect(new Set(calls).size).toBe(name === "remote" ? 7 : 0);
    },
  );

  it("auto takes a faster engine that takes its time", async () => {
    calls.length = 0;
    const program = await asyncProgram(made, { observables }, [...all, remote]);
    await program.expectations({ weights });
    expect(calls).toEqual(["load", "expectations"]);
  });

  it("refusals are rejections", async () => {
    const program = await compileAsync(made, { observables });
    await expect(program.expectations({ weights: [1] })).rejects.toThrow("there are 1 weights, but the circuit has 2");
    await expect(program.sample({ weights, shots: 0, random: () => ({}) as never })).rejects.toThrow("0 shots");
    await expect(compileAsync(made, { observables: [z(7)] })).rejects.toThrow("an observable measures qubit 7");
    const small = await compileAsync(made, { observables, maxBytes: 100 });
    await expect(small.checkDerivatives(await small.prepare({}))).rejects.toThrow("the limit is 100 B");
  });
});

describe("a run without a batch", () => {
  it.each(all.map(({ name }) => name))("is one row of |0…0⟩: %s", (engine) => {
    const program = compile(made, { observables, engine: engine as "auto" });
    const batch = program.prepare({});
    expect(program.expectations({ weights })).toEqual(program.expectations({ weights, batch }));
    expect(program.jacobian({ weights })).toEqual(program.jacobian({ weights, batch }));
    expect(program.state({ weights })).toEqual(program.state({ weights, batch }));
    expect([...program.fidelities({ weights, other: { weights } })][0]).toBeCloseTo(1, 14);
    expect(program.expectations({ weights })[0]).toBeCloseTo(Math.cos(0.3), 14);
  });

  it("is refused where the circuit takes inputs", () => {
    const program = compile(circuit(1, [ry(input(0), 0)]), { observables: [z(0)] });
    expect(() => program.expectations({ weights: [] })).toThrow("each row has 1 inputs");
  });

  it("is one batch, prepared once", () => {
    let loads = 0;
    const counting = like({
      compile(given, need) {
        const program = engines.reference.compile(given, need);
        return { ...program, load: (batch) => (loads++, program.load(batch)) };
      },
    });
    const program = syncProgram(hardwareEfficient({ qubits: 2, layers: 1 }), { observables }, [counting]);
    const own = new Float64Array(program.circuit.weights);
    program.expectations({ weights: own });
    program.jacobian({ weights: own });
    expect(loads).toBe(1);
  });
});

describe("engines know nothing of each other, and nobody knows them by name", () => {
  const files = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(source, path), "utf8") }));
  const folders = readdirSync(join(source, "engines"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it("each engine has a folder of its name", () => {
    expect(folders.toSorted()).toEqual(all.map(({ name }) => name).toSorted());
  });

  it("engines import passes, and nothing of each other", () => {
    let seen = 0;
    for (const { path, text } of files) {
      const own = folders.find((folder) => path.startsWith(`engines/${folder}/`));
      const inPasses = path.startsWith("passes/");
      if (!own && !inPasses) continue;
      for (const [, from] of text.matchAll(/from "(\.[^"]+)"/g)) {
        seen += 1;
        const target = join("/", path, "..", from).replaceAll("\\", "/");
        for (const other of folders) if (other !== own) expect(`${path} ${target}`).not.toContain(`/engines/${other}/`);
        if (inPasses) expect(`${path} ${target}`).not.toContain("/engines/");
      }
    }
    expect(seen).toBeGreaterThan(50);
  });

  it("no string literal is an engine's name, but in its own folder", () => {
    for (const { path, text } of files) {
      for (const { name } of all) {
        if (path.startsWith(`engines/${name}/`)) continue;
        expect([path, text.match(new RegExp(`["'\`]${name}["'\`]`, "g"))]).toEqual([path, null]);
      }
    }
  });

  it("the README names every engine", () => {
    const page = readFileSync(join(source, "../README.md"), "utf8");
    for (const { name } of all) expect(page).toContain(`"${name}"`);
  });
});
