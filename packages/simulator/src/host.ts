// What the host gives, if it does: packages run in pages and in Node alike.
declare const process: { getBuiltinModule?(name: string): unknown } | undefined;
declare const navigator: { hardwareConcurrency?: number } | undefined;

/** A module of Node's own, or undefined elsewhere. */
export function nodeModule(name: string): unknown {
  return typeof process === "undefined" ? undefined : process.getBuiltinModule?.(name);
}

/** Threads that the machine runs at once. */
export function parallelism(): number {
  const os = nodeModule("node:os") as { availableParallelism?(): number } | undefined;
  return os?.availableParallelism?.() ?? (typeof navigator === "undefined" ? 1 : (navigator.hardwareConcurrency ?? 1));
}
