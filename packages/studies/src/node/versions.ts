import { createRequire } from "node:module";

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package and all of ours that it rests on, each as it is found from the one that names it. */
function versionsFrom(place: string, path: string, found = new Map<string, string>()): Map<string, string> {
  const require = createRequire(place);
  const { name, version, dependencies = {} } = require(path) as PackageJson;
  if (found.has(name)) return found;
  found.set(name, version);
  const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith("@uphill/"));
  for (const dependency of own) versionsFrom(require.resolve(path), `${dependency}/package.json`, found);
  return found;
}

/** The versions of all packages that decide numbers. They are part of the identity of a result. */
export const versions: Readonly<Record<string, string>> = Object.fromEntries(
  [...versionsFrom(import.meta.url, "../package.json")].sort(([a], [b]) => (a < b ? -1 : 1)),
);
