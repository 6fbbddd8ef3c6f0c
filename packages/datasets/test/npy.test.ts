import { describe, expect, test } from "vitest";
import { datasetFromArrays, datasetFromNpz, openNpz, parseNpy } from "../src/index.js";
import { bytesOf, type numpyFiles } from "./numpy-files.js";

const npy = (name: keyof typeof numpyFiles): ReturnType<typeof parseNpy> => parseNpy(bytesOf(name), "a.npy");

describe("parseNpy", () => {
  test.each([
    "<f2",
    ">f4",
    "<f8",
    ">f8",
    "i1",
    "<i2",
    ">i4",
    "<i8",
    ">i8",
    "u1",
    ">u2",
    "<u4",
    "<u8",
    "F",
    "v2",
    "v3",
  ] as const)("reads %s as NumPy writes it", (name) => {
    const { shape, data } = npy(name);
    expect(shape).toEqual([2, 3]);
    expect(Array.from(data)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("reads booleans, half precision and three dimensions in Fortran order", () => {
    expect(Array.from(npy("?").data)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(Array.from(npy("half").data)).toEqual([
      0,
      -0,
      1,
      -2,
      65504,
      5.960464477539063e-8,
      6.097555160522461e-5,
      0.3330078125,
      Infinity,
      NaN,
    ]);
    const { shape, data } = npy("F3");
    expect(shape).toEqual([2, 3, 4]);
    expect(Array.from(data)).toEqual(Array.from({ length: 24 }, (_, k) => k));
  });

  const change = (edit: (text: string) => string): (() => unknown) => {
    const text = edit(Array.from(bytesOf("<f8"), (byte) => String.fromCharCode(byte)).join(""));
    return () =>
      parseNpy(
        Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
        "a.npy",
      );
  };

  test("refuses what is not whole, not numbers, or not NumPy's", () => {
    expect(() => npy("obj")).toThrow("a.npy: its type is |O");
    expect(() => npy("obj")).toThrow("Objects could run code when they are read");
    expect(() => npy("rec")).toThrow("a.npy: it holds records");
    expect(() => npy("big")).toThrow("value 0 is 9007199254740994");
    expect(change((text) => text.slice(0, -1))).toThrow(
      "2 × 3 values of type <f8, 176 bytes in all, but the file has 175: it is cut short",
    );
    expect(change((text) => `${text}x`)).toThrow("longer than it says");
    expect(change((text) => text.slice(0, 50))).toThrow("it must be whole");
    expect(change((text) => text.slice(0, 8))).toThrow("a .npy file does");
    expect(change((text) => `P${text.slice(1)}`)).toThrow("it does not begin with");
    expect(change((text) => text.replace("\x01", "\x09"))).toThrow("it is of version 9.0");
    expect(change((text) => text.replace("'shape'", "'shame'"))).toThrow("it must name descr, fortran_order and shape");
    expect(change((text) => text.replace("'<f8'", "'<c9'"))).toThrow("its type is <c9");
    // A gigantic array is refused by its size, before any memory is asked for.
    const gigantic = change((text) => text.replace("(2, 3), }         ", "(2000000000, 3), }"));
    expect(gigantic).toThrow("2000000000 × 3 values of type <f8, 48000000128 bytes in all, but the file has 176");
  });
});

describe("npz", () => {
  test.each(["npz", "npzc"] as const)("%s, as numpy.savez(_compressed) writes it", async (name) => {
    const data = await datasetFromNpz(bytesOf(name), "folder/points.npz", { licence: "CC0" });
    expect(data).toMatchObject({
      name: "points",
      rows: 3,
      width: 2,
      classes: ["0", "1"],
      source: "points.npz",
      licence: "CC0",
    });
    expect(Array.from(data.features)).toEqual([1.5, 2, 3, 4, 5, 6]);
    expect(Array.from(data.labels)).toEqual([1, 0, 1]);
    expect(data.notes).toEqual(["Read 3 rows of 2 features from points.npz."]);
  });

  test("arrays are found by name, and a wrong one is refused with the right ones", async () => {
    const { names, read } = await openNpz(bytesOf("npz"), "a.npz");
    expect(names).toEqual(["features", "labels"]);
    await expect(read("lables")).rejects.toThrow('Did you mean "labels"? Its arrays are features, labels.');
    await expect(datasetFromNpz(bytesOf("npz"), "a.npz", { features: "nope" })).rejects.toThrow(
      'array "nope" is asked for',
    );
    await expect(openNpz(bytesOf("npz").subarray(0, 300), "a.npz")).rejects.toThrow("there is no directory at its end");
  });
});

describe("datasetFromArrays", () => {
  const array = (shape: number[], values: number[]): ReturnType<typeof parseNpy> => ({
    who: "x.npy",
    shape,
    type: "<f8",
    data: Float64Array.from(values),
  });

  test("labels may stand in a column, counted from either end", () => {
    const table = array([3, 3], [5, 1, 2, 7, 3, 4, 5, 5, 6]);
    const first = datasetFromArrays(table, { labelColumn: 0 });
    expect(first.classes).toEqual(["5", "7"]);
    expect(Array.from(first.features)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(datasetFromArrays(table, { labelColumn: -3 })).toEqual(first);
    expect(() => datasetFromArrays(table, { labelColumn: 3 })).toThrow("the label is said to be column 3");
  });

  test("three dimensions are images", () => {
    const data = datasetFromArrays(array([2, 1, 2], [1, 2, 3, 4]), array([2, 1], [10, 9]));
    expect(data.image).toEqual({ height: 1, width: 2 });
    expect(data.classes).toEqual(["9", "10"]);
    expect(Array.from(data.labels)).toEqual([1, 0]);
  });

  test("refuses shapes and values that do not fit, with row and column", () => {
    const labels = array([2], [0, 1]);
    expect(() => datasetFromArrays(array([2, 2], [1, 2, 3, NaN]), labels)).toThrow("x.npy: row 2, column 2 is NaN");
    expect(() => datasetFromArrays(array([3, 1], [1, 2, 3]), labels)).toThrow("labels have shape (2)");
    expect(() => datasetFromArrays(array([0, 3], []), labels)).toThrow("features have shape (0, 3)");
    expect(() => datasetFromArrays(array([2], [1, 2]), array([2], [0, Infinity]))).toThrow(
      "the label of row 2 is Infinity",
    );
    expect(() => datasetFromArrays(array([2], [1, 2]), array([2], [3, 3]))).toThrow(
      "its labels have 1 different values",
    );
  });
});
