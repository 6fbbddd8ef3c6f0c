import { UphillError } from "@uphill/core";
import type { Kernels } from "./kernels.js";
import { plainKernels } from "./plain.js";
import { wasmKernels } from "./wasm.js";

export { type Kernels, type States } from "./kernels.js";
export { pauliMask } from "./pauli.js";
export { plainKernels };

/** Which kernels run: WebAssembly, plain TypeScript, or the former where the platform has it. Their results are the same bits. */
export type Engine = "auto" | "wasm" | "reference";

/** @throws UphillError "engine" if the platform lacks what the engine needs, or there is no such engine */
export function kernelsFor(engine: Engine): Kernels {
  if (engine === "reference") return plainKernels;
  const fast = wasmKernels();
  if (engine === "auto") return fast ?? plainKernels;
  const known = (engine as string) === "wasm";
  if (known && fast) return fast;
  throw new UphillError({
    code: "engine",
    who: "compile",
    got: `the engine is ${JSON.stringify(engine)}`,
    wanted: known ? "this platform has no WebAssembly with SIMD" : "engines are auto, wasm and reference",
    todo: 'Use engine "auto".',
  });
}
