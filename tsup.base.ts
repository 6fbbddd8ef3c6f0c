import type { Options } from "tsup";

const shared: Options = {
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  // Stale files of an earlier build are harmless to users (files are named one by one) and a clean would race with types.
  clean: false,
};

/**
 * The build of every package. ES modules go out file by file, so that a bundler takes what is used and no more: declarations such
 * as `defineGate(…)` run when their file is loaded, and could not be left out of one large file. Node leaves nothing out and
 * loads one file sooner than a hundred: it gets the same modules whole, in `whole/`. CommonJS and types are bundled from the
 * entries that the package names.
 * @param options.outside optional dependencies, which tsup would take for its own
 * @param options.inside dependencies to take what is used of, rather than to load whole
 * @param options.bundle one ES module for each entry and for everyone, with the development dependencies that it uses inside
 */
export function build(
  entry: string[] = ["src/index.ts"],
  { bundle = false, inside = [] as string[], outside = [] as string[] } = {},
): Options[] {
  const modules: Options = {
    ...shared,
    entry: bundle ? entry : ["src/**/*.ts"],
    format: ["esm"],
    bundle,
    splitting: bundle,
    noExternal: inside,
    external: outside,
    dts: false,
  };
  const whole: Options = { ...modules, entry, bundle: true, splitting: true, outDir: "dist/whole" };
  const common: Options = { ...shared, entry, external: outside, format: ["cjs"], splitting: true, dts: false };
  const types: Options = {
    ...shared,
    entry,
    format: ["esm", "cjs"],
    dts: { only: true, compilerOptions: { ignoreDeprecations: "6.0" } },
  };
  const code = bundle ? [modules, common] : [modules, whole, common];
  return process.argv.includes("--no-dts") ? code : [...code, types];
}

/**
 * The build of a package that starts threads and processes: bundled ES modules beside each other, where a module finds the file of its
 * worker.
 * @param entry what the package names
 * @param started files that are started and not imported
 */
export function buildForNode(entry: Record<string, string>, started: Record<string, string>): Options[] {
  const modules = buildProgram({ ...entry, ...started });
  const types: Options = {
    ...shared,
    entry,
    format: ["esm"],
    platform: "node",
    dts: { only: true, compilerOptions: { ignoreDeprecations: "6.0" } },
  };
  return process.argv.includes("--no-dts") ? [modules] : [modules, types];
}

/** The build of a program: bundled ES modules, no types. */
export function buildProgram(entry: Record<string, string>): Options {
  return { ...shared, entry, format: ["esm"], platform: "node", splitting: true, dts: false };
}
