import { UphillError } from "@uphill/core";
import type { PickleLimits } from "./pickle-stack.js";
import type { PickleValue } from "./pickle-values.js";
import { interpret, type Input } from "./pickle-opcodes.js";

export { numbersOf } from "./pickle-numpy.js";
export { NumpyArray, type PickleValue } from "./pickle-values.js";

/** Limits for a pickle, and where reading may stop. */
export interface PickleOptions extends Partial<PickleLimits> {
  /** Keys after which reading may stop. It works if the pickle is a dict and the keys are among its first hundred. */
  until?: readonly string[];
}

/**
 * Reads the value in a Python pickle of protocols 2 to 5. It knows data only: None, booleans, numbers, texts, bytes,
 * lists, tuples (as lists), dicts (as Maps), and NumPy's arrays and numbers. It looks up and calls nothing else.
 * Cost: time and memory in proportion to the bytes that the file has, whatever sizes it declares.
 * @param bytes the whole pickle
 * @param who the name of the file, for errors
 * @param options limits, and where reading may stop
 * @returns the value
 * @throws UphillError "pickle" with what it refuses: a function or class, an operation, a size, a depth, or a file that
 *   is cut or too long
 */
export function readPickle(bytes: Uint8Array, who: string, options: PickleOptions = {}): PickleValue {
  const input: Input = { bytes, at: 0 };
  const { value, done } = interpret(input, who, options).next();
  if (!done) return cutShort(who, bytes.length);
  if (!options.until && input.at < bytes.length) tooLong(who, input.at);
  return value;
}

/**
 * Reads a pickle as {@link readPickle} does, from pieces of a file. With the option `until`, it takes only as many
 * pieces as it needs. What follows the wanted keys is then neither decompressed nor checked. Without it, the pieces
 * must end where the pickle ends.
 * @param pieces the pieces in order
 * @param who the name of the file, for errors
 * @param options as for {@link readPickle}; `size` is the number of bytes of all pieces, if known, so that a pickle
 *   that declares more is refused at once
 * @returns a promise of the value
 * @throws UphillError "pickle", as a rejection
 */
export async function readPickleStream(
  pieces: AsyncGenerator<Uint8Array>,
  who: string,
  { size = Infinity, ...options }: PickleOptions & { size?: number } = {},
): Promise<PickleValue> {
  const input: Input = { bytes: new Uint8Array(0), at: 0 };
  const run = interpret(input, who, options);
  let used = 0; // bytes before those in `input`
  try {
    for (;;) {
      const { value, done } = run.next();
      if (done) {
        if (!options.until && (input.at < input.bytes.length || !(await pieces.next()).done))
          tooLong(who, used + input.at);
        return value;
      }
      used += input.at;
      const parts = [input.bytes.subarray(input.at)];
      let length = parts[0].length;
      if (value > size - used) return cutShort(who, size);
      while (length < value) {
        const next = await pieces.next();
        if (next.done) return cutShort(who, used + length);
        parts.push(next.value);
        length += next.value.length;
      }
      input.bytes = joined(parts, length);
      input.at = 0;
    }
  } finally {
    await pieces.return(undefined);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tooLong(who: string, length: number): never {
  throw new UphillError({
    code: "pickle",
    who,
    got: `the pickle ends after ${length} bytes, and more follow`,
    wanted: "nothing may follow it",
    todo: "Do not trust this file, or write each value to a file of its own.",
  });
}

function cutShort(who: string, length: number): never {
  throw new UphillError({
    code: "pickle",
    who,
    got: `the pickle ends after ${length} bytes`,
    wanted: "what it declares is longer",
    todo: "Fetch or write the file again.",
  });
}
