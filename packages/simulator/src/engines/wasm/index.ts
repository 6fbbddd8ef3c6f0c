import { formatBytes, memoryNeeded } from "../../memory.js";
import { defineEngine } from "../engine.js";
import { isSupported } from "./elements.js";
import { compileWasm } from "./engine.js";
import { compiled, MOST_BYTES } from "./machine.js";
import { mostPlanBytes, planBytes } from "./plan-size.js";
import { startPool } from "./threads.js";

/** WebAssembly with 128-bit SIMD, embedded in the package. docs/design.md says how it works. */
export const wasm = defineEngine({
  name: "wasm",
  about: "WebAssembly with 128-bit SIMD",
  precision: "double",
  speed: 20,
  supports(circuit, { live }) {
    if (!compiled(false)) return "this platform has no WebAssembly with SIMD";
    const { qubits, operations } = circuit;
    const at = operations.findIndex((operation) => !isSupported(operation));
    if (at >= 0) {
      return `operation ${at} (${operations[at].gate.name}) needs a general matrix for each row, and it has no kernel for that`;
    }
    const bytes = planBytes(circuit, live);
    const most = mostPlanBytes(qubits);
    if (bytes <= most) return true;
    return `its plan of ${operations.length} operations takes about ${formatBytes(bytes)}, and it writes at most ${formatBytes(most)}`;
  },
  // Start states are counted when they are prepared.
  memory: ({ qubits, rows, work, starts }) =>
    memoryNeeded(qubits, rows, { gradient: work !== "values", starts: starts && work === "values" }),
  store: { name: "WebAssembly's memory", most: () => MOST_BYTES },
  startThreads: startPool,
  compile: compileWasm,
});
