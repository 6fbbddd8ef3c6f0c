import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageFamilies, sets } from "@uphill/datasets";
import { describe, expect, test } from "vitest";
import { picture } from "../src/datasets/picture.js";
import { temporaryFolder, uphill } from "./run-cli.js";

const folder = temporaryFolder();
const datasets = (...args: string[]): ReturnType<typeof uphill> => uphill(folder, "datasets", ...args);

function json(...args: string[]): Record<string, unknown> {
  const { status, stdout, stderr } = datasets(...args, "--json");
  expect(stderr).not.toMatch(/mistake of ours/);
  expect(status).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function put(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** An IDX file of bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, k) => header.writeUInt32BE(size, 4 + 4 * k));
  return Buffer.concat([header, bytes]);
}

/** Four training and two test images of 2 × 2 pixels, in the official names. */
function images(name = "kmnist", stems = ["train", "t10k"]): { folder: string; pixels: number[] } {
  const own = join(temporaryFolder(), "data");
  mkdirSync(join(own, name), { recursive: true });
  const pixels = Array.from({ length: 24 }, (_, k) => (11 * k) % 256);
  const write = (part: string, rows: number, from: number): void => {
    const bytes = Uint8Array.from(pixels.slice(4 * from, 4 * (from + rows)));
    writeFileSync(join(own, name, `${part}-images-idx3-ubyte`), idx([rows, 2, 2], bytes));
    const labels = Uint8Array.from({ length: rows }, (_, k) => k % 2);
    writeFileSync(join(own, name, `${part}-labels-idx1-ubyte`), idx([rows], labels));
  };
  write(stems[0], 4, 0);
  write(stems[1], 2, 4);
  return { folder: own, pixels };
}

const sha256 = (values: readonly number[]): string => {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, k) => bytes.writeDoubleLE(value, 8 * k));
  return createHash("sha256").update(bytes).digest("hex");
};

describe("list", () => {
  test("has every set, and says which files are there", () => {
    const { folder: own } = images();
    const listed = json("list", "--data-dir", own) as unknown as { name: string; files?: string | null }[];
    const names = listed.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([...Object.values(sets).map(({ name }) => name), ...Object.keys(imageFamilies)]),
    );
    expect(names).toContain("qdataset:G_1q_X_Z_N1");
    expect(listed.find(({ name }) => name === "kmnist")?.files).toBe(join(own, "kmnist"));
    expect(listed.find(({ name }) => name === "mnist")?.files).toBeNull();
    expect(datasets("list").stdout).toContain("uphill datasets fetch mnist");
  });
});

