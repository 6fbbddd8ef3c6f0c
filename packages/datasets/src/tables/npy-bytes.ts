import { UphillError } from "@uphill/core";

/** Numbers of the given widths, low byte first. */
export function fields(...values: (readonly [value: number, width: 2 | 4])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.reduce((sum, [, width]) => sum + width, 0)));
  let at = 0;
  for (const [value, width] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

/** The header of a .npy file of version 1.0, in C order. Source: NumPy's format.rst. */
export function npyHeader(dtype: string, shape: readonly number[]): Uint8Array {
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

/** As NumPy's "<f8" has it, or the bytes themselves. */
export function littleEndian(data: Float64Array | Uint8Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const view = new DataView(new ArrayBuffer(8 * data.length));
  data.forEach((value, k) => view.setFloat64(8 * k, value, true));
  return new Uint8Array(view.buffer);
}

/**
 * Writes NumPy's .npy format, version 1.0: numbers of eight bytes in C order, whatever the machine. The same numbers give the same
 * bytes, and {@link parseNpy} reads the same numbers back.
 * @param shape the size of each dimension
 * @param data the numbers, row-major, as many as the shape says
 * @returns the bytes of the file
 * @throws UphillError "npy" for a shape that is not that of the numbers
 */
export function formatNpy(shape: readonly number[], data: Float64Array): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new UphillError({
      code: "npy",
      who: "formatNpy",
      got: `the shape is (${shape.join(", ")}) and there are ${data.length} numbers`,
      wanted: "the sizes of a shape multiply to the count of its numbers",
      todo: "Correct the shape.",
    });
  }
  const header = npyHeader("<f8", shape);
  const out = new Uint8Array(header.length + 8 * data.length);
  out.set(header);
  out.set(littleEndian(data), header.length);
  return out;
}
