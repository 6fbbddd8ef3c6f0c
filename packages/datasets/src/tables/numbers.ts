type Read = (view: DataView, at: number, little: boolean) => number;

/** How NumPy writes one number, by kind and bytes: the only list of it, for .npy files and pickles. */
const readers: Readonly<Record<string, Read>> = {
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  b1: (view, at) => Number(view.getUint8(at) !== 0),
};
/** Complex numbers are two real ones. */
const parts: Readonly<Record<string, string>> = { c8: "f4", c16: "f8" };

export const realTypes: readonly string[] = Object.keys(readers);
export const numberTypes: readonly string[] = [...realTypes, ...Object.keys(parts)];

/** Bytes of one element. */
export const widthOf = (type: string): number => Number(type.slice(1));

/** Numbers that are read of one array: 2 GiB of doubles, however few bytes a file has for each. */
export const MOST_VALUES = 2 ** 28;

/** The bytes of an array as NumPy lays them out. Whoever makes one has checked that they are as many as shape and type say. */
export interface StoredArray {
  /** One of {@link numberTypes}. */
  readonly type: string;
  readonly little: boolean;
  readonly shape: readonly number[];
  /** "F": the first index runs fastest. */
  readonly order: "C" | "F";
  readonly bytes: Uint8Array;
}

const littleEndian = new Uint8Array(Float64Array.of(1).buffer)[7] === 0x3f;

/**
 * The elements in C order; of complex ones, real and imaginary part in turn.
 * @param refuse is told of a whole number beyond 2⁵³, and of more than 2²⁸ numbers
 */
export function readNumbers(
  { type, little, shape, order, bytes }: StoredArray,
  refuse: (got: string, wanted: string, todo: string) => never,
): Float64Array {
  const each = type in parts ? 2 : 1;
  const read = readers[parts[type] ?? type];
  const width = widthOf(type) / each;
  const count = bytes.length / width;
  if (count > MOST_VALUES) refuse(`it holds ${count} numbers`, `at most ${MOST_VALUES} are read`, "Save a part of it.");
  const wide = type === "i8" || type === "u8";
  // What lies as this machine has it need not be taken over one by one.
  if (type === "f8" && little && littleEndian && (order === "C" || shape.length < 2)) {
    if (bytes.byteOffset % 8 === 0) return new Float64Array(bytes.buffer, bytes.byteOffset, count);
    return new Float64Array(new Uint8Array(bytes).buffer, 0, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  const place = shape.map(() => 0); // of the element that is read next
  for (let from = 0; from < count; from += each) {
    let to = from;
    if (order === "F") {
      to = each * shape.reduce((sum, size, axis) => sum * size + place[axis], 0);
      for (let axis = 0; axis < shape.length && ++place[axis] === shape[axis]; axis++) place[axis] = 0;
    }
    for (let p = 0; p < each; p++) values[to + p] = read(view, (from + p) * width, little);
    if (wide && !Number.isSafeInteger(values[to])) {
      refuse(
        `value ${from} is ${values[to]}`,
        "whole numbers up to 2⁵³ fit into a double",
        "Save the array as float64.",
      );
    }
  }
  return values;
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  let value = (exponent ? 1024 + fraction : fraction) / 16777216;
  for (let k = 1; k < exponent; k++) value *= 2;
  return sign * value;
}
