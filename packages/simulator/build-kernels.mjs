// Compiles assembly/kernels.ts and writes it, as base64, into a module that every bundler and browser can load.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("src/kernels/kernels.generated.ts");
let binary;

const { error, stderr } = await asc.main(
  [
    "kernels.ts",
    "--baseDir",
    here("assembly"),
    ...["--outFile", "kernels.wasm", "--runtime", "minimal", "--enable", "simd", "-O3", "--noAssert"],
    // A failed allocation traps; its message would only add an import.
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
