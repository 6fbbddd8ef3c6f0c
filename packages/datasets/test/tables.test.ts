import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { datasetFromCsv, datasetFromJson, datasetFromParquet, parseCsv } from "../src/index.js";
import { checkFile, readTable } from "../src/node.js";
import { bytesOf } from "./numpy-files.js";

const csv = (text: string, options = {}): ReturnType<typeof datasetFromCsv> => datasetFromCsv(text, "t.csv", options);
const json = (value: unknown, options = {}): ReturnType<typeof datasetFromJson> =>
  datasetFromJson(JSON.stringify(value), "t.json", options);

describe("CSV", () => {
  test("reads columns by name, with the classes in order", () => {
    const data = csv("x,species,y\n1,cat,2.5\n-3e2,ant,.5\n+4,cat,0\n", { label: "species" });
    expect(data).toMatchObject({ name: "t", rows: 3, width: 2, classes: ["ant", "cat"], licence: "not stated" });
    expect(Array.from(data.features)).toEqual([1, 2.5, -300, 0.5, 4, 0]);
    expect(Array.from(data.labels)).toEqual([1, 0, 1]);
    expect(csv("x,y,Label\n1,2,a\n3,4,b\n").width).toBe(2);
    expect(csv("x,label\n1,10\n2,9\n3,-1\n").classes).toEqual(["-1", "9", "10"]);
  });

  test("knows quotes, doubled quotes, delimiters and line ends in quotes, CRLF, and a byte order mark", () => {
    const text = '\ufeff"a, b","c ""d""",label\r\n1,2,"x\r\ny"\r\n"3","4",z\r\n\r\n';
    const { names, rows } = parseCsv(text, "t.csv");
    expect(names).toEqual(["a, b", 'c "d"', "label"]);
    expect(rows).toEqual([
      ["1", "2", "x\r\ny"],
      ["3", "4", "z"],
    ]);
    expect(parseCsv('a\tb\n1,5\t"x\ty"', "t.tsv", "\t").rows).toEqual([["1,5", "x\ty"]]);
    expect(parseCsv("a,b\n1,\n,2", "t.csv").rows).toEqual([
      ["1", ""],
      ["", "2"],
    ]);
  });

  test("leaves out columns", () => {
    const data = csv("id,x,label\nfirst,1,a\nsecond,2,b\n", { drop: ["id"] });
    expect(Array.from(data.features)).toEqual([1, 2]);
  });

  test.each([
    ["x,y,label\n1,2,a\n3,,b\n", 't.csv: row 2 (line 3), column "y" is missing, but it must be a number.'],
    ["x,label\n1,a\nNA,b\n", 'row 2 (line 3), column "x" is missing'],
    ["x,label\n1,a\n0x10,b\n", 'row 2 (line 3), column "x" is "0x10", but it must be a number.'],
    ["x,label\n1,a\n1e999,b\n", 'column "x" is "1e999"'],
    ["x,label\n1,a\ninf,b\n", 'column "x" is "inf"'],
    ["x,label\n1,a\n2,\n", 'row 2 (line 3), column "label" is missing, but it must be a class.'],
    ['x,label\n1,"a\nb"\nz,c\n', 'row 2 (line 4), column "x" is "z"'],
    ["x;label\n1;a\n", 'its columns are parted by ";", but they must be parted by ",".'],
    ["x\tlabel\n1\ta\n", 'its columns are parted by "\\t"'],
    ["x,label\n1,a,5\n", "line 2 has 3 fields, but the header names 2."],
    ["x,label\n1,a\n\n2,b\n", "line 3 has 1 fields"],
    ['x,label\n1,"a\n', "the quote opened in line 2 is not closed"],
    ['x,label\n1,a"b\n', "line 2 has a quote inside a field"],
    ['x,label\n1,"a"b\n', "line 2 has a quote inside a field"],
    ["x,x,label\n1,2,a\n", 'two columns are called "x"'],
    ["x,,label\n1,2,a\n", "column 2 has no name"],
    ["x,label\n", "there is no row"],
    ["", "it is empty"],
    [
      "x,z\n1,a\n",
      "no column is named as the label, but one column must hold the class. Name one of its columns: x, z.",
    ],
    ["x,label\n1,a\n2,a\n", "its labels have 1 different values"],
    ["label\na\nb\n", "no column is left as a feature"],
  ])("refuses %j", (text, message) => {
    expect(() => csv(text)).toThrow(
      expect.objectContaining({ code: "table", message: expect.stringContaining(message) as string }),
    );
  });

  test("refuses columns that are not there, with the nearest", () => {
    expect(() => csv("x,species\n1,a\n", { label: "specis" })).toThrow('Did you mean "species"?');
    expect(() => csv("x,label\n1,a\n", { drop: ["z"] })).toThrow('column "z" is to be dropped, but there is none');
  });
});

