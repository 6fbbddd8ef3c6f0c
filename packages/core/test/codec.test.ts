import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UphillError, decode, encode, fingerprint, isUphillError, sha256 } from "../src/index.js";

const typed = fc.oneof(
  fc.float64Array({ maxLength: 6 }),
  fc.float32Array({ maxLength: 6 }),
  fc.int32Array({ maxLength: 6 }),
  fc.uint32Array({ maxLength: 6 }),
  fc.uint8Array({ maxLength: 6 }),
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom("$", "$$", "$number", "$$number", "$Float64Array", "__proto__", "constructor", "0"),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity), fc.string({ unit: "binary" })),
    fc.oneof(fc.boolean(), fc.constant(null), typed, fc.constantFrom("-0", "NaN", "AAAA")),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

/** Same kind, same bits, same keys in the same order. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
  const left: [string, unknown][] = Object.entries(a);
  const right: [string, unknown][] = Object.entries(b);
  return left.length === right.length && left.every(([k, v], i) => k === right[i][0] && same(v, right[i][1]));
}

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return isUphillError(error) ? error.code : `not ours: ${String(error)}`;
  }
  return undefined;
}

/** The same value with the keys of every object in the opposite order. */
function reversed(item: unknown): unknown {
  if (Array.isArray(item)) return item.map(reversed);
  if (typeof item !== "object" || item === null || ArrayBuffer.isView(item)) return item;
  return Object.fromEntries(
    Object.entries(item)
      .reverse()
      .map(([k, v]) => [k, reversed(v)]),
  );
}

describe("encode and decode", () => {
  it("bring every value back to the bit", () => {
    fc.assert(
      fc.property(value, (item) => {
        const back = decode(encode(item));
        expect(same(back, item), encode(item)).toBe(true);
        expect(encode(back)).toBe(encode(item));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it("write what the format says", () => {
    expect(encode({ a: [1.5, -0, NaN, -Infinity], $b: null })).toBe(
      '{"a":[1.5,{"$number":"-0"},{"$number":"NaN"},{"$number":"-Infinity"}],"$$b":null}',
    );
    // 1.0 is 0x3ff0000000000000: six zero bytes, then f0 3f.
    expect(encode(Float64Array.of(1))).toBe('{"$Float64Array":"AAAAAAAA8D8="}');
    expect(encode({ kept: 1, dropped: undefined })).toBe('{"kept":1}');
  });

  it("take a view's own part of a buffer", () => {
    const view = Float64Array.of(1, 2, 3).subarray(1, 2);
    expect(decode(encode(view))).toEqual(Float64Array.of(2));
  });

  it.each([
    ["a function", { state: { f: () => 1 } }, "value.state.f is a function"],
    ["a symbol", [1, Symbol("s")], "value[1] is a symbol"],
    ["a big integer", { a: [{ n: 1n }] }, "value.a[0].n is a bigint"],
    [
      "a class instance",
      { error: new UphillError({ code: "", who: "", got: "", wanted: "", todo: "" }) },
      "UphillError",
    ],
    ["a Map", { m: new Map() }, "value.m is a Map"],
    ["a Date", new Date(0), "value is a Date"],
    ["an array type that is not in the list", { big: new BigInt64Array(1) }, "value.big is a BigInt64Array"],
  ])("refuse %s by its path", (_, item, got) => {
    expect(() => encode(item)).toThrow(got);
    expect(() => encode(item)).toThrow("only plain data can be written");
    expect(codeOf(() => encode(item))).toBe("codec");
    expect(
      codeOf(() => fingerprint(item)),
      "fingerprint",
    ).toBe("codec");
  });

  it.each([
    ["nothing", ""],
    ["a torn line", '{"a":[1,2'],
    ["words", "hello"],
    ["NaN itself", "NaN"],
    ["bytes that are not whole elements", '{"$Float64Array":"AAAA"}'],
    ["bytes that are not base64", '{"$Float64Array":"!!"}'],
    ["a number it never writes", '{"$number":"7"}'],
    ["a tag it never writes", '{"a":{"$Map":[]}}'],
    ["a tag with company", '{"$number":"NaN","b":1}'],
  ])("refuse %s", (_, text) => {
    expect(codeOf(() => decode(text))).toBe("codec");
  });
});

describe("fingerprint", () => {
  it("does not depend on the order of keys or on undefined fields", () => {
    fc.assert(
      fc.property(value, (item) => {
        expect(fingerprint(reversed(item))).toBe(fingerprint(item));
      }),
      { seed: 2, numRuns: 500 },
    );
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
  });

  it("is the SHA-256 of the text with sorted keys", () => {
    // printf '{"a":1,"b":2}' | sha256sum
    expect(fingerprint({ b: 2, a: 1 })).toBe("43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777");
  });

  it("tells values apart that JSON does not", () => {
    const all = [0, -0, NaN, null, "NaN", [0], Float64Array.of(0), Float32Array.of(0), Float64Array.of(-0), {}, []];
    expect(new Set(all.map(fingerprint)).size).toBe(all.length);
  });
});

describe("sha256", () => {
  it("knows the hash of nothing", () => {
    expect(sha256(new Float64Array(0))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("hashes little-endian bytes", () => {
    // printf '\0\0\0\0\0\0\360\077' | sha256sum
    expect(sha256(Float64Array.of(1))).toBe("6c3c396ed6b5c36dcae172271f462051b1266b851e92df3deea8ac65478fd712");
    expect(sha256(Float64Array.of(0))).not.toBe(sha256(Float64Array.of(-0)));
    expect(sha256(Float64Array.of(9, 1).subarray(1))).toBe(sha256(Float64Array.of(1)));
    expect(sha256(Float64Array.of(1, 2), Float64Array.of(3))).toBe(sha256(Float64Array.of(1, 2, 3)));
  });
});
