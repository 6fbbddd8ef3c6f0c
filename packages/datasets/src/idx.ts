import { UphillError } from "@uphill/core";
import type { Dataset } from "./dataset.js";
import type { ImageFamily } from "./images.js";
import { MOST_VALUES } from "./tables/numbers.js";

/** The values of an IDX file, in the type that the file has. */
export type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** The content of an IDX file. */
export interface Idx {
  /** The name of the file, for errors. */
  readonly who: string;
  /** The size of each dimension, slowest first. */
  readonly shape: readonly number[];
  /** The values, row-major, in the file's own type. */
  readonly data: IdxData;
}

/** What the third byte of a file says about its values. DataView reads big-endian unless told otherwise, as IDX is. */
const types = new Map<number, { make(count: number): IdxData; read(view: DataView, offset: number): number }>([
  [0x08, { make: (count) => new Uint8Array(count), read: (view, offset) => view.getUint8(offset) }],
  [0x09, { make: (count) => new Int8Array(count), read: (view, offset) => view.getInt8(offset) }],
  [0x0b, { make: (count) => new Int16Array(count), read: (view, offset) => view.getInt16(offset) }],
  [0x0c, { make: (count) => new Int32Array(count), read: (view, offset) => view.getInt32(offset) }],
  [0x0d, { make: (count) => new Float32Array(count), read: (view, offset) => view.getFloat32(offset) }],
  [0x0e, { make: (count) => new Float64Array(count), read: (view, offset) => view.getFloat64(offset) }],
]);

function refuse(who: string, got: string, wanted: string, todo: string): never {
  throw new UphillError({ code: "idx", who, got, wanted, todo });
}

const hex = (...bytes: number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

/**
 * Reads the IDX format: 00 00, a type, the number of dimensions, big-endian sizes, big-endian values.
 * Source: the description on the MNIST database's page (LeCun, Cortes & Burges).
 * @param bytes the whole file, decompressed
 * @param who the name of the file, for errors
 * @returns the content
 * @throws UphillError "idx" if the file has another format, is cut short, or is too long
 */
export function parseIdx(bytes: Uint8Array, who: string): Idx {
  const again = "Fetch the file again.";
  if (bytes.length < 4) refuse(who, `the file has ${bytes.length} bytes`, "an IDX file begins with 4", again);
  const [zero0, zero1, type, dimensions] = bytes;
  if (zero0 !== 0 || zero1 !== 0) {
    const gzip = zero0 === 0x1f && zero1 === 0x8b;
    const todo = gzip ? "It is a gzip file: decompress it first." : "Check that it is the right file.";
    refuse(who, `the file begins with bytes ${hex(zero0, zero1)}`, "an IDX file begins with 00 00", todo);
  }
  const reader = types.get(type);
  if (!reader) {
    const known = [...types.keys()].map((key) => hex(key)).join(", ");
    return refuse(who, `the type of its values is ${hex(type)}`, `it must be one of ${known}`, again);
  }
  if (dimensions === 0) refuse(who, "it declares 0 dimensions", "it must have at least one", again);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) {
    refuse(who, `the file has ${bytes.length} bytes`, `${dimensions} dimensions take a header of ${start}`, again);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const declared = `it declares ${shape.join(" × ")} values`;
  if (shape.includes(0)) refuse(who, declared, "no dimension may be 0", again);
  const width = reader.make(0).BYTES_PER_ELEMENT;
  const count = shape.reduce((product, size) => product * size, 1);
  const size = start + count * width;
  if (!Number.isSafeInteger(size)) refuse(who, declared, "no file can hold so many", again);
  if (count > MOST_VALUES) refuse(who, declared, `at most ${MOST_VALUES} are read`, "Take a part of it.");
  if (size !== bytes.length) {
    const fault = bytes.length < size ? "cut short" : "longer than it says";
    refuse(who, `${declared}, ${size} bytes with the header`, `the file has ${bytes.length}: it is ${fault}`, again);
  }
  const data = reader.make(count);
  for (let i = 0; i < count; i++) data[i] = reader.read(view, start + i * width);
  return { who, shape, data };
}

/**
 * Makes a data set of images [rows, height, width] and their labels [rows]. Pixel values stay as they are in the file.
 * @param images the content of the file of images
 * @param labels the content of the file of labels
 * @param family an entry of {@link imageFamilies}; label k is the class `classes[k]`
 * @returns the data set
 * @throws UphillError "idx" if a file has other dimensions, the numbers of rows differ, a pixel is not finite, or a
 *   label is not a class
 */
export function imagesFromIdx(images: Idx, labels: Idx, family: ImageFamily): Dataset {
  const { name, classes, descriptions, source, licence, citation, transposed } = family;
  for (const [{ who, shape }, wanted, what] of [
    [images, 3, "images (count, height, width)"],
    [labels, 1, "labels (count)"],
  ] as const) {
    if (shape.length === wanted) continue;
    refuse(who, `it has ${shape.length} dimensions`, `${what} have ${wanted}`, "Check that files are not swapped.");
  }
  const [rows, height, width] = images.shape;
  if (labels.shape[0] !== rows) {
    const got = `it has ${labels.shape[0]} labels`;
    refuse(labels.who, got, `${images.who} has ${rows} images`, "Use the two files that belong together.");
  }
  const wrongPixel = images.data.findIndex((value) => !Number.isFinite(value));
  if (wrongPixel >= 0) {
    const got = `image ${Math.floor(wrongPixel / (height * width))} has a pixel that is ${images.data[wrongPixel]}`;
    refuse(images.who, got, "pixels must be finite", "Fetch the file again.");
  }
  const wrongLabel = labels.data.findIndex((value) => !(value in classes));
  if (wrongLabel >= 0) {
    const got = `label ${wrongLabel} is ${labels.data[wrongLabel]}`;
    refuse(labels.who, got, `${name} has labels 0 to ${classes.length - 1}`, "Check that it is the right file.");
  }
  return {
    name,
    features: Float64Array.from(images.data),
    width: height * width,
    rows,
    labels: Int32Array.from(labels.data),
    classes,
    image: { height, width, ...(transposed && { transposed }) },
    source,
    licence,
    ...(citation && { citation }),
    notes: [
      `Read ${rows} images of ${height} × ${width} pixels.`,
      ...(transposed ? ["The files hold every image transposed: its columns of pixels are the picture's rows."] : []),
      ...(descriptions ? [`The classes are ${classes.map((c, i) => `${c} ${descriptions[i]}`).join(", ")}.`] : []),
    ],
  };
}
