/**
 * Work that can be interrupted. It is a generator that yields at each place where the work can wait, and returns a T
 * at its end.
 */
export type InParts<T> = Generator<undefined, T, unknown>;

/**
 * Does all of the work without an interruption.
 * @param parts the work
 * @returns what the work returns
 */
export function inOneGo<T>(parts: InParts<T>): T {
  for (let part = parts.next(); ; part = parts.next()) if (part.done) return part.value;
}
