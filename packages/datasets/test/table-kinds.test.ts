import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  datasetFromCsv,
  datasetFromJson,
  datasetFromNpz,
  datasetFromParquet,
  describe as describeParts,
  parseCsv,
  sameColumns,
} from "../src/index.js";
import { checkFile, describeFiles, readTable, readTableParts } from "../src/node.js";
import { bytes, npzFiles, parquetFiles } from "./table-files.js";

const folder = mkdtempSync(join(tmpdir(), "uphill-kinds-"));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const csv = (text: string, options = {}): ReturnType<typeof datasetFromCsv> => datasetFromCsv(text, "t.csv", options);

describe("an index", () => {
  const parquet = (name: keyof typeof parquetFiles, options = {}): ReturnType<typeof datasetFromParquet> =>
    datasetFromParquet(bytes(parquetFiles[name]), `${name}.parquet`, options);

  test.each(["filtered", "zstd", "named"] as const)("of pandas in Parquet is no feature: %s", async (name) => {
    const data = await parquet(name, { label: "-1" });
    expect(data).toMatchObject({ rows: 5, width: 1, columns: ["x"], classes: ["a", "b"] });
    expect(Array.from(data.features)).toEqual([1.5, 3.5, 4.5, 5.5, 6.5]);
    expect(data.notes[1]).toMatch(/^Left out "(__index_level_0__|plant)": the file says that it is the index/);
  });

  test("may be the label all the same, and be dropped by name", async () => {
    expect((await parquet("named", { label: "plant", drop: ["kind"] })).classes).toEqual(["v", "w", "x", "y", "z"]);
    expect((await parquet("named", { label: "kind", drop: ["plant"] })).width).toBe(1);
  });

  test.each([
    ["pandas", ",x,kind\n0,1,a\n2,2,b\n"],
    ["R's write.csv", '"","x","kind"\n"1",1,"a"\n"2",2,"b"\n'],
    ["R's write.table", '"x","kind"\n"1",1,"a"\n"2",2,"b"\n'],
    ["pandas, read and written again", "Unnamed: 0,x,kind\n0,1,a\n2,2,b\n"],
  ])("of a CSV by %s is named as one, and can be dropped", (_, text) => {
    expect(() => csv(text, { label: "kind" })).toThrow(/column 1 .* as the index of the rows that pandas and R write/);
    for (const drop of [["0"], [parseCsv(text, "t.csv").names[0]]]) {
      expect(csv(text, { label: "kind", drop })).toMatchObject({ width: 1, columns: ["x"], rows: 2 });
    }
  });

  test("without a name among columns that are called by numbers is dropped as the empty name", () => {
    const text = ",0,1,2\n0,5.1,3.5,a\n1,4.9,3.1,b\n";
    expect(() => csv(text, { label: "2" })).toThrow('drop: [""]');
    expect(csv(text, { label: "2", drop: [""] }).columns).toEqual(["0", "1"]);
  });

  test("with a name is told where it rises from row to row", () => {
    const rows = Array.from({ length: 12 }, (_, k) => `${3 * k},${k % 5},${"ab"[k % 2]}`).join("\n");
    expect(csv(`id,x,label\n${rows}\n`).notes.at(-1)).toContain('Column "id" rises from row to row as an index does');
    expect(csv(`x,id,label\n${rows.replace("0,0,a", "9,0,a")}\n`).notes).toHaveLength(1);
  });
});

