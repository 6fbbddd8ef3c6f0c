import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateQDataset, readQDatasetFile, readQDatasetTask } from "../src/node/qdataset.js";
import { readQDatasetArchive, readQDatasetExamples } from "../src/qdataset/archive.js";
import { collectQDataset } from "../src/qdataset/collect.js";
import { generateQDatasetExamples, qdatasetGenerator, type QDatasetExample } from "../src/qdataset/generate.js";
import { readQDataset } from "../src/qdataset/generated.js";
import { writeNpz } from "../src/qdataset/npz.js";
import { type NumpyArray } from "../src/qdataset/pickle.js";
import { qdatasetTask } from "../src/qdataset/table.js";
import { qdataset } from "../src/sets/qdataset.js";
import { openNpz } from "../src/tables/numpy.js";
import { openZip } from "../src/zip.js";
import { zip as make } from "./make-zip.js";
import { archive, pickles } from "./qdataset-fixtures.js";

const zip = Uint8Array.from(Buffer.from(archive, "base64"));
const small = { examples: 5, seed: 3, steps: 32, realisations: 2, pulses: 2 };

describe("official archives", () => {
  test("become a table, in order of the examples' numbers", async () => {
    const table = await readQDatasetArchive(zip, "my.zip");
    expect(table.name).toBe("G_1q_X_Z_N1");
    expect(table.rows).toBe(2);
    expect([...table.pulseParameters]).toEqual([-9, -8, -7, -6, -5, -4, -10, -9, -8, -7, -6, -5]);
    expect([...table.expectations]).toEqual([9, 10].flatMap((k) => Array.from({ length: 18 }, (_, i) => i / 16 - k)));
    expect(table.notes).toEqual(["Read 2 examples of G_1q_X_Z_N1 from my.zip."]);
    expect((await readQDataset(zip, "my.zip", { rows: 1 })).expectations[0]).toBe(-9);
  });

  test("give any field", async () => {
    const fields = ["noise", "sim_parameters"];
    for await (const { name, index, values } of readQDatasetExamples(zip, "my.zip", { fields, rows: 1 })) {
      expect([name, index]).toEqual(["G_1q_X_Z_N1", 9]);
      expect((values.noise as NumpyArray).shape).toEqual([1, 64, 2000, 1]);
      expect((values.sim_parameters as Map<string, unknown>).get("K")).toBe(2000);
    }
  });

  test("are read to the end, checksum included, where that is asked for", async () => {
    const good = inflateSync(Buffer.from(pickles[Object.keys(pickles)[3]], "base64"));
    const late = Buffer.concat([good.subarray(0, -1), Buffer.from("cposix\nsystem\n.")]);
    for (const [made, fault] of [
      [make({ name: "G_1q_X_ex_0", content: good, crc: 1 }), "the CRC-32 of G_1q_X_ex_0 is wrong"],
      [make({ name: "G_1q_X_ex_0", content: late }), "it names posix.system"],
      [make({ name: "G_1q_X_ex_0", content: Buffer.concat([good, good]) }), "and more follow"],
    ] as const) {
      expect((await readQDatasetArchive(made, "my.zip")).rows).toBe(1);
      await expect(readQDatasetArchive(made, "my.zip", { whole: true })).rejects.toThrow(fault);
    }
    expect((await readQDatasetArchive(zip, "my.zip", { whole: true })).rows).toBe(2);
  });

  test("are refused where a field is missing or nothing fits", async () => {
    const ask = async (): Promise<void> => {
      await readQDatasetExamples(zip, "my.zip", { fields: ["nose"] }).next();
    };
    await expect(ask()).rejects.toThrow("my.zip, G_1q_X_Z_N1_ex_9: it has no nose");
    const other = Buffer.concat(writeNpz([{ name: "x", dtype: "|u1", shape: [1], data: Uint8Array.of(1) }]));
    await expect(readQDataset(other, "x.npz")).rejects.toThrow("x.npz: it has no file named NAME_ex_K");
    const renamed = Buffer.from(
      Buffer.from(zip).toString("latin1").replaceAll("G_1q_X_Z_N1_ex", "G_1q_Q_Z_N1_ex"),
      "latin1",
    );
    await expect(readQDataset(renamed, "q.zip")).rejects.toThrow('the name is "G_1q_Q_Z_N1"');
    const two = Buffer.from(
      Buffer.from(zip)
        .toString("latin1")
        .replaceAll("G_1q_X_Z_N1_ex_10", "a/G_2q_IX-XI_ex_1")
        .replaceAll("G_1q_X_Z_N1_ex_9", "G_2q_IX-XI_ex_90"),
      "latin1",
    );
    const wanted = "two.zip, example 1: it has 18 expectations, but G_2q_IX-XI has 540";
    await expect(readQDataset(two, "two.zip")).rejects.toThrow(wanted);
    await expect(readQDataset(zip.subarray(0, -30), "cut.zip")).rejects.toThrow("cut.zip: there is no directory");
  });
});

