// The JavaScript side of peers/protocol.py: the same requests, answers and checks.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A case that a library cannot run here, with the reason. */
export class Refused extends Error {}

/** The circuit in time order: ["rx" | "ry" | "rz", qubit, index of the weight] or ["cnot", control, target]. */
export function gates({ qubits, layers }) {
  const out = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      ["rx", "ry", "rz"].forEach((axis, k) => out.push([axis, qubit, (layer * qubits + qubit) * 3 + k]));
    }
    for (let qubit = 0; qubit + 1 < qubits; qubit++) out.push(["cnot", qubit, qubit + 1]);
  }
  return out;
}

/** Only values from |0…0⟩ or from rows, on few qubits: what these libraries are made for. */
export function mustBeForward(work, most) {
  if (!["forward", "batch-forward"].includes(work.kind)) throw new Refused("it has no derivatives");
  if (work.qubits > most) throw new Refused(`one run takes minutes above ${most} qubits`);
}

/** @param build (work) → [{ name, run(weights) → number[][] }] */
export function serve(name, build) {
  let loaded = new Map();
  let count = 0;
  const clock = (run) => {
    const weights = Float64Array.from({ length: count }, () => (2 * Math.random() - 1) * Math.PI);
    const begin = performance.now();
    run(weights);
    return performance.now() - begin;
  };
  const load = (work) => {
    loaded = new Map();
    count = work.qubits * work.layers * 3;
    const variants = [];
    const refused = [];
    try {
      for (const { name, run } of build(work)) {
        const found = run(Float64Array.from(work.weights)).flat();
        const expected = work.expected.flat();
        const far = found.map((value, k) => Math.abs(value - expected[k])).find((d) => !(d <= work.tolerance));
        if (found.length !== expected.length || far !== undefined) {
          refused.push({ name, why: `its numbers differ from ours by ${far ?? "their count"}` });
          continue;
        }
        clock(run);
        loaded.set(name, run);
        variants.push({ name, counts: true, ms: clock(run) });
      }
    } catch (error) {
      refused.push({ name: "", why: error.message });
    }
    return { variants, refused };
  };
  createInterface({ input: process.stdin }).on("line", (line) => {
    const asked = JSON.parse(line);
    let answer;
    try {
      if (asked.do === "hello")
        answer = { versions: { [name]: require(`./node_modules/${name}/package.json`).version } };
      else if (asked.do === "load") answer = load(asked.work);
      else answer = { ms: Array.from({ length: asked.repeats }, () => clock(loaded.get(asked.variant))) };
    } catch (error) {
      answer = { error: error.message };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
}
