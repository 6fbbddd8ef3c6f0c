import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { areaReduce, selectClasses, split } from "../src/index.js";
import { readImages } from "../src/node.js";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "uphill-datasets-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

/** Two images of 1 × 2 pixels, which begin with `first`, and the labels 3 and 6. */
const images = (first = 7): Uint8Array =>
  Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, first, 8, 9, 255);
const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 6);
const put = (name: string, content: Uint8Array): void => writeFileSync(join(dir, name), content);
const mnist = (): ReturnType<typeof readImages> => readImages(dir, { name: "mnist" });

describe("readImages", () => {
  test("reads gzip files and finds only the part that is there", () => {
    put("t10k-images-idx3-ubyte.gz", gzipSync(images()));
    put("t10k-labels-idx1-ubyte.gz", gzipSync(labels));
    const { train, test } = mnist();
    expect(train).toBeUndefined();
    expect(Array.from(test!.features)).toEqual([7, 8, 9, 255]);
    expect(Array.from(test!.labels)).toEqual([3, 6]);
    expect(test!.image).toEqual({ height: 1, width: 2 });
    expect(test!.notes).toEqual(["Read 2 images of 1 × 2 pixels.", "Only test files were there, no training files."]);
  });

  test("reads plain files, the spelling with a dot, and both parts", () => {
    put("train-images.idx3-ubyte", images(1));
    put("train-labels.idx1-ubyte.gz", gzipSync(labels));
    put("t10k-images-idx3-ubyte", images(2));
    put("t10k-labels-idx1-ubyte", labels);
    const { train, test } = mnist();
    expect(train!.features[0]).toBe(1);
    expect(test!.features[0]).toBe(2);
    expect(test!.notes).toHaveLength(1);
  });

  test("finds training files alone", () => {
    put("train-images-idx3-ubyte", images());
    put("train-labels-idx1-ubyte", labels);
    expect(mnist().test).toBeUndefined();
    expect(mnist().train!.notes.at(-1)).toBe("Only training files were there, no test files.");
  });

  test("reads a file that was decompressed but kept its .gz", () => {
    put("t10k-images-idx3-ubyte.gz", images());
    put("t10k-labels-idx1-ubyte.gz", labels);
    expect(mnist().test!.rows).toBe(2);
  });

  test("prefers the folder of that name", () => {
    mkdirSync(join(dir, "fashion-mnist"));
    put("t10k-images-idx3-ubyte", images(1));
    put("t10k-labels-idx1-ubyte", labels);
    put("fashion-mnist/t10k-images-idx3-ubyte", images(2));
    put("fashion-mnist/t10k-labels-idx1-ubyte", labels);
    expect(mnist().test!.features[0]).toBe(1);
    const fashion = readImages(dir, { name: "fashion-mnist" }).test!;
    expect(fashion.features[0]).toBe(2);
    expect(fashion.name).toBe("fashion-mnist");
    expect(fashion.licence).toBe("MIT");
  });
});

test.each([
  ["mnist", "MNIST"],
  ["fashion-mnist", "FashionMNIST"],
  ["kmnist", "KMNIST"],
] as const)("finds %s where torchvision puts it", (name, folder) => {
  mkdirSync(join(dir, folder, "raw"), { recursive: true });
  put(`${folder}/raw/t10k-images-idx3-ubyte`, images(5));
  put(`${folder}/raw/t10k-labels-idx1-ubyte`, labels);
  expect(readImages(dir, { name }).test!.features[0]).toBe(5);
  expect(readImages(join(dir, folder), { name }).test!.features[0]).toBe(5);
  // What lies in the folder itself goes first.
  put("t10k-images-idx3-ubyte", images(6));
  put("t10k-labels-idx1-ubyte", labels);
  expect(readImages(dir, { name }).test!.features[0]).toBe(6);
});

