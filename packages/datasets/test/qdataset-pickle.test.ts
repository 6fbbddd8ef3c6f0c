import { inflateSync } from "node:zlib";
import { isUphillError, streams } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { NumpyArray, numbersOf, readPickle, readPickleStream, type PickleValue } from "../src/qdataset/pickle.js";
import { pickles } from "./qdataset-fixtures.js";

const bytesOf = (name: string): Uint8Array => inflateSync(Buffer.from(pickles[name], "base64"));
const names = Object.keys(pickles);

/** Arrays as [dtype, shape, numbers], dicts as objects. */
function plain(value: PickleValue): unknown {
  if (value instanceof NumpyArray) return [value.dtype, [...value.shape], [...numbersOf(value)]];
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  if (value instanceof Uint8Array) return [...value];
  return Array.isArray(value) ? value.map(plain) : value;
}

const content = {
  sim_parameters: {
    name: "G_1q_X_Z_N1",
    K: 2000,
    noise_profile: [1],
    elapsed_time: 1.5,
    ok: true,
    none: null,
    big: 2n ** 80n,
    negative: -70000,
    static_operators: [["<c16", [2, 2], [6, 0, 0, 0, 0, 0, -6, 0]]],
  },
  pulse_parameters: ["<f4", [1, 2, 3], [0, 1, 2, 3, 4, 5]],
  time_range: [0.125, 0.375, 0.625, 0.875],
  expectations: ["<f4", [1, 18], Array.from({ length: 18 }, (_, k) => k / 16)],
  Vo_operator: [0, 1, 2].map((k) => ["<c8", [1, 2, 2], [1, k, 0, k, 0, k, 1, k]]),
  fortran: ["<f8", [2, 3], [0, 1, 2, 3, 4, 5]],
  strided: ["<i8", [4], [0, 3, 6, 9]],
  big_endian: [">f8", [2], [1.5, -2]],
  bools: ["|b1", [2], [1, 0]],
  scalar: 2.5,
  flag: true,
  zero_d: ["<i2", [], [7]],
  empty: ["<f8", [0, 3], []],
  unsigned: ["<u8", [1], [2 ** 40]],
  tuple: [1, "ä", [255, 0]],
};

describe("pickles of NumPy arrays", () => {
  test.each(names)("%s", (name) => {
    expect(names).toHaveLength(8);
    expect(plain(readPickle(bytesOf(name), "file"))).toEqual(content);
  });

  test("come in pieces of any size", async () => {
    async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    }
    for (const size of [1, 7, 300]) {
      expect(plain(await readPickleStream(pieces(bytesOf(names[3]), size), "file"))).toEqual(content);
    }
  });

  test("are read no further than the wanted keys", async () => {
    for (const name of names) {
      const bytes = bytesOf(name).slice();
      let taken = 0;
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (; taken < bytes.length; taken += 16) yield await Promise.resolve(bytes.subarray(taken, taken + 16));
      }
      const until = ["expectations", "pulse_parameters"];
      const value = plain(await readPickleStream(pieces(), "file", { until, size: bytes.length })) as typeof content;
      expect(value.expectations).toEqual(content.expectations);
      expect(value.sim_parameters).toEqual(content.sim_parameters);
      expect(value).not.toHaveProperty("scalar");
      expect(taken).toBeLessThan(0.8 * bytes.length);
      bytes[taken + 100] ^= 255; // is not looked at
      expect(readPickle(bytes, "file", { until })).toBeInstanceOf(Map);
    }
  });
});

/** Bytes of numbers, of texts, and of lists of these. */
const bytes = (...parts: (number | string | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...Buffer.from(part, "latin1")] : typeof part === "number" ? [part] : [...part],
    ),
  );