describe("the first line", () => {
  const said = "was read as a row, not as names";
  test.each([
    ["numbers above numbers", "5.1,3.5,a\n4.9,3.0,a\n6.2,2.9,b\n", 3],
    ["a number that comes twice", "1.4,1.4,a\n4.9,3.0,b\n", 2],
    ["nothing but numbers", "1,2,0\n3,4,1\n5,6,1\n", 3],
    ["true and false", "true,1,a\nfalse,2,b\n", 2],
    ["a missing value", "?,1,a\n3,2,b\n4,2,a\n", 2, { missing: "drop" }],
    ["words for features", "39,State-gov,a\n50,Private,b\n", 2, { drop: ["1"] }],
  ] as [string, string, number, object?][])("with %s is a row, and this is said", (_, text, rows, options) => {
    const data = csv(text, { label: "-1", ...options });
    expect(data.rows).toBe(rows);
    expect(data.notes.join(" ")).toContain(said);
    expect(data.columns![0]).toBe("0");
  });

  test.each([
    ["words above numbers", "x,y,kind\n1,2,a\n3,4,b\n"],
    ["a usual name of the label", "450,500,class\n0.1,0.2,a\n0.3,0.4,b\n"],
    ["numbers that count the columns", "0,1,2\n5.1,3.5,a\n4.9,3.0,b\n"],
    ["the same above nothing but numbers", "0,1,2\n5.1,3.5,0\n4.9,3.0,1\n"],
    ["a number above words", "1990,1991\n5.1,a\n4.9,b\n"],
  ])("with %s has names", (_, text) => {
    expect(csv(text, { label: "-1" }).rows).toBe(2);
  });

  test("is what the user says", () => {
    expect(csv("5,6,7\n1,2,a\n3,4,b\n", { label: "-1", header: true })).toMatchObject({ rows: 2, columns: ["5", "6"] });
    expect(csv("0,1,2\n3,4,5\n", { label: "2", header: false })).toMatchObject({ rows: 2, columns: ["0", "1"] });
    expect(() => csv("x,x,label\n1,2,a\n", { header: true })).toThrow("say that the first line is data (header: false");
  });

  test("keeps a row's line for errors", () => {
    expect(() => csv("1,2,a\n3,x,b\n5,6,b\n", { label: "-1" })).toThrow('row 2 (line 2), column "1" is "x"');
  });

  test("−1 is the last column everywhere", async () => {
    expect(csv("x,kind,y\n1,2,a\n3,4,b\n", { label: "-1" }).columns).toEqual(["x", "kind"]);
    expect(datasetFromJson('[{"x":1,"k":"a"},{"x":2,"k":"b"}]', "t.json", { label: "-1" }).classes).toEqual(["a", "b"]);
    const npz = await readTable(put("c.npz", bytes(npzFiles.column)), { labelColumn: -1, missing: "drop" });
    expect(npz).toMatchObject({ rows: 2, width: 2, classes: ["0", "1"] });
    expect(Array.from(npz.features)).toEqual([1, 2, 5, 6]);
    expect(npz.notes).toContain("Left out 1 of 3 rows, in which a value is missing.");
  });
});

describe("marks and line ends", () => {
  test("quoted names parted by semicolons are not called a stray quote", () => {
    expect(() => csv('"a";"label"\n1;"x"\n2;"y"\n')).toThrow(
      'its columns are parted by ";", but they must be parted by ","',
    );
    expect(csv('"a";"label"\n1;"x"\n2;"y"\n', { delimiter: ";" }).rows).toBe(2);
  });

  test("a line may end in CR alone", () => {
    const data = csv('x,label\r1,"a\rb"\r2,c\r');
    expect(data).toMatchObject({ rows: 2, classes: ["a\rb", "c"] });
    expect(() => csv("x,label\r1,a\rz,b\r3,b\r")).toThrow('row 2 (line 3), column "x" is "z"');
  });

  test.each([
    ["commas.data", "5.1,3.5,a\n4.9,3.0,b\n"],
    ["blanks.data", "  5.1   3.5  a\n  4.9   3.0  b\n\n"],
    ["tabs.txt", "p\tq\tkind\n5.1\t3.5\ta\n4.9\t3.0\tb\n"],
    ["semicolons.txt", "p;q;kind\n5.1;3.5;a\n4.9;3.0;b\n"],
    ["more-tabs.txt", "5.1\t3.5\ta\n4.9\t\t3.0\tb\n"],
    ["numpy.txt", "5.1e+00 3.5e+00 1.000e+00\n4.9e+00 3.0e+00 2.000e+00\n"],
  ])("%s is a table", async (name, text) => {
    const data = await readTable(put(name, text), { label: "-1" });
    expect(Array.from(data.features)).toEqual([5.1, 3.5, 4.9, 3]);
    expect(data.classes).toEqual(name === "numpy.txt" ? ["1", "2"] : ["a", "b"]);
    expect(await checkFile(put(name, text), { label: "-1" })).toMatchObject({ dataset: { samples: 2 } });
  });
});