describe("show", () => {
  test("images: all rows of both parts, and the hash of the raw pixels, training files first", () => {
    const { folder: own, pixels } = images();
    expect(json("show", "kmnist", "--data-dir", own)).toMatchObject({
      name: "kmnist",
      samples: 6,
      features: 4,
      sha256: sha256(pixels),
      licence: "CC BY-SA 4.0",
      source: expect.stringContaining("Kuzushiji") as string,
      citation: expect.stringContaining("arXiv:1812.01718") as string,
    });
    const { classes } = json("show", "kmnist", "--data-dir", own) as { classes: { label: string; count: number }[] };
    expect(classes.slice(0, 3)).toEqual([
      { label: "0", count: 3 },
      { label: "1", count: 3 },
      { label: "2", count: 0 },
    ]);
  });

  test("variants of images, with what was done in words", () => {
    const { folder: own, pixels } = images();
    const dir = ["--data-dir", own];
    const shown = json("show", "kmnist", ...dir, "--set", "contrast=0", "--set", "smallSample=1");
    expect(shown).toMatchObject({ samples: 4, sha256: sha256(Array.from({ length: 16 }, () => 127.5)) });
    expect(shown.notes).toContain("Multiplied the contrast around 127.5 by 0, cut off at 0 and 255.");
    expect(shown.notes).toContain("Took 1 rows of each class, seed 0.");
    expect(shown.warnings).toEqual([]); // so few rows say nothing
    const noisy = (seed: number): unknown =>
      json("show", "kmnist", ...dir, "--set", "kmnist.pixelNoise=9", "--set", `variantSeed=${seed}`).sha256;
    expect(noisy(1)).toBe(noisy(1));
    expect(new Set([noisy(1), noisy(2), sha256(pixels)]).size).toBe(3);
  });

  test("EMNIST's raw pixels, and that they are transposed", () => {
    const { folder: own, pixels } = images("emnist-digits", ["emnist-digits-train", "emnist-digits-test"]);
    const shown = json("show", "emnist-digits", "--data-dir", own);
    expect(shown).toMatchObject({ samples: 6, sha256: sha256(pixels), image: { transposed: true } });
    expect(shown.notes).toContain(
      "The files hold every image transposed: its columns of pixels are the picture's rows.",
    );
  });

  test("a generated set at its options, with its ceiling, two classical models, and a warning where it is due", () => {
    const shown = json("show", "gaussian", "--set", "features=4", "--rows", "200", "--seed", "3");
    expect(shown).toMatchObject({ samples: 200, features: 4, ceiling: { accuracy: expect.any(Number) as number } });
    expect(shown.ceilings).toMatchObject({ classes: ["0", "1"], rows: 100 });
    expect(shown.warnings).toEqual([]);
    expect(json("show", "circles").warnings).toHaveLength(1);
    const opposite = json("show", "gaussian", "--set", "angle=180", "--set", "antipodal=allow");
    expect(opposite.warnings).toEqual([expect.stringContaining("Amplitude encoding forgets a row's length and sign")]);
    expect(datasets("show", "moons").stdout).toMatch(
      /balance {3}outer: 200 \(50\.0 %\).*logistic regression.*penalty by five-fold/s,
    );
  });

  test("a table of the user's own", () => {
    put("iris.csv", "id,x,species\n1,0.5,a\n2,1.5,b\n3,2.5,b\n");
    const shown = json("show", "iris.csv", "--label", "species", "--drop", "id");
    expect(shown).toMatchObject({ name: "iris", samples: 3, features: 1, sha256: sha256([0.5, 1.5, 2.5]) });
    expect(shown.ceilings).toBeNull();
    const text = datasets("show", "iris.csv", "--label", "species", "--drop", "id").stdout;
    expect(text).toContain("the classical models have no figure: they need enough rows of two classes");
  });

  test("a picture has two rows of pixels a line, and as many images as fit", () => {
    const data = sets.barsAndStripes({ rows: 4, seed: 1, height: 4, width: 6 });
    const lines = picture(data, 14).trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.split("▀")).toHaveLength(2 * 6 + 1);
  });
});

describe("generate", () => {
  test("the same bytes with one job and with two, that check and compare read", () => {
    const small = ["--set", "examples=20", "--set", "realisations=3", "--set", "steps=64"];
    const make = (out: string, jobs: string): Record<string, unknown> =>
      json("generate", "qdataset:G_1q_X_Z_N1", ...small, "--out", out, "--jobs", jobs);
    const [one, two] = [make("one", "1"), make("two", "2")];
    expect(two.sha256).toBe(one.sha256);
    expect(readdirSync(join(folder, "two"))).toEqual(["G_1q_X_Z_N1.npz"]);
    expect(json("check", join("two", "G_1q_X_Z_N1.npz"))).toMatchObject({
      format: "qdataset G_1q_X_Z_N1",
      contents: [{ name: "expectations", shape: [20, 18] }, { name: "pulse_parameters" }],
    });
    json("generate", "qdataset:G_1q_X", ...small, "--out", "two");
    const shown = json("show", "qdataset:G_1q_X_Z_N1", "--data-dir", "two");
    expect(shown).toMatchObject({ samples: 40, features: 18, source: "generated by @uphill/datasets" });
  });

  test("a table that reads back to the same features", () => {
    json("generate", "moons", "--set", "rows=30", "--set", "seed=5", "--out", "deep/er");
    const { sha256: read } = json("show", join("deep", "er", "moons.csv"));
    expect(read).toBe(json("show", "moons", "--rows", "30", "--seed", "5").sha256);
  });
});

describe("check", () => {
  test("a table is read as a data set where its label is known", () => {
    put("t.csv", "x,label\n1,a\n2,b\n");
    expect(json("check", "t.csv")).toMatchObject({ format: "csv", dataset: { samples: 2, sha256: sha256([1, 2]) } });
  });

  test("a pickle of data is read, and one that would run something is refused by name", () => {
    put("data.pkl", Buffer.from("80027d71002e", "hex")); // {}
    expect(json("check", "data.pkl")).toMatchObject({ format: "pickle", contents: [] });
    put("evil.pkl", Buffer.concat([Buffer.from("8002", "hex"), Buffer.from("cos\nsystem\n(X\u0002\0\0\0lstR.")]));
    const { status, stderr } = datasets("check", "evil.pkl");
    expect(status).toBe(2);
    expect(stderr).toContain("os.system");
  });
});