const start = bytes(0x80, 4);
const long = (value: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);
const int = (value: number): Uint8Array => bytes("J", new Uint8Array(new Int32Array([value]).buffer));
const f8 = bytes(
  "cnumpy\ndtype\n",
  0x8c,
  2,
  "f8",
  0x89,
  0x88,
  0x87,
  "R(K\x03",
  0x8c,
  1,
  "<NNN",
  int(-1),
  int(-1),
  "K\0tb",
);
const empty = bytes("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\x01b\x87R");
const refusal = (content: Uint8Array): string => {
  try {
    readPickle(content, "evil");
  } catch (error) {
    if (isUphillError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return "nothing";
};

describe("what is refused", () => {
  const many = 100_000;
  test.each<[string, Uint8Array, string]>([
    ["os.system", bytes(start, "cposix\nsystem\n", 0x8c, 4, "ls /", 0x85, "R."), "it names posix.system"],
    [
      "os.system by its other spelling",
      bytes(start, 0x8c, 2, "os", 0x8c, 6, "system", 0x93, "."),
      "it names os.system",
    ],
    ["builtins.eval", bytes(0x80, 2, "c__builtin__\neval\n."), "it names __builtin__.eval"],
    ["a class", bytes(start, "c__main__\nEvil\n)", 0x81, "."), "it names __main__.Evil"],
    ["a known class made anew", bytes(start, "cnumpy\nndarray\n)", 0x81, "."), "NEWOBJ, an instance of a class"],
    ["numpy.ndarray called", bytes(start, "cnumpy\nndarray\n)R."), "it calls numpy.ndarray"],
    ["an instance", bytes(start, "(ios\nsystem\n."), "INST"],
    ["an object from outside", bytes(start, "Pid\n."), "PERSID"],
    ["a registered class", bytes(start, 0x82, 1, "."), "EXT1"],
    ["a set", bytes(start, 0x8f, "."), "EMPTY_SET"],
    ["state for a dict", bytes(start, "}}b."), "it sets the state of an object"],
    ["a call of a text", bytes(start, 0x8c, 1, "x)R."), "its operations do not fit"],
    ["lists 100,000 deep", bytes(start, "]".repeat(many), "a".repeat(many - 1), "."), "it nests more than 64 deep"],
    ["marks 100,000 deep", bytes(start, "(".repeat(many), "l".repeat(many), "."), "it nests more than 64 deep"],
    ["tuples 100,000 deep", bytes(start, ")", "\x85".repeat(many), "."), "it nests more than 64 deep"],
    ["dicts 100,000 deep", bytes(start, "}K\0".repeat(many), "}", "s".repeat(many), "."), "it nests more than 64 deep"],
    ["a ring", bytes(start, "]q\0h\0a."), "a list or dict holds itself"],
    ["a ring of two", bytes(start, "]q\0]q\x01h\0ah\0h\x01a."), "it fills a list or dict that is inside another"],
    ["operations without end", bytes(start, "N".repeat(2 ** 20 + 1)), "it has more than 1048576 operations"],
    ["10 GB of bytes", bytes(start, 0x8e, long(1e10), "abc"), "it declares 10000000000 bytes after the first 11"],
    ["10 GB of text", bytes(start, 0x8d, long(1e10), "abc"), "it declares 10000000000 bytes after the first 11"],
    [
      "2⁶⁴ bytes",
      bytes(start, 0x96, 255, 255, 255, 255, 255, 255, 255, 255),
      "it declares 18446744073709552000 bytes after",
    ],
    [
      "100 MB that are not there",
      bytes(start, "B", new Uint8Array(new Uint32Array([1e8]).buffer), "abc"),
      "ends after",
    ],
    [
      "an array of 10 GB",
      bytes(
        start,
        "cnumpy.core.numeric\n_frombuffer\n(",
        0x96,
        long(8),
        new Uint8Array(8),
        f8,
        int(1_250_000_000),
        0x85,
        "X\x01\0\0\0CtR.",
      ),
      "an array declares [1250000000] of f8, 10000000000 bytes, but it has 8",
    ],
    [
      "an array of 10 GB made empty first",
      bytes(start, empty, "(K\x01", int(1_250_000_000), 0x85, f8, 0x89, "C\x08", new Uint8Array(8), "tb."),
      "an array declares [1250000000] of f8, 10000000000 bytes, but it has 8",
    ],
    ["an array of objects", bytes(start, "cnumpy\ndtype\n", 0x8c, 2, "O8", 0x89, 0x88, 0x87, "R."), 'the dtype "O8"'],
    ["a negative shape", bytes(start, empty, "(K\x01", int(-1), 0x85, f8, 0x89, "C\0tb."), "no list of sizes"],
    ["a name without end", bytes(start, "c", "x".repeat(500)), "no known name is so long"],
    ["a text that is no UTF-8", bytes(start, 0x8c, 1, 255, "."), "a text is no UTF-8"],
    ["a list for a key", bytes(start, "}]K\0s."), "a key is no text or number"],
    ["a memo that is empty", bytes(start, "h\x07."), "its operations do not fit"],
    ["protocol 0", bytes("(lp0\n."), "it does not begin as a pickle"],
    ["protocol 9", bytes(0x80, 9, "N."), "its protocol is 9"],
    ["another operation", bytes(start, 0xff), "0xff, which is none"],
    ["values left over", bytes(start, "NN."), "its operations do not fit"],
    ["bytes behind the end", bytes(start, "N.", "N."), "the pickle ends after 4 bytes, and more follow"],
    [
      "a text that becomes bytes again and again",
      bytes(
        start,
        ...["X", new Uint8Array(new Uint32Array([2 ** 20]).buffer), new Uint8Array(2 ** 20), 0x94],
        ...["c_codecs\nencode\n", 0x94, "X\x06\0\0\0latin1", 0x94],
        "h\x01h\0h\x02\x86R".repeat(64),
        ".",
      ),
      "it makes 2097152 bytes of texts after 1048",
    ],
    ["no bytes", bytes(), "ends after 0 bytes"],
  ])("%s", (_, content, message) => {
    const got = refusal(content);
    expect(got).toMatch(/^pickle evil: /);
    expect(got).toContain(message);
  });

  test("bytes that the file cannot have, before waiting for them", async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes(start, "B", new Uint8Array(new Uint32Array([1e8]).buffer)));
      throw new Error("asked for more");
    }
    await expect(readPickleStream(pieces(), "evil", { size: 1000 })).rejects.toThrow(
      "the pickle ends after 1000 bytes",
    );
  });

  test("bytes behind the end, or a fault of the pieces there, unless some keys are enough", async () => {
    async function* pieces(more: () => Uint8Array): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes(start, "}", 0x8c, 1, "aNs."));
      yield more();
    }
    const read = (more: () => Uint8Array, options = {}): Promise<PickleValue> =>
      readPickleStream(pieces(more), "evil", options);
    await expect(read(() => bytes("x"))).rejects.toThrow("the pickle ends after 9 bytes, and more follow");
    const fault = (): never => {
      throw new Error("wrong checksum");
    };
    await expect(read(fault)).rejects.toThrow("wrong checksum");
    expect(await read(fault, { until: ["b"] })).toEqual(new Map([["a", null]]));
  });

  test("a cut pickle, wherever it is cut", () => {
    const whole = bytesOf(names[3]);
    for (let end = 0; end < whole.length; end++) expect(refusal(whole.subarray(0, end))).toContain("ends after");
  });

  test("or read: damaged pickles never do anything else", () => {
    for (const [n, name] of names.entries()) {
      for (let k = 0; k < 400; k++) {
        const random = streams(5).stream("damage").at(n, k);
        const damaged = bytesOf(name).slice();
        for (let i = 0; i < 3; i++) damaged[random.integer(damaged.length)] = random.integer(256);
        expect(refusal(damaged), `${name}, ${k}`).toMatch(/^(pickle |nothing)/);
      }
    }
  });
});
