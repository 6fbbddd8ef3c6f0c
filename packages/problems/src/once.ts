import type { ProblemSpec } from "./family.js";

/** What a spec leads to, worked out once for each. */
export function onceFor<O, T>(make: (spec: ProblemSpec<O>) => T): (spec: ProblemSpec<O>) => T {
  const known = new WeakMap<ProblemSpec<O>, { readonly made: T }>();
  return (spec) => {
    const found = known.get(spec) ?? { made: make(spec) };
    known.set(spec, found);
    return found.made;
  };
}
