import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

const packages = fileURLToPath(new URL("../..", import.meta.url));

/** Writes `outDir`/`name`.js: an entry of this folder with the packages' sources and all they need, for browsers and Node alike. */
export async function bundle(name: string, entry: string, outDir: string): Promise<string> {
  await build({
    config: false,
    entry: { [name]: join(packages, "simulator/test", entry) },
    outDir,
    format: "esm",
    outExtension: () => ({ js: ".mjs" }),
    target: "es2022",
    platform: "neutral",
    noExternal: [/./],
    silent: true,
    esbuildOptions(options) {
      options.alias = Object.fromEntries(
        ["core", "circuits"].map((part) => [`@uphill/${part}`, join(packages, part, "src/index.ts")]),
      );
    },
  });
  return join(outDir, `${name}.mjs`);
}