describe("JSON", () => {
  test("reads records, and features with labels", () => {
    const wanted = { rows: 2, width: 2, classes: ["no", "yes"], features: Float64Array.of(1, 2, 3, 4) };
    const records = [
      { a: 1, b: 2, label: "yes" },
      { b: 4, label: "no", a: 3 },
    ];
    expect(json(records)).toMatchObject(wanted);
    const lists = { features: [[1, 2], [3, 4]], labels: ["yes", "no"] }; // prettier-ignore
    expect(json(lists)).toMatchObject(wanted);
    expect(json({ features: [[1], [2]], labels: [true, false] }).classes).toEqual(["false", "true"]);
  });

  test.each([
    [
      [
        { a: 1, label: 1 },
        { a: "2", label: 0 },
      ],
      'row 2, column "a" is "2", but it must be a number',
    ],
    [[{ a: 1, label: 1 }, { label: 0 }], 'row 2, column "a" is missing'],
    [
      [
        { a: 1, label: 1 },
        { a: null, label: 0 },
      ],
      'row 2, column "a" is missing',
    ],
    [
      [
        { a: 1, label: 1 },
        { a: [1], label: 0 },
      ],
      'row 2, column "a" is [1]',
    ],
    [
      [
        { a: 1, label: 1 },
        { a: 1, c: 2, label: 0 },
      ],
      'row 2 has a column "c"',
    ],
    [[{ a: 1, label: { x: 1 } }], 'row 1, column "label" is {"x":1}, but it must be a class'],
    [[1, 2], "its first row is no record"],
    [{ rows: [] }, "it is neither of the two forms"],
    [{ features: [[1], [2, 3]], labels: [0, 1] }, "row 2 has 2 features"],
    [{ features: [[1], ["2"]], labels: [0, 1] }, 'row 2, column "0" is "2"'],
    [{ features: [[1]], labels: [0, 1] }, "there are 1 rows of features, but there are 2 labels"],
  ])("refuses %j", (value, message) => {
    expect(() => json(value)).toThrow(message);
  });

  test("refuses what is not JSON", () => {
    expect(() => datasetFromJson("[{", "t.json")).toThrow("t.json: it is not JSON (");
  });
});

describe("Parquet", () => {
  const reader = (rows: Record<string, unknown>[]) => ({
    load: () => Promise.resolve({ parquetReadObjects: () => Promise.resolve(rows) }),
  });

  test("without hyparquet it says what to install", async () => {
    const load = (): Promise<never> => Promise.reject(new Error("Cannot find package 'hyparquet'"));
    await expect(datasetFromParquet(new Uint8Array(4), "t.parquet", { load })).rejects.toThrow(
      "t.parquet: the package hyparquet is not installed, but it reads Parquet. Run: npm install hyparquet. In a clone of Uphill, run: npm run setup.",
    );
  });

  test("takes rows as records, whole numbers of 64 bits where they fit", async () => {
    const rows = [
      { a: 1n, b: 0.5, label: "x" },
      { a: 2n, b: 1.5, label: "y" },
    ];
    const data = await datasetFromParquet(new Uint8Array(4), "t.parquet", reader(rows));
    expect(Array.from(data.features)).toEqual([1, 0.5, 2, 1.5]);
    rows[1].a = 2n ** 60n;
    await expect(datasetFromParquet(new Uint8Array(4), "t.parquet", reader(rows))).rejects.toThrow(
      'row 2, column "a" is 1152921504606846976',
    );
  });

  test("hands on the bytes of the file alone, though they lie in a larger buffer, and the compressors", async () => {
    const pool = Buffer.from("--PAR1 and so on--");
    const seen: { file: ArrayBuffer; compressors?: object }[] = [];
    const compressors = {};
    const load = () =>
      Promise.resolve({
        compressors,
        parquetReadObjects(options: (typeof seen)[number]) {
          seen.push(options);
          return Promise.resolve([
            { a: 1, y: 0 },
            { a: 2, y: 1 },
          ]);
        },
      });
    await datasetFromParquet(pool.subarray(2, 16), "t.parquet", { load });
    expect(Buffer.from(seen[0].file).toString()).toBe("PAR1 and so on");
    expect(seen[0].compressors).toBe(compressors);
  });

  test("says what to install for a compression that hyparquet does not know", async () => {
    const fault = new Error("parquet unsupported compression codec: ZSTD");
    const load = () => Promise.resolve({ parquetReadObjects: () => Promise.reject(fault) });
    await expect(datasetFromParquet(new Uint8Array(4), "t.parquet", { load })).rejects.toThrow(
      "codec: ZSTD), but it must be a whole Parquet file. Run: npm install hyparquet-compressors.",
    );
  });

  test("hyparquet refuses a file that is none", async () => {
    await expect(datasetFromParquet(new Uint8Array(40), "t.parquet")).rejects.toThrow("t.parquet: it cannot be read (");
  });
});

