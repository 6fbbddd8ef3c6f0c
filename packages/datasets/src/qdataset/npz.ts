import { crc32 } from "../inflate.js";
import { fields, littleEndian, npyHeader } from "../tables/npy-bytes.js";

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
