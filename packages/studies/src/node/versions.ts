import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const packages = [
  "@uphill/core",
  "@uphill/circuits",
  "@uphill/encodings",
  "@uphill/simulator",
  "@uphill/gradients",
  "@uphill/optimizers",
  "@uphill/datasets",
  "@uphill/problems",
  "@uphill/plugins",
];
const versionOf = (path: string): string => (require(path) as { version: string }).version;

/** Versions of everything that decides numbers; part of a result's identity. */
export const versions: Readonly<Record<string, string>> = {
  "@uphill/studies": versionOf("../package.json"),
  ...Object.fromEntries(packages.map((name) => [name, versionOf(`${name}/package.json`)])),
};