describe("values", () => {
  test("rows with missing ones are left out when that is said, and counted", async () => {
    const text = "x,y,label\n1,2,a\nNA,3,b\n4,,b\n5,6,\n7,8,b\n";
    expect(() => csv(text)).toThrow('(missing: "drop", or --missing drop)');
    const data = csv(text, { missing: "drop" });
    expect(Array.from(data.features)).toEqual([1, 2, 7, 8]);
    expect(data.notes).toContain(
      'Left out 3 of 5 rows, in which a value is missing: "x" in 1, "y" in 1, "label" in 1.',
    );
    expect(() => csv("x,label\n,a\n,b\n", { missing: "drop" })).toThrow("a value is missing in every row");
    expect(await checkFile(put("gap.csv", text), { missing: "drop" })).toMatchObject({ dataset: { samples: 2 } });
    const json = '[{"x":1,"label":0},{"x":null,"label":1},{"label":1,"x":3}]';
    expect(datasetFromJson(json, "t.json", { missing: "drop" }).rows).toBe(2);
  });

  test("a column of true and false is one of numbers", async () => {
    const data = csv("on,x,label\nTrue,1,a\nFALSE,2,b\n");
    expect(Array.from(data.features)).toEqual([1, 1, 0, 2]);
    expect(data.notes.at(-1)).toBe('True became 1 and false 0 in "on".');
    const gap = await datasetFromParquet(bytes(parquetFiles.gap), "gap.parquet", { label: "kind", missing: "drop" });
    expect(Array.from(gap.features)).toEqual([1.5, 1, 2.5, 0, 3.5, 1, 4.5, 1, 5.5, 0]);
    expect(() => csv("on,label\ntrue,a\n2,b\n")).toThrow('column "on" is "true"');
  });

  test("NA and none are classes when that is said", () => {
    const text = "x,label\n1,NA\n2,none\n3,NA\n";
    expect(() => csv(text)).toThrow('say that "NA" is a class (labelWords: ["NA"], or --label-words NA)');
    expect(csv(text, { labelWords: ["NA", "none"] }).classes).toEqual(["NA", "none"]);
    expect(csv(`${text}4,\n`, { labelWords: ["NA", "none"], missing: "drop" }).rows).toBe(3);
  });

  test("columns of words are all named at once", () => {
    expect(() => csv("a,b,c,label\nu,1,p,x\nv,2,q,y\n")).toThrow('drop: ["a", "c"]');
  });
});

describe("NumPy's archives", () => {
  test("have labels of texts", async () => {
    expect((await datasetFromNpz(bytes(npzFiles.wide), "t.npz")).classes).toEqual(["b", "ä"]);
    expect(Array.from((await datasetFromNpz(bytes(npzFiles.bytes), "t.npz")).labels)).toEqual([0, 1, 0]);
    expect(await checkFile(put("w.npz", bytes(npzFiles.wide)))).toMatchObject({ contents: [{}, { type: "<U1" }] });
  });

  test("are read in parts, and described as the pure reader does; what cannot be read is told in one sentence", async () => {
    const { train, test: unseen } = await readTableParts(put("parts.npz", bytes(npzFiles.keras)));
    expect(describeFiles(train, unseen!)).toEqual(describeParts(train, unseen!));
    mkdirSync(join(folder, "folder.npz"));
    await expect(checkFile(join(folder, "folder.npz"))).rejects.toThrow(/folder\.npz: it cannot be read .*EISDIR/);
    await expect(readTable(join(folder, "folder.npz"))).rejects.toThrow(/folder\.npz: it cannot be read/);
    await expect(readTable(join(folder, "none.npz"))).rejects.toThrow(/none\.npz: there is no such file/);
  });

  test("have rows to test on beside those to train on", async () => {
    const { train, test: unseen } = await readTableParts(put("keras.npz", bytes(npzFiles.keras)));
    expect(train).toMatchObject({ rows: 2, width: 4, image: { height: 2, width: 2 } });
    expect(unseen).toMatchObject({ rows: 3, classes: ["3", "6"] });
    expect(Array.from(unseen!.labels)).toEqual([1, 0, 0]);
    expect((await datasetFromNpz(bytes(npzFiles.keras), "keras.npz")).rows).toBe(2);
    const named = { features: "x_test", labels: "y_test" };
    expect((await readTableParts(join(folder, "keras.npz"), named)).test).toBeUndefined();
  });
});

test("a second file has the first one's columns, in its order", () => {
  const first = csv("x,y,label\n1,2,a\n3,4,b\n");
  expect(Array.from(sameColumns(first, csv("label,y,x\na,20,10\nb,40,30\n")).features)).toEqual([10, 20, 30, 40]);
  expect(() => sameColumns(first, csv("x,z,label\n1,2,a\n3,4,b\n"))).toThrow("it has no column y");
  expect(() => sameColumns(first, csv("x,y,z,label\n1,2,3,a\n3,4,5,b\n"))).toThrow("it has the column z");
});
