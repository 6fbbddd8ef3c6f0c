import { isUphillError } from "@uphill/core";
import { expect, it } from "vitest";
import { formatNpy, parseNpy } from "../src/index.js";

it("writes what NumPy's own np.save writes, and reads it back to the bit", () => {
  const data = Float64Array.of(0, -0, 1 / 3, -1e300, 5e-324, Math.PI);
  const bytes = formatNpy([2, 3], data);
  expect(new TextDecoder("latin1").decode(bytes.subarray(0, 128))).toBe(
    `\x93NUMPY\x01\x00\x76\x00${"{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }".padEnd(117)}\n`,
  );
  expect(bytes).toHaveLength(128 + 48);
  const read = parseNpy(bytes, "it");
  expect(read.shape).toEqual([2, 3]);
  expect([...read.data].every((value, k) => Object.is(value, data[k]))).toBe(true);
  expect(parseNpy(formatNpy([6], data), "it").shape).toEqual([6]);
});

it("refuses a shape that is not that of the numbers", () => {
  expect(() => formatNpy([2, 2], new Float64Array(3))).toThrow(
    expect.toSatisfy((error) => isUphillError(error) && error.code === "npy") as Error,
  );
});
