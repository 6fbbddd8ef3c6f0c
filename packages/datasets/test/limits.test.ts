import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { datasetFromArrays, datasetFromCsv, datasetFromJson, datasetFromParquet } from "../src/index.js";
import { checkFile, readImages, readTable } from "../src/node.js";

const folder = mkdtempSync(join(tmpdir(), "uphill-limits-"));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const link = (name: string, to: string): string => {
  symlinkSync(to, join(folder, name));
  return join(folder, name);
};

describe("what is counted before it is read", () => {
  test("columns", () => {
    const names = Array.from({ length: 1_000_000 }, (_, k) => `c${k}`).join(",");
    expect(() => datasetFromCsv(`${names}\n`, "wide.csv")).toThrow(
      "it has 1,000,000 columns, but at most 100,000 are read",
    );
  });

  test("rows and values", () => {
    expect(() => datasetFromCsv(`x,label\n${"1,a\n".repeat(1_500_000)}`, "long.csv")).toThrow(
      /1,500,00\d rows and .* at most 1,048,576 are read/,
    );
    expect(() => datasetFromJson(`[${"{},".repeat(1_000_000)}{}]`, "t.json")).toThrow("it has 1,000,002 rows");
  });

  test("how deep lists lie in lists, but not in a text", () => {
    expect(() => datasetFromJson("[".repeat(1_000_000), "t.json")).toThrow("lie 17 deep");
    const odd = JSON.stringify([
      { x: 1, label: "[".repeat(99) },
      { x: 2, label: '\\"[' },
    ]);
    expect(datasetFromJson(odd, "t.json").rows).toBe(2);
  });

  test("what a gzip file holds", async () => {
    const bomb = put("bomb.csv.gz", gzipSync(Buffer.alloc(60 * 2 ** 20, "1")));
    await expect(readTable(bomb)).rejects.toThrow(
      "bomb.csv.gz: it goes on when it is decompressed, but at most 50,331,648 bytes",
    );
    const images = join(folder, "mnist");
    mkdirSync(images);
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2]);
    put("mnist/train-images-idx3-ubyte.gz", gzipSync(Buffer.concat([header, Buffer.alloc(2 ** 24)])));
    put("mnist/train-labels-idx1-ubyte", Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3));
    expect(() => readImages(folder, { name: "mnist" })).toThrow("holds more than 48 bytes");
  });

  test("rows of Parquet, whatever its pages hold", async () => {
    const load = () =>
      Promise.resolve({
        parquetMetadata: () => ({
          num_rows: 50_000_000n,
          schema: [{ name: "root", num_children: 2 }, { name: "a" }, { name: "label" }],
          row_groups: [],
        }),
        parquetReadObjects: () => Promise.reject(new Error("read all the same")),
      });
    await expect(datasetFromParquet(new Uint8Array(9), "t.parquet", { load })).rejects.toThrow(
      "it has 50,000,000 rows and 100,000,000 values",
    );
  });

  test("a name's letters", () => {
    expect(() => datasetFromCsv(`${"x".repeat(5000)},label\n1,a\n2,b\n`, "t.csv")).toThrow(
      "the name of column 0 has 5,000 letters",
    );
  });
});

describe.skipIf(process.platform === "win32")("what never ends", () => {
  test.each([".csv", ".npy", ".npz", ".parquet", ".zip", ""])("a link to /dev/zero that ends in %j", async (end) => {
    const path = link(`zero${end}`, "/dev/zero");
    await expect(checkFile(path)).rejects.toThrow(`zero${end}: it is a device or socket, but it must be a file`);
    if ([".csv", ".npy", ".npz"].includes(end)) await expect(readTable(path)).rejects.toThrow("it is a device");
  });

  test("a pipe that nobody writes into", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.csv")]);
    await expect(readTable(join(folder, "pipe.csv"))).rejects.toThrow("it is a pipe");
  });

  test("image files too", () => {
    mkdirSync(join(folder, "kmnist"));
    link("kmnist/train-images-idx3-ubyte", "/dev/zero");
    link("kmnist/train-labels-idx1-ubyte", "/dev/zero");
    expect(() => readImages(folder, { name: "kmnist" })).toThrow("it is a device");
  });
});

test("arrays of the caller are left alone", () => {
  const array = { who: "a.npy", shape: [2, 2], type: "<f8", data: Float64Array.of(1, 0, 2, 1) };
  expect(Array.from(datasetFromArrays(array, { labelColumn: 1 }).features)).toEqual([1, 2]);
  expect(Array.from(array.data)).toEqual([1, 0, 2, 1]);
});