describe("a mistake is one clear sentence, exit 2", () => {
  put("holes.csv", "a,b,species\n1,2,x\n,3,y\n");
  put("odd.csv", "a,label\n1,x\nzwei,y\n");
  put("twice.csv", "a,a,b\n1,2,3\n");
  put("header.csv", "a,b\n");
  put("cut.npz", Buffer.from("504b0304aaaa", "hex"));
  test.each([
    ["an unknown set", ["show", "monos"], /Did you mean "moons"\?/],
    ["an unknown command", ["shwo"], /Did you mean show/],
    ["no files of an image set", ["show", "mnist", "--data-dir", "nowhere"], /uphill datasets fetch mnist/],
    ["options of a table", ["show", "odd.csv", "--set", "a=1"], /a file of your own has no options/],
    ["an unknown variant", ["show", "mnist", "--set", "pixlNoise=1"], /Did you mean "pixelNoise"\?/],
    ["a variant out of range", ["show", "mnist", "--set", "labelNoise=2"], /labelNoise is 2, but .* ≥ 0 and ≤ 1/],
    ["an unknown option of a set", ["show", "moons", "--set", "noize=1"], /Did you mean "noise"\?/],
    ["fetching what is generated", ["fetch", "gaussian"], /uphill datasets generate gaussian/],
    ["fetching a QDataSet", ["fetch", "qdataset:G_1q_X"], /put the official G_1q_X\.zip/],
    ["generating images", ["generate", "mnist", "--out", "o"], /uphill datasets fetch mnist/],
    ["a QDataSet that is none", ["generate", "qdataset:G_1q_Y", "--out", "o"], /controls of 1q are X or XY/],
    ["a bad option", ["generate", "qdataset:G_1q_X", "--set", "examples=0", "--out", "o"], /examples is 0/],
    ["a folder that cannot be made", ["generate", "moons", "--out", "/proc/no/where"], /cannot be written/],
    ["the same for qubits", ["generate", "qdataset:G_1q_X", "--out", "/proc/no/where"], /cannot be made/],
    ["the same for a fetch", ["fetch", "kmnist", "--data-dir", "/proc/no/where"], /cannot be written/],
    ["a missing value, without a label", ["check", "holes.csv"], /row 2 \(line 3\), column "a" is missing/],
    ["a text among numbers", ["check", "odd.csv"], /row 2 \(line 3\), column "a" is "zwei"/],
    ["two columns of one name, without a label", ["check", "twice.csv"], /two columns are called "a"/],
    ["a header only, without a label", ["check", "header.csv"], /there is no row/],
    ["a torn archive", ["check", "cut.npz"], /cut\.npz/],
    ["no file", ["check", "none.csv"], /there is no such file/],
  ])("%s", (_, args, message) => {
    const { status, stdout, stderr } = datasets(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*\.js|mistake of ours/);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(existsSync(join(folder, "o", "G_1q_X.npz"))).toBe(false);
  });
});

