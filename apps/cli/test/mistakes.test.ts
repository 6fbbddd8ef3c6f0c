import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

/** An IDX file: dimensions and bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, k) => header.writeUInt32BE(size, 4 + 4 * k));
  return Buffer.concat([header, bytes]);
}

const COUNT = 24;
const labels = idx(
  [COUNT],
  Uint8Array.from({ length: COUNT }, (_, k) => (k % 2 ? 6 : 3)),
);
const pixels = Uint8Array.from({ length: COUNT * 784 }, (_, k) => 1 + ((k * k * 2654435761) % 251));

/** A folder of MNIST-format files; `images` replaces the file that is right. */
function dataFolder(images: Buffer = gzipSync(idx([COUNT, 28, 28], pixels)), suffix = ".gz"): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "mnist"));
  writeFileSync(join(folder, "mnist", `t10k-images-idx3-ubyte${suffix}`), images);
  writeFileSync(join(folder, "mnist", "t10k-labels-idx1-ubyte"), labels);
  return folder;
}

const mnist = (folder: string, classes = "3,6"): string[] => [
  "--dataset",
  "mnist",
  "--data-dir",
  folder,
  "--classes",
  classes,
];
const whole = gzipSync(idx([COUNT, 28, 28], pixels));
const blank = Uint8Array.from(pixels, (value, k) => (k < 784 ? 0 : value));

describe("a mistake is one clear sentence, exit 2, and leaves nothing behind", () => {
  test.each([
    ["an unknown option", ["--nonsense"], /unknown option '--nonsense'/],
    ["an unknown optimizer", ["--optimizer", "nrl"], /Did you mean "nlr"\?/],
    ["an unknown preset", ["--preset", "papr"], /Did you mean "paper"\?/],
    [
      "a value out of range",
      ["--set", "nlr.negativeLearningRate=-1"],
      /negativeLearningRate is -1, but it must be a number ≥ 0/,
    ],
    ["an unknown option of an optimizer", ["--set", "nlr.treshold=1"], /Did you mean "threshold"\?/],
    ["a change of something that takes no part", ["--set", "momentum.momentum=0.5"], /--optimizer momentum/],
    ["a --set that is none", ["--set", "nlr"], /NAME\.OPTION=VALUE/],
    ["two optimizers of one name", ["--optimizer", "sgd", "--optimizer", "sgd"], /two optimizers are called "sgd"/],
    [
      "a reference that takes no part",
      ["--reference", "adma"],
      /--reference is "adma", but this comparison has .*"adam"\?/,
    ],
    ["rates that are none", ["--rates", "0.1,x"], /--rates is "0\.1,x", but it lists learning rates/],
    ["a rate of 0", ["--rates", "0,1"], /--rates is "0,1"/],
    ["rates without tuning", ["--rates", "0.1,1", "--no-tune"], /--no-tune too/],
    ["shots of no seed", ["--set", "sgd.shotSeed=x"], /shotSeed is "x", but it must be an integer/],
    ["no folder for images", ["--dataset", "mnist"], /--data-dir/],
    ["a missing folder", mnist("does-not-exist"), /does-not-exist/],
    ["a truncated gzip", mnist(dataFolder(whole.subarray(0, whole.length / 2))), /cannot be decompressed/],
    [
      "a corrupt gzip",
      mnist(dataFolder(Buffer.from(whole.map((byte, k) => (k === whole.length - 6 ? byte ^ 85 : byte))))),
      /gzip/,
    ],
    ["a wrong magic number", mnist(dataFolder(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]), "")), /t10k-images/],
    ["a wrong count", mnist(dataFolder(idx([COUNT + 1, 28, 28], pixels), "")), /cut short/],
    ["a class that is not there", mnist(dataFolder(), "3,9"), /class 9/],
    ["one class", mnist(dataFolder(), "3"), /--classes names 1/],
    [
      "a blank image",
      mnist(dataFolder(idx([COUNT, 28, 28], blank), "")),
      /row 0 of the chosen classes \(a 3\) is all zeros/,
    ],
    ["no qubits", ["--qubits", "0"], /qubits is 0/],
    ["too many qubits", ["--qubits", "40"], /PiB/],
    ["words for numbers", ["--steps", "many"], /--steps is "many"/],
    ["a folder that cannot be written", ["--out", "/proc/uphill"], /cannot be written/],
    ["shots with the adjoint sweep", ["--shots", "5"], /--gradient parameter-shift/],
    ["a budget that is none", ["--budget", "shots=-3"], /shots=N/],
    ["no jobs", ["--jobs", "0"], /--jobs is 0/],
    ["equal shots without shots", ["--preset", "noisy-priced", "--shots", "0"], /an exact value has no price in shots/],
    ["equal shots with a free comparison", ["--preset", "noisy-priced", "--loss-shots", "0"], /no price in shots/],
    [
      "a budget where the preset sets it",
      ["--preset", "noisy-priced", "--budget", "shots=9"],
      /the preset sets the budget/,
    ],
    ["a budget of nothing", ["--budget", "shots=0"], /shots=N/],
    ["a budget in no unit", ["--budget", "minutes=3"], /seconds=N or device-seconds=N/],
    ["half a shot", ["--budget", "shots=0.5"], /shots=N/],
    ["device seconds without a device", ["--budget", "device-seconds=9"], /Add --device/],
    ["a device that is none", ["--device", "ion"], /it must be none \| edge \| ion-trap/],
    [
      "a circuit that a device cannot hold",
      ["--device", "edge", "--qubits", "17"],
      /17 qubits takes 2.0 MiB, but it has 1.0 MiB/,
    ],
    ["no rows to compare on", ["--set", "nlr.compareOn=held-out"], /--held-out N/],
    ["more features than fit", ["--set", "gaussian.features=100"], /rows have 100 features, but 6 qubits hold 64/],
    ["one class", mnist(dataFolder(), "3"), /--classes names 1/],
    ["a name that means two things", ["--optimizer", "sgd=adam"], /which is another optimizer/],
    ["an optimizer called like the data", ["--optimizer", "gaussian=nlr"], /like the data set/],
    ["two aliases in one", ["--optimizer", "a=nlr=b"], /--optimizer is "a=nlr=b"/],
    ["an empty folder name", ["--out", ""], /--out is empty/],
    ["classes of a table without", ["--classes", "1,2"], /--classes/],
  ])("%s", (_, args, message) => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = uphill(folder, "compare", ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toMatch(/\bat .*\.js|mistake of ours/);
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("an unknown command", () => {
    const { status, stderr } = uphill(temporaryFolder(), "comprae");
    expect(stderr).toMatch(/Did you mean compare/);
    expect(status).toBe(2);
  });
});

