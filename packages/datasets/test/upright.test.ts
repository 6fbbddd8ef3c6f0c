import { expect, test } from "vitest";
import { imageFamilies, imagesFromIdx, upright } from "../src/index.js";

const images = { who: "images", shape: [1, 2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const labels = { who: "labels", shape: [1], data: Uint8Array.of(7) };

test("EMNIST's images are read as the files have them, which is transposed and said so, and can be turned upright", () => {
  const raw = imagesFromIdx(images, labels, imageFamilies["emnist-digits"]);
  expect(Array.from(raw.features)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(raw.image).toEqual({ height: 2, width: 3, transposed: true });
  expect(raw.notes[1]).toMatch(/^The files hold every image transposed/);
  const turned = upright(raw);
  expect(Array.from(turned.features)).toEqual([1, 4, 2, 5, 3, 6]);
  expect(turned.image).toEqual({ height: 3, width: 2 });
  expect(turned.notes.at(-1)).toBe("Turned images upright: the files hold them transposed.");
  expect(upright(turned)).toBe(turned);
});

test("other images are upright", () => {
  const data = imagesFromIdx(images, labels, imageFamilies.mnist);
  expect(upright(data)).toBe(data);
});
