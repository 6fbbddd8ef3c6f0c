import { base64 } from "@scure/base";
import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { UphillError } from "./errors.js";

/**
 * The one codec for state, checkpoints, models and logs: JSON text in which every value comes back to the bit.
 * What JSON loses carries a tag: `{"$number":"-0"}`, `{"$Float64Array":"…"}` (little-endian bytes in base64).
 * Keys keep their order; undefined fields are dropped, as in JSON.
 */

const arrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array };
type ArrayName = keyof typeof arrays;
const specials: Record<string, number> = { "-0": -0, NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

function special(value: number): string | undefined {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? undefined : String(value);
}

/** Bytes of a typed array, low byte first whatever the machine; to be read only. */
function littleEndian(array: ArrayBufferView & { BYTES_PER_ELEMENT: number }): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return machineIsLittleEndian ? bytes : reverseElements(bytes.slice(), array.BYTES_PER_ELEMENT);
}

const machineIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function reverseElements(bytes: Uint8Array, width: number): Uint8Array {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
  return bytes;
}

/**
 * Writes a value as JSON text that keeps every number to the bit: also −0, NaN, infinities and typed arrays.
 * @param value objects, arrays, strings, numbers, booleans, null and typed arrays, nested as you like
 * @returns the text, which {@link decode} reads
 * @throws UphillError "codec" for anything else, such as a function, an instance of a class or a big integer
 */
export function encode(value: unknown): string {
  return JSON.stringify(toTagged(value, "value"));
}

/**
 * Copies fields and gives the copy a `toJSON` of its own. `JSON.stringify` then writes the copy as {@link encode}
 * does, to the bit. The `toJSON` is not enumerable, so a copy that goes to another thread is plain data.
 * @param fields an object of plain data
 * @returns the copy
 */
export function exactJSON<T extends object>(fields: T): T {
  return Object.defineProperty({ ...fields }, "toJSON", { value: () => JSON.parse(encode(fields)) as unknown });
}

function toTagged(value: unknown, path: string): unknown {
  if (typeof value === "number") {
    const name = special(value);
    return name === undefined ? value : { $number: name };
  }
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => toTagged(item, `${path}[${index}]`));
  if (ArrayBuffer.isView(value)) {
    const name = Object.prototype.toString.call(value).slice(8, -1);
    if (name in arrays) return { [`$${name}`]: base64.encode(littleEndian(value as Uint8Array)) };
  } else if (typeof value === "object" && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key.startsWith("$") ? `$${key}` : key,
        toTagged(item, `${path}.${key}`),
      ]),
    );
  }
  throw new UphillError({
    code: "codec",
    who: "codec",
    got: `${path} is a ${typeof value === "object" ? value.constructor.name : typeof value}`,
    wanted: "only plain data can be written",
    todo: "Use objects, arrays, strings, numbers, booleans, null and typed arrays.",
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Reads the text that {@link encode} wrote.
 * @param text the text
 * @returns the value
 * @throws UphillError "codec" if the text has another form
 */
export function decode(text: string): unknown {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw damaged(`the text is not JSON (${(cause as Error).message})`, cause);
  }
  return fromTagged(raw);
}

function fromTagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fromTagged(item));
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  const [key, item] = entries[0] ?? ["", undefined];
  if (entries.length === 1 && typeof item === "string" && /^\$[^$]/.test(key)) {
    const name = key.slice(1);
    if (name === "number" && Object.hasOwn(specials, item)) return specials[item];
    if (Object.hasOwn(arrays, name)) return fromBytes(name as ArrayName, item);
  }
  const unknownTag = entries.find(([k]) => k.startsWith("$") && !k.startsWith("$$"));
  if (unknownTag) throw damaged(`there is a tag ${JSON.stringify(unknownTag[0])} that encode does not write like this`);
  return Object.fromEntries(entries.map(([k, v]) => [k.startsWith("$$") ? k.slice(1) : k, fromTagged(v)]));
}

function damaged(got: string, cause?: unknown): UphillError {
  return new UphillError({
    code: "codec",
    who: "codec",
    got,
    wanted: "it must be what encode wrote",
    todo: "Check that the file is whole.",
    cause,
  });
}

function fromBytes(name: ArrayName, text: string): unknown {
  const width = arrays[name].BYTES_PER_ELEMENT;
  let bytes: Uint8Array;
  try {
    bytes = base64.decode(text);
  } catch (cause) {
    throw damaged(`a ${name} is not base64`, cause);
  }
  if (bytes.length % width !== 0) throw damaged(`a ${name} has ${bytes.length} bytes at ${width} an element`);
  const ordered = machineIsLittleEndian ? bytes : reverseElements(bytes, width);
  return new arrays[name](ordered.slice().buffer);
}

/**
 * Hashes a value. Two values have the same fingerprint exactly if they are the same; the order of keys does not
 * matter.
 * @param value what {@link encode} can write
 * @returns the SHA-256 in hexadecimal
 */
export function fingerprint(value: unknown): string {
  return bytesToHex(digest(utf8ToBytes(encode(sorted(value)))));
}

/**
 * Hashes bytes, or numbers as little-endian float64. Several parts are hashed as if they were one. Cost: one pass, no
 * copy.
 * @param parts the arrays, in order
 * @returns the SHA-256 in hexadecimal
 */
export function sha256(...parts: readonly (Float64Array | Uint8Array)[]): string {
  const hash = digest.create();
  for (const part of parts) hash.update(part instanceof Float64Array ? littleEndian(part) : part);
  return bytesToHex(hash.digest());
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  // What is not plain goes to encode as it is, which refuses it.
  if (typeof value !== "object" || value === null || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