describe("readTable", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "uphill-tables-"));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(dir, name), content);
    return join(dir, name);
  };

  test("chooses the reader by the file's name, plain or gzip", async () => {
    const wanted = Float64Array.of(1, 2);
    expect((await readTable(put("a.csv", "x,label\n1,a\n2,b\n"))).features).toEqual(wanted);
    expect((await readTable(put("a.CSV.gz", gzipSync("x,label\n1,a\n2,b\n")))).features).toEqual(wanted);
    expect((await readTable(put("a.tsv", "x\tlabel\n1\ta\n2\tb\n"))).features).toEqual(wanted);
    expect((await readTable(put("a.json", '[{"x":1,"label":0},{"x":2,"label":1}]'))).features).toEqual(wanted);
    const npz = await readTable(put("a.npz", bytesOf("npz")));
    expect([npz.name, npz.rows]).toEqual(["a", 3]);
    const npy = await readTable(put("a.npy", bytesOf("<f8")), { labelColumn: -1 });
    expect(Array.from(npy.features)).toEqual([0, 1, 3, 4]);
    expect(npy.classes).toEqual(["2", "5"]);
  });

  test("refuses other names, missing files, other encodings, and options of other formats", async () => {
    await expect(readTable(put("a.xlsx", "x"))).rejects.toThrow(
      "tables end in .csv, .tsv, .data, .txt, .json, .npy, .npz, .parquet",
    );
    await expect(readTable(join(dir, "none.csv"))).rejects.toThrow("none.csv: there is no such file");
    await expect(readTable(put("a.csv", Uint8Array.of(0xff, 0xfe, 65, 0)))).rejects.toThrow("its bytes are not UTF-8");
    await expect(readTable(put("b.csv.gz", gzipSync("x,label\n1,a\n").subarray(0, 20)))).rejects.toThrow(
      "it cannot be read",
    );
    await expect(readTable(put("a.npy", bytesOf("<f8")))).rejects.toThrow("nothing says where the labels are");
    await expect(readTable(put("a.csv", "x,label\n1,a\n2,b\n"), { labels: "l" })).rejects.toThrow(
      "only NumPy's files have such",
    );
  });

  test("checkFile tells what is in a file without knowing its label", async () => {
    expect(await checkFile(put("a.csv", "x,z\n1,a\n2,b\n"))).toMatchObject({
      format: "csv",
      contents: [
        { name: "x", shape: [2], type: "numbers" },
        { name: "z", shape: [2], type: "texts" },
      ],
    });
    const { contents } = await checkFile(put("a.npz", bytesOf("npz")));
    expect(contents.map(({ name, shape, type }) => [name, shape, type])).toEqual([
      ["features", [3, 2], "<f8"],
      ["labels", [3], "<i8"],
    ]);
    const idx = await checkFile(put("labels-idx1-ubyte.gz", gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 6))));
    const doubles = Buffer.alloc(16);
    doubles.writeDoubleLE(3, 0);
    doubles.writeDoubleLE(6, 8);
    const sha256 = createHash("sha256").update(doubles).digest("hex");
    expect(idx).toEqual({ format: "idx", contents: [{ name: "array", shape: [2], type: "uint8", sha256 }] });
    await expect(checkFile(put("a.doc", "hello"))).rejects.toThrow("its name ends in .doc and it is no IDX file");
    await expect(checkFile(put("b.npy", "hello, hello"))).rejects.toThrow("it does not begin with");
  });
});
