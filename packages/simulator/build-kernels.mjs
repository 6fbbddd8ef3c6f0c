// Compiles assembly/kernels.ts with all that it imports, and writes it, as base64, into a module that every bundler and browser can load.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("src/engines/wasm/kernels.generated.ts");
let binary;

const { error, stderr } = await asc.main(
  [
    "kernels.ts",
    "--baseDir",
    here("assembly"),
    ...[
      "--outFile",
      "kernels.wasm",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--enable",
      "threads",
      "-O3",
      "--noAssert",
    ],
    // The host gives the memory: shared between threads, or not (src/engines/wasm/machine.ts clears the flag then).
    ...["--importMemory", "--sharedMemory", "--initialMemory", "16", "--maximumMemory", "65536"],
    ...["--use", "abort="],
  ],
  {
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm")) binary = contents;
    },
  },
);
if (error || !binary) {
  process.stderr.write(`${stderr.toString()}\n${error ?? "no output"}\n`);
  process.exit(1);
}

writeFileSync(
  target,
  `// Written by build-kernels.mjs from assembly/kernels.ts; do not edit.
export const kernelCode =
  "${Buffer.from(binary).toString("base64")}";
`,
);
