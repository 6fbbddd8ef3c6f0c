import { describe, expect, test } from "vitest";
import { imageFamilies, imagesFromIdx, parseIdx, type Idx } from "../src/index.js";

/** Bytes from hexadecimal text. */
const bytes = (text: string): Uint8Array =>
  Uint8Array.from(text.trim().split(/\s+/), (pair) => Number.parseInt(pair, 16));

describe("parseIdx", () => {
  test.each([
    ["unsigned bytes", "00 00 08 02  00 00 00 02  00 00 00 03  00 01 7f 80 fe ff", [2, 3], [0, 1, 127, 128, 254, 255]],
    ["signed bytes", "00 00 09 01  00 00 00 03  7f 80 ff", [3], [127, -128, -1]],
    ["16-bit integers", "00 00 0b 01  00 00 00 02  01 02 ff fe", [2], [258, -2]],
    ["32-bit integers", "00 00 0c 01  00 00 00 02  00 01 00 02 80 00 00 00", [2], [65538, -2147483648]],
    ["32-bit floats", "00 00 0d 01  00 00 00 02  3f c0 00 00 c2 28 00 00", [2], [1.5, -42]],
    ["64-bit floats", "00 00 0e 01  00 00 00 01  3f b9 99 99 99 99 99 9a", [1], [0.1]],
    ["three dimensions", "00 00 08 03  00 00 00 01  00 00 00 02  00 00 00 01  05 06", [1, 2, 1], [5, 6]],
  ])("reads %s", (_, text, shape, values) => {
    const idx = parseIdx(bytes(text), "file");
    expect(idx.who).toBe("file");
    expect(idx.shape).toEqual(shape);
    expect(Array.from(idx.data)).toEqual(values);
  });

  test("reads from the middle of a buffer", () => {
    const inside = bytes("ff ff ff 00 00 0b 01 00 00 00 01 01 02 ff").subarray(3, 13);
    expect(Array.from(parseIdx(inside, "file").data)).toEqual([258]);
  });

  test.each([
    ["00 00 08", "labels.gz: the file has 3 bytes, but an IDX file begins with 4. Fetch the file again."],
    [
      "3c 21 44 4f 43",
      "labels.gz: the file begins with bytes 3c 21, but an IDX file begins with 00 00. Check that it is the right file.",
    ],
    [
      "1f 8b 08 00",
      "labels.gz: the file begins with bytes 1f 8b, but an IDX file begins with 00 00. It is a gzip file: decompress it first.",
    ],
    [
      "00 00 0a 01 00 00 00 01 00",
      "labels.gz: the type of its values is 0a, but it must be one of 08, 09, 0b, 0c, 0d, 0e. Fetch the file again.",
    ],
    ["00 00 08 00 00", "labels.gz: it declares 0 dimensions, but it must have at least one. Fetch the file again."],
    [
      "00 00 08 03 00 00 00 01 00",
      "labels.gz: the file has 9 bytes, but 3 dimensions take a header of 16. Fetch the file again.",
    ],
    [
      "00 00 08 02 00 00 00 03 00 00 00 00",
      "labels.gz: it declares 3 × 0 values, but no dimension may be 0. Fetch the file again.",
    ],
    [
      "00 00 0b 01 00 00 00 02 00 01 00",
      "labels.gz: it declares 2 values, 12 bytes with the header, but the file has 11: it is cut short. Fetch the file again.",
    ],
    [
      "00 00 08 01 00 00 00 02 00 01 00",
      "labels.gz: it declares 2 values, 10 bytes with the header, but the file has 11: it is longer than it says. Fetch the file again.",
    ],
    [
      "00 00 0e 02 ff ff ff ff ff ff ff ff 00",
      "labels.gz: it declares 4294967295 × 4294967295 values, but no file can hold so many. Fetch the file again.",
    ],
  ])("refuses %s", (text, message) => {
    expect(() => parseIdx(bytes(text), "labels.gz")).toThrow(expect.objectContaining({ code: "idx", message }));
  });
});

describe("imagesFromIdx", () => {
  const images: Idx = { who: "images", shape: [2, 1, 3], data: Uint8Array.of(0, 128, 255, 1, 2, 3) };
  const labels: Idx = { who: "labels", shape: [2], data: Uint8Array.of(9, 0) };
  const mnist = imageFamilies.mnist;

  test("joins images and labels, pixels as they are", () => {
    const data = imagesFromIdx(images, labels, mnist);
    expect(data).toMatchObject({ name: "mnist", rows: 2, width: 3, image: { height: 1, width: 3 } });
    expect(Array.from(data.features)).toEqual([0, 128, 255, 1, 2, 3]);
    expect(Array.from(data.labels)).toEqual([9, 0]);
    expect(data.classes).toHaveLength(10);
    expect(data).toMatchObject({ licence: mnist.licence, source: mnist.source, citation: mnist.citation });
    expect(data.notes).toEqual(["Read 2 images of 1 × 3 pixels."]);
  });

  test("tells what the classes show where their names do not", () => {
    expect(imagesFromIdx(images, labels, imageFamilies["fashion-mnist"]).notes[1]).toBe(
      "The classes are 0 T-shirt/top, 1 Trouser, 2 Pullover, 3 Dress, 4 Coat, 5 Sandal, 6 Shirt, 7 Sneaker, 8 Bag, 9 Ankle boot.",
    );
  });

  test.each<[string, Idx, Idx, string]>([
    [
      "swapped files",
      labels,
      images,
      "labels: it has 1 dimensions, but images (count, height, width) have 3. Check that files are not swapped.",
    ],
    ["images as labels", images, images, "images: it has 3 dimensions, but labels (count) have 1."],
    [
      "other counts",
      images,
      { ...labels, shape: [3], data: Uint8Array.of(1, 2, 3) },
      "labels: it has 3 labels, but images has 2 images. Use the two files that belong together.",
    ],
    [
      "a pixel that is no number",
      { ...images, data: Float32Array.of(1, 2, 3, 4, NaN, 6) },
      labels,
      "images: image 1 has a pixel that is NaN, but pixels must be finite.",
    ],
    [
      "a label beyond the classes",
      images,
      { ...labels, data: Uint8Array.of(9, 10) },
      "labels: label 1 is 10, but mnist has labels 0 to 9.",
    ],
    ["a negative label", images, { ...labels, data: Int8Array.of(-1, 1) }, "label 0 is -1"],
    ["a broken label", images, { ...labels, data: Float32Array.of(1, 0.5) }, "label 1 is 0.5"],
  ])("refuses %s", (_, first, second, message) => {
    expect(() => imagesFromIdx(first, second, mnist)).toThrow(message);
  });
});

test.each(Object.entries(imageFamilies))("the entry of %s is whole", (name, family) => {
  expect(family.name).toBe(name);
  expect(new Set(family.classes).size).toBe(family.classes.length);
  if ("descriptions" in family) expect(family.descriptions).toHaveLength(family.classes.length);
});