describe("generated files", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "uphill-qdataset-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test("hold what the generator gives, and are the same bytes whoever makes the examples", async () => {
    const name = "S_1q_XY_XZ_N1N6";
    const progress: number[] = [];
    const { path, bytes } = await generateQDataset(name, small, {
      directory: join(directory, "new"),
      onProgress: (done, all) => progress.push(done / all),
    });
    expect(path).toBe(join(directory, "new", `${name}.npz`));
    expect(readFileSync(path)).toHaveLength(bytes);
    expect(progress).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    const { examples, ...options } = small;
    const wanted = [...generateQDatasetExamples(name, { from: 0, to: examples, ...options })];
    const table = await readQDatasetFile(path);
    expect([...table.expectations]).toEqual(wanted.flatMap((each) => [...each.expectations]));
    expect([...table.pulseParameters]).toEqual(wanted.flatMap((each) => [...each.pulseParameters]));
    expect(table.notes[0]).toBe(
      "Generated 5 examples of S_1q_XY_XZ_N1N6 from seed 3: 32 time steps, 2 realisations of each noise, 2 pulses in each sequence.",
    );
    const collector = collectQDataset(name, small);
    wanted.forEach((each) => collector.add(each));
    expect(collector.table()).toEqual(table);
    expect((await readQDatasetFile(path, { rows: 2 })).expectations).toEqual(table.expectations.slice(0, 36));

    const backwards = await generateQDataset(name, small, { directory, examples: () => wanted.reverse() });
    expect(readFileSync(backwards.path)).toEqual(readFileSync(path));
    const vo = (await openZip(readFileSync(path), path)).find((entry) => entry.name === "Vo_operator.npy")!;
    const file = await vo.read();
    expect(Buffer.from(file.subarray(0, 128)).toString("latin1")).toContain(
      "'<c16', 'fortran_order': False, 'shape': (5, 3, 2, 2)",
    );
    const { re, im } = qdatasetGenerator(name, options)(1).vo;
    const numbers = new Float64Array(file.slice(128).buffer);
    expect([...numbers].slice(24, 48)).toEqual(Array.from({ length: 24 }, (_, k) => (k % 2 ? im : re)[k >> 1]));
  });

  test("keep waveforms and noise if asked", async () => {
    const name = "G_1q_XY_XZ_N1N5_D";
    const { path } = await generateQDataset(name, { ...small, waveforms: true, noise: true }, { directory });
    const { names, read } = await openNpz(readFileSync(path), path);
    expect(names).toEqual([
      "settings",
      "pulse_parameters",
      "expectations",
      "Vo_operator",
      "pulses",
      "distorted_pulses",
      "noise",
    ]);
    const { examples, ...options } = small;
    const third = qdatasetGenerator(name, { ...options, noise: true })(examples - 1);
    const [distorted, noise] = [await read("distorted_pulses"), await read("noise")];
    expect(distorted.shape).toEqual([5, 32, 2]);
    expect(distorted.data[4 * 64 + 2 * 9 + 1]).toBe(third.distortedPulses[1][9]);
    expect(noise.shape).toEqual([5, 32, 2, 2]);
    expect([...noise.data.slice(4 * 128)]).toEqual([...third.noise!]);
    expect((await readQDatasetFile(path)).rows).toBe(5);
  });

  test("and archives make a task", async () => {
    await generateQDataset("G_1q_X", small, { directory: join(directory, "qdataset") });
    await expect(readQDatasetTask(directory, { set: "G_1q_X_Z_N1" })).rejects.toThrow(
      `there is no G_1q_X_Z_N1.npz or G_1q_X_Z_N1.zip in ${directory} or its folder qdataset`,
    );
    writeFileSync(join(directory, "G_1q_X_Z_N1.zip"), zip);
    const task = await readQDatasetTask(directory, { set: "G_1q_X_Z_N1", features: "both" });
    expect([task.rows, task.width]).toEqual([4, 24]);
    expect(task.features[24]).toBe(-9);
    expect(task.source).toContain("; QDataSet, archive");
    expect((await readQDatasetTask(directory, { set: "G_1q_X_Z_N1", rows: 1 })).rows).toBe(2);
  });

  test("are whole or not there", async () => {
    const failing = function* (): Generator<QDatasetExample> {
      yield qdatasetGenerator("G_1q_X", { steps: 32, pulses: 2 })(0);
      throw new Error("stopped");
    };
    await expect(generateQDataset("G_1q_X", small, { directory, examples: failing })).rejects.toThrow("stopped");
    expect(readdirSync(directory)).toEqual([]);
    await expect(generateQDataset("G_1q_X", small, { directory, examples: () => [] })).rejects.toThrow(
      "example 0 is missing",
    );
    const first = [qdatasetGenerator("G_1q_X", { steps: 32, pulses: 2 })(0)];
    await expect(generateQDataset("G_1q_X", small, { directory, examples: () => first })).rejects.toThrow(
      "example 1 is missing, but there must be 5",
    );
    writeFileSync(join(directory, "file"), "");
    const inside = generateQDataset("G_1q_X", small, { directory: join(directory, "file") });
    await expect(inside).rejects.toThrow(/QDataSet: .*file cannot be made \(EEXIST/);
    await expect(generateQDataset("G_1q_X", { ...small, examples: 1e7 }, { directory })).rejects.toThrow(
      "at most 1073741824 fit",
    );
    await expect(readQDatasetFile(join(directory, "nothing.npz"))).rejects.toThrow(
      "nothing.npz cannot be read (ENOENT",
    );
  });

  test("are refused when damaged", async () => {
    const settings = (value: unknown): Uint8Array => {
      const data = new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
      return Buffer.concat(writeNpz([{ name: "settings", dtype: "|u1", shape: [data.length], data }]));
    };
    const good = { format: "uphill-qdataset", version: 1, name: "G_1q_X", ...small };
    await expect(readQDataset(settings("{"), "a.npz")).rejects.toThrow("a.npz: its settings are no JSON");
    await expect(readQDataset(settings({ ...good, version: 2 }), "a.npz")).rejects.toThrow(
      "of format uphill-qdataset, version 2",
    );
    await expect(readQDataset(settings(good), "a.npz")).rejects.toThrow(
      "it has 0 numbers of expectations, but 5 examples have 90",
    );
    const { path } = await generateQDataset("G_1q_X", small, { directory });
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("expectations") + 300] ^= 1;
    await expect(readQDataset(bytes, "a.npz")).rejects.toThrow("CRC-32");
  });
});

