import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "tsup";
import { afterAll, expect, test } from "vitest";

// What the packages as built weigh in a page: bundled with all they need, minified, unused parts left out.

const packages = fileURLToPath(new URL("../packages", import.meta.url));
const stage = mkdtempSync(join(tmpdir(), "uphill-size-"));
afterAll(() => rmSync(stage, { recursive: true, force: true }));

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Kilobytes, gzipped, of a bundle, and the packages in it by their bytes before that. */
async function weigh(name: string, code: string): Promise<{ kilobytes: number; parts: string }> {
  const entry = join(stage, `${name}.js`);
  const outDir = join(stage, name);
  writeFileSync(entry, code);
  await build({
    config: false,
    entry: { [name]: entry },
    outDir,
    format: "esm",
    outExtension: () => ({ js: ".mjs" }),
    target: "es2022",
    platform: "browser",
    noExternal: [/./],
    minify: true,
    metafile: true,
    silent: true,
    esbuildOptions(options) {
      const built = readdirSync(packages).map((folder) => [folder, join(packages, folder, "dist/index.js")] as const);
      for (const [folder, file] of built) expect(existsSync(file), `${folder} is built`).toBe(true);
      options.alias = Object.fromEntries(built.map(([folder, file]) => [`@uphill/${folder}`, file]));
    },
  });
  const meta = JSON.parse(readFileSync(join(outDir, "metafile-esm.json"), "utf8")) as Metafile;
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.values(meta.outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const part = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? /packages\/([^/]+)/.exec(path)?.[1] ?? path;
    sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
  }
  const parts = [...sizes].sort(([, a], [, b]) => b - a).map(([part, bytes]) => `${part} ${(bytes / 1000).toFixed(1)}`);
  return { kilobytes: gzipSync(readFileSync(join(outDir, `${name}.mjs`))).length / 1000, parts: parts.join(", ") };
}

test.each([
  { name: "simulator", most: 60, code: 'export * from "@uphill/simulator";' },
  { name: "kernels", most: 80, code: 'export * from "@uphill/kernels";' },
  {
    name: "training",
    most: 115,
    code: 'export { fit, modelFromJSON } from "@uphill/training"; export { classifier } from "@uphill/problems"; export { adam } from "@uphill/optimizers";',
  },
])("$name weighs at most $most kB", async ({ name, most, code }) => {
  const { kilobytes, parts } = await weigh(name, code);
  expect(kilobytes, `${name} has, before gzip, in kB: ${parts}`).toBeLessThanOrEqual(most);
});