describe("compare", () => {
  const quick = ["--qubits", "4", "--layers", "1", "--seeds", "2", "--steps", "2", "--no-tune", "--optimizer", "sgd"];
  const compare = (out: string, ...args: string[]): ReturnType<typeof uphill> =>
    uphill(folder, "compare", ...quick, "--out", out, ...args);
  const report = (out: string): string => readFileSync(join(folder, out, "report.html"), "utf8");

  const targets = new Set([sets.sine.name, sets.fourier.name]);

  test.each(Object.values(sets).map(({ name }) => name))("takes %s", (name) => {
    const few = name === "qdataset" ? ["--set", "qdataset.realisations=2", "--set", "qdataset.steps=64"] : [];
    const given = ["--dataset", name, "--train", "40", "--test", "20", ...few];
    const numbers = targets.has(name);
    if (numbers) expect(compare(`${name}-classes`, ...given).stderr).toMatch(/--problem regression|number/);
    const { status, stderr } = compare(name, ...given, ...(numbers ? ["--problem", "regression"] : []));
    expect(stderr).not.toMatch(/mistake/);
    expect(status).toBe(0);
    if (!numbers) expect(report(name)).toContain(`Classified, from ${name}: class`);
    else expect(report(name)).toMatch(/Test (r2|R²)/i);
  });

  test("a table: classes and groups of it, preparation, source and licence in report and manifest", () => {
    const rows = Array.from({ length: 60 }, (_, k) => `${(k % 3) + k / 100},${k % 7},${"abc"[k % 3]}`);
    put("mine.csv", ["x,y,kind", ...rows, ""].join("\n"));
    const table = ["--dataset", "mine.csv", "--label", "kind", "--encoding", "angle", "--prepare", "min-max"];
    const three = compare("t0", ...table, "--json");
    expect(three.status).toBe(0);
    expect(report("t0")).toMatch(/class a \(\d+ training .*against class b .*against class c/);
    const { presets } = JSON.parse(three.stdout) as {
      presets: { ceiling: { logistic: { accuracyTest: { mean: number } } } }[];
    };
    // x alone tells the classes apart.
    expect(presets[0].ceiling.logistic.accuracyTest.mean).toBeGreaterThan(0.9);
    const refused = compare("t3", ...table, "--qubits", "2");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/readout is last on 2 qubits, but the loss takes 3 decision values/);
    expect(compare("t1", ...table, "--classes", "c,a").status).toBe(0);
    expect(report("t1")).toContain("class c (10 training and 10 test rows) against class a");
    expect(report("t1")).toContain("Scaled each feature from its range in the training rows");
    expect(compare("t2", ...table, "--classes", "a+b,c").status).toBe(0);
    const manifest = JSON.parse(readFileSync(join(folder, "t2", "manifest.json"), "utf8")) as {
      data: Record<string, unknown>;
      identity: { experiments: { data: { hash: string; preparation: unknown[] } }[] };
    };
    expect(manifest.data.paper).toMatchObject({ name: "mine", source: "mine.csv", licence: "not stated" });
    const [{ data }] = manifest.identity.experiments;
    expect(data.preparation).toMatchObject([{ name: "min-max", options: { low: 0 } }]);
    expect(data.hash).toMatch(/^[0-9a-f]{64}/);
  });

  test("a table with a column in thousands: the classical models need no preparation", () => {
    const rows = Array.from(
      { length: 60 },
      (_, k) => `${3000 + 40 * ((7 * k) % 60)},${(k % 2) + (k % 7) / 10},${"ab"[k % 2]}`,
    );
    put("heavy.csv", ["mass,length,kind", ...rows, ""].join("\n"));
    const { status, stderr } = compare("heavy", "--dataset", "heavy.csv", "--label", "kind", "--encoding", "angle");
    expect(stderr).not.toMatch(/mistake/);
    expect(status).toBe(0);
    const reached = /logistic regression reaches ([\d.]+) %/.exec(report("heavy"))?.[1];
    expect(Number(reached)).toBe(100);
  });

  /** Sixty images of 4 × 4 pixels as the only files of MNIST: threes are bright at the top, sixes at the bottom. */
  function digits(): string {
    const own = join(temporaryFolder(), "data");
    mkdirSync(join(own, "mnist"), { recursive: true });
    const pixels = Array.from({ length: 60 * 16 }, (_, k) => {
      const [row, y] = [Math.floor(k / 16), Math.floor((k % 16) / 4)];
      return row % 2 === Math.floor(y / 2) ? 100 + row : k % 7;
    });
    writeFileSync(join(own, "mnist", "train-images-idx3-ubyte"), idx([60, 4, 4], Uint8Array.from(pixels)));
    const labels = Uint8Array.from({ length: 60 }, (_, row) => (row % 2 ? 6 : 3));
    writeFileSync(join(own, "mnist", "train-labels-idx1-ubyte"), idx([60], labels));
    return own;
  }

  interface Manifest {
    data: { paper: { fitted: { name: string; state: Record<string, unknown> }[]; notes: string[] } };
    identity: { experiments: { data: { options: Record<string, unknown>; hash: string } }[] };
  }
  const manifestOf = (out: string): Manifest =>
    JSON.parse(readFileSync(join(folder, out, "manifest.json"), "utf8")) as Manifest;

  test("variants of images are in the manifest and said in the report; labels of test rows stay", () => {
    const own = digits();
    const base = ["--dataset", "mnist", "--data-dir", own];
    const varied = ["--set", "mnist.labelNoise=1", "--set", "mnist.pixelNoise=20", "--set", "mnist.smallSample=6"];
    for (const [out, args] of [
      ["v0", []],
      ["v1", varied],
    ] as const) {
      expect(compare(out, ...base, ...args).stderr).not.toMatch(/mistake|but/);
    }
    const [plain, changed] = [manifestOf("v0"), manifestOf("v1")];
    const [{ data }] = changed.identity.experiments;
    expect(data.options).toMatchObject({ labelNoise: 1, pixelNoise: 20, smallSample: 6, contrast: 1, variantSeed: 0 });
    expect(data.hash).toBe(plain.identity.experiments[0].data.hash);
    const notes = changed.data.paper.notes.join("\n");
    expect(notes).toContain("Training rows: Exchanged 30 of 30 labels for another class, seed 0.");
    expect(notes).toContain("Training rows: Took 6 rows of each class, seed 0.");
    expect(notes).toContain(
      "Training rows: Added noise of standard deviation 20 to every pixel, cut off at 0 and 255, seed 0.",
    );
    expect(notes).toContain(
      "Test rows: Added noise of standard deviation 20 to every pixel, cut off at 0 and 255, seed 1.",
    );
    expect(notes).not.toMatch(/Test rows: (Exchanged|Took 6 rows of each)/);
    expect(report("v1")).toContain("What follows was done for seed 1;");
    expect(report("v1")).toContain("class 3 (6 training and 15 test rows) against class 6");
    expect(report("v1")).toContain("Training rows: Exchanged 30 of 30 labels for another class");
    expect(compare("v2", ...base, "--set", "mnist.pixelNoize=1").stderr).toMatch(/Did you mean "pixelNoise"\?/);
  });

  test("what preparations learnt from the training rows is in the manifest, of many numbers their hash", () => {
    const steps = ["--prepare", "pca", "--prepare", "min-max", "--set", "pca.components=5"];
    expect(compare("f", "--dataset", "mnist", "--data-dir", digits(), ...steps, "--encoding", "angle").status).toBe(2);
    const four = [...steps.slice(0, -1), "pca.components=4"];
    expect(
      compare("f", "--dataset", "mnist", "--data-dir", digits(), ...four, "--encoding", "angle").stderr,
    ).not.toMatch(/but/);
    const [pca, minMax] = manifestOf("f").data.paper.fitted;
    expect(pca).toMatchObject({ name: "pca", options: { components: 4 } });
    expect(pca.state.mean).toHaveLength(16);
    expect(pca.state.directions).toHaveLength(64);
    expect(minMax.state.least).toHaveLength(4);
    const many = ["--prepare", "standardise", "--set", "gaussian.features=100", "--qubits", "7", "--layers", "1"];
    expect(compare("g100", ...many).status).toBe(0);
    expect(manifestOf("g100").data.paper.fitted[0].state.mean).toMatch(/^100 numbers, sha256 [0-9a-f]{64}$/);
  });

  test("QDataSet from files or generated, by the name of a set", () => {
    const small = ["--set", "examples=20", "--set", "realisations=3", "--set", "steps=64", "--out", "files"];
    for (const name of ["qdataset:G_1q_X", "qdataset:G_1q_X_Z_N1"]) json("generate", name, ...small);
    const task = ["--dataset", "qdataset:G_1q_X_Z_N1", "--data-dir", "files"];
    expect(compare("q1", ...task).status).toBe(0);
    expect(report("q1")).toContain("Generated 20 examples of G_1q_X_Z_N1 from seed 0");
    expect(report("q1")).toContain("arXiv:2108.06661");
    const anew = ["--set", "qdataset.realisations=2", "--set", "qdataset.steps=64", "--train", "40", "--test", "20"];
    expect(compare("q2", ...task, ...anew).status).toBe(0);
    expect(report("q2")).toContain("Simulated 64 time steps, 2 realisations");
  });

  test("says what is wrong with a preparation or a class", () => {
    expect(compare("p", "--prepare", "pcaa").stderr).toMatch(/--prepare is "pcaa".*Did you mean "pca"\?/);
    expect(compare("p", "--prepare", "pca", "--set", "pca.components=0").stderr).toMatch(/components is 0/);
    expect(compare("p", "--qubits", "2", "--set", "gaussian.classes=3").stderr).toMatch(/takes 3 decision values/);
    expect(compare("p", "--dataset", "gaussian", "--classes", "1").stderr).toMatch(/--classes names 1 \(1\)/);
    const three = ["--set", "gaussian.classes=3", "--classes", "2,0"];
    expect(compare("g", ...three).status).toBe(0);
    expect(report("g")).toContain("class 2 (100 training and 100 test rows) against class 0");
  });
});