describe("a results folder", () => {
  const folder = temporaryFolder();
  const args = ["compare", "--preset", "two-qubit", "--train", "8", "--test", "8", "--steps", "2", "--seeds", "1"];
  const small = [...args, "--no-tune", "--optimizer", "sgd", "--out"];

  test("of another identity is refused and stays as it is", () => {
    expect(uphill(folder, ...small, "r").status).toBe(0);
    const before = readdirSync(join(folder, "r"));
    const { status, stderr } = uphill(folder, ...small, "r", "--seed", "2");
    expect(stderr).toMatch(/another experiment/);
    expect(status).toBe(2);
    expect(readdirSync(join(folder, "r"))).toEqual(before);
  });

  test("of the same identity is replaced", () => {
    expect(uphill(folder, ...small, "r").status).toBe(0);
  });

  test("is not lost to what a killed command left of its own", () => {
    mkdirSync(join(folder, "left"));
    writeFileSync(join(folder, "left", ".manifest.json.part"), "{");
    expect(uphill(folder, ...small, "left").status).toBe(0);
  });

  test("that is a file is refused", () => {
    writeFileSync(join(folder, "file"), "");
    const { status, stderr } = uphill(folder, ...small, "file");
    expect(stderr).toMatch(/it is a file/);
    expect(status).toBe(2);
  });

  test("with other files is refused", () => {
    mkdirSync(join(folder, "mine"));
    writeFileSync(join(folder, "mine", "thesis.txt"), "precious");
    expect(uphill(folder, ...small, "mine")).toMatchObject({ status: 2 });
    expect(readdirSync(join(folder, "mine"))).toEqual(["thesis.txt"]);
  });

  test("gets a name of its own where none is given", () => {
    expect(uphill(folder, ...small.slice(0, -1)).status).toBe(0);
    const [name] = readdirSync(join(folder, "results"));
    expect(name).toMatch(/^two-qubit-[0-9a-f]{8}$/);
    expect(existsSync(join(folder, "results", name, "report.html"))).toBe(true);
  });
});

test("help names every option with its default, from the schemas", () => {
  const { status, stdout } = uphill(temporaryFolder(), "compare", "--help");
  expect(status).toBe(0);
  for (const word of ["--preset", "--loss-shots", "--resume", "nlr.negativeLearningRate=0.02", "gaussian.spread"]) {
    expect(stdout).toContain(word);
  }
});