describe("classification", () => {
  test("of two tables alternates between them and says what it is", async () => {
    const made = ["G_1q_X", "G_1q_X_Z_N1"].map((name, k) => {
      const collector = collectQDataset(name, { ...small, examples: 3 + k });
      for (const example of generateQDatasetExamples(name, {
        from: 0,
        to: 3 + k,
        seed: 3,
        steps: 32,
        realisations: 2,
        pulses: 2,
      }))
        collector.add(example);
      return collector.table();
    });
    const data = qdatasetTask(made[0], made[1], { features: "both" });
    expect([data.rows, data.width]).toEqual([6, 24]);
    expect([...data.labels]).toEqual([0, 1, 0, 1, 0, 1]);
    expect([...data.features.slice(24, 42)]).toEqual([...made[1].expectations.slice(0, 18)]);
    expect(data.features[42]).toBe(made[1].pulseParameters[0] / 100);
    expect(data.features[43]).toBe(made[1].pulseParameters[1]);
    expect(data.classes).toEqual(["G_1q_X", "G_1q_X_Z_N1"]);
    expect(data.notes[0]).toBe(
      "Class 0 is G_1q_X (one qubit, Gaussian pulses along X, no noise), class 1 is G_1q_X_Z_N1 (one qubit, Gaussian pulses along X, noise N1 along Z).",
    );
    const official = await readQDatasetArchive(zip, "my.zip");
    expect(qdatasetTask(made[0], official).rows).toBe(4);
    expect(() => qdatasetTask(made[0], { ...official, expectations: new Float64Array(2) })).toThrow(
      "rows of 18 features",
    );
  });

  test("generates the rows of each set", () => {
    const options = { steps: 32, realisations: 3, pulses: 2 };
    const data = qdataset({ rows: 4, seed: 8, set: "S_1q_XY_XZ_N1N5", features: "pulses", ...options });
    expect(data.classes).toEqual(["S_1q_XY", "S_1q_XY_XZ_N1N5"]);
    expect(data.width).toBe(12);
    const third = qdatasetGenerator("S_1q_XY_XZ_N1N5", { seed: 8, ...options })(3);
    expect(data.features[36]).toBe(third.pulseParameters[0] / 100);
    const other = qdataset({ rows: 2, seed: 8, set: "S_1q_X_Z_N2", against: "G_1q_X_Z_N1", ...options });
    expect(other.classes).toEqual(["G_1q_X_Z_N1", "S_1q_X_Z_N2"]);
    expect(other.width).toBe(18);
    expect(qdataset({ rows: 2, seed: 8, set: "G_2q_IX-XI-XX_D", ...options }).classes).toEqual([
      "S_2q_IX-XI-XX_D",
      "G_2q_IX-XI-XX_D",
    ]);
    expect(() => qdataset({ rows: 2, seed: 8, set: "G_1q_X", against: "G_1q_X" })).toThrow("they must differ");
    expect(() => qdataset({ rows: 2, seed: 8, set: "G_1q_X", against: "G_1q_XY" })).toThrow(
      "not in qubits and controls",
    );
  });
});
