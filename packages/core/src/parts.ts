/** Work that can be left for a while: it yields wherever that may be, and comes to a T. */
export type InParts<T> = Generator<undefined, T, unknown>;

/** All of it in one go. */
export function inOneGo<T>(parts: InParts<T>): T {
  for (let part = parts.next(); ; part = parts.next()) if (part.done) return part.value;
}
