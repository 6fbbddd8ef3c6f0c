import type { Options } from "tsup";

/** One build for every package: ESM, CommonJS and types, from the entries that the package names. */
export function build(entry: Options["entry"] = ["src/index.ts"], overrides: Options = {}): Options {
  return {
    entry,
    format: ["esm", "cjs"],
    target: "es2022",
    platform: "neutral",
    sourcemap: true,
    splitting: true,
    // Stale files of an earlier build are harmless to users (files are named one by one) and a clean would race with types.
    clean: false,
    dts: process.argv.includes("--no-dts") ? false : { compilerOptions: { ignoreDeprecations: "6.0" } },
    ...overrides,
  };
}