describe("errors", () => {
  const refusal = (message: string): unknown =>
    expect.objectContaining({ code: "files", message: expect.stringContaining(message) as string });

  test("an unknown name", () => {
    expect(() => readImages(dir, { name: "mnits" as "mnist" })).toThrow('Did you mean "mnist"?');
  });

  test("a missing folder", () => {
    const missing = join(dir, "nowhere");
    expect(() => readImages(missing, { name: "mnist" })).toThrow(
      refusal(`readImages: there is no folder ${missing}, but it must be a folder with image files.`),
    );
  });

  test("a file in place of the folder", () => {
    put("mnist", labels);
    expect(mnist).toThrow(refusal(`${join(dir, "mnist")} cannot be listed (ENOTDIR`));
  });

  test("no files", () => {
    expect(mnist).toThrow(
      refusal(
        `${dir} has no files of mnist, but it must have images with their labels. Put train-images-idx3-ubyte and train-labels-idx1-ubyte, or t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, or all four, into ${join(dir, "mnist")} (plain or .gz).`,
      ),
    );
  });

  test("images without labels, and labels without images", () => {
    put("t10k-images-idx3-ubyte.gz", gzipSync(images()));
    expect(mnist).toThrow(
      refusal(
        `${dir} has t10k-images-idx3-ubyte.gz only, but images and labels belong together. Put t10k-labels-idx1-ubyte (plain or .gz) beside it.`,
      ),
    );
    rmSync(join(dir, "t10k-images-idx3-ubyte.gz"));
    put("t10k-labels-idx1-ubyte", labels);
    expect(mnist).toThrow(refusal("Put t10k-images-idx3-ubyte (plain or .gz) beside it."));
  });

  test("a gzip file that is cut short", () => {
    put("t10k-images-idx3-ubyte.gz", gzipSync(images()).subarray(0, -6));
    put("t10k-labels-idx1-ubyte", labels);
    expect(mnist).toThrow(refusal("t10k-images-idx3-ubyte.gz cannot be decompressed (unexpected end of file)"));
  });

  test("a gzip file with wrong bytes", () => {
    const packed = gzipSync(images());
    packed[packed.length - 8] ^= 1; // the first byte of the CRC
    put("t10k-images-idx3-ubyte.gz", packed);
    put("t10k-labels-idx1-ubyte", labels);
    expect(mnist).toThrow(refusal("cannot be decompressed (incorrect data check)"));
  });

  test("a file that cannot be read", () => {
    mkdirSync(join(dir, "t10k-images-idx3-ubyte"));
    put("t10k-labels-idx1-ubyte", labels);
    expect(mnist).toThrow(refusal("t10k-images-idx3-ubyte cannot be read (EISDIR"));
  });

  test("content that is not IDX, naming the file", () => {
    put("t10k-images-idx3-ubyte", labels);
    put("t10k-labels-idx1-ubyte", labels);
    expect(mnist).toThrow(`${join(dir, "t10k-images-idx3-ubyte")}: it has 1 dimensions`);
  });
});

// UPHILL_DATA names a folder with mnist/ and fashion-mnist/ in it.
describe.runIf(process.env.UPHILL_DATA)("real files", () => {
  test.each(["mnist", "fashion-mnist"] as const)("%s", (name) => {
    const { train, test } = readImages(process.env.UPHILL_DATA!, { name });
    const data = (test ?? train)!;
    expect(data.image).toEqual({ height: 28, width: 28 });
    expect(data.features.every((x) => x >= 0 && x <= 255)).toBe(true);
    const small = areaReduce(selectClasses(data, ["3", "6"]), 8);
    expect(small.width).toBe(64);
    const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(small.features)).toBeCloseTo(mean(selectClasses(data, ["3", "6"]).features), 8);
    expect(split(small, { train: 40, test: 40, seed: 1 }).train.rows).toBe(40);
  });
});

test("EMNIST's own file names, with a remark on how images lie", () => {
  put("emnist-digits-test-images-idx3-ubyte.gz", gzipSync(images()));
  put("emnist-digits-test-labels-idx1-ubyte.gz", gzipSync(labels));
  const { train, test: part } = readImages(dir, { name: "emnist-digits" });
  expect(train).toBeUndefined();
  expect(part!.notes[1]).toBe("The files hold every image transposed: its columns of pixels are the picture's rows.");
  expect(() => readImages(dir, { name: "kmnist" })).toThrow("Put train-images-idx3-ubyte and train-labels-idx1-ubyte");
});
