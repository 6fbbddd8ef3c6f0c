import { crc32 } from "../inflate.js";

/** An array for a NumPy file. Complex numbers are real and imaginary part in turn. */
export interface NamedArray {
  readonly name: string;
  readonly dtype: "<f8" | "<c16" | "|u1";
  readonly shape: readonly number[];
  readonly data: Float64Array | Uint8Array;
}

/**
 * The bytes of a .npz file, in pieces: a zip of .npy files, not compressed. The same arrays give the same bytes.
 * Source: NumPy's format.rst (version 1.0) and PKWARE's APPNOTE.TXT. Up to 4 GiB.
 */
export function writeNpz(arrays: readonly NamedArray[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, dtype, shape, data } of arrays) {
    const file = new TextEncoder().encode(`${name}.npy`);
    const header = npyHeader(dtype, shape);
    const bytes = littleEndian(data);
    const size = header.length + bytes.length;
    // What the header of a file and its line in the directory share: version, flags, method, time, date, CRC, sizes, name.
    const facts = fields([20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes, crc32(header)), 4]);
    const sizes = fields([size, 4], [size, 4], [file.length, 2], [0, 2]);
    const parts = [fields([0x04034b50, 4]), facts, sizes, file, header, bytes];
    directory.push(fields([0x02014b50, 4], [20, 2]), facts, sizes);
    directory.push(fields([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), file);
    pieces.push(...parts);
    offset += parts.reduce((sum, part) => sum + part.length, 0);
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const count = arrays.length;
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [length, 4], [offset, 4], [0, 2]);
  return [...pieces, ...directory, end];
}

/** Numbers of the given widths, low byte first. */
function fields(...values: (readonly [value: number, width: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [, width]) => sum + width, 0)));
  let at = 0;
  for (const [value, width] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

function npyHeader(dtype: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  // Data begin at a multiple of 64, after 10 bytes, the text, and a line's end.
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const bytes = new Uint8Array(10 + padded.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]); // \x93NUMPY, version 1.0
  bytes.set(fields([padded.length, 2]), 8);
  bytes.set(new TextEncoder().encode(padded), 10);
  return bytes;
}

function littleEndian(data: Float64Array | Uint8Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const view = new DataView(new ArrayBuffer(8 * data.length));
  data.forEach((value, k) => view.setFloat64(8 * k, value, true));
  return new Uint8Array(view.buffer);
}
