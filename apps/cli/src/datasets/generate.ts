import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { number, parseOptions, reasonOf, UphillError } from "@uphill/core";
import { findDataset, qdatasetFileOptions, type Found, type QDatasetFileOptions } from "@uphill/datasets";
import { generateQDataset } from "@uphill/datasets/node";
import { Command, Option } from "commander";
import { progress } from "../compare/progress.js";
import { collect, setting } from "../options.js";
import { wholeNumber } from "../whole-number.js";
import type { Common } from "./command.js";
import { sharedWork } from "./shared-work.js";
import { writeCsv } from "./write-csv.js";
import { refuseKind } from "./refuse-kind.js";
import { interruptible } from "../interruptible.js";
import { print, printJson } from "../output.js";

/** `uphill datasets generate NAME`. */
export function generateCommand(): Command {
  return new Command("generate")
    .summary("write a generated data set to a file")
    .description(
      "Writes a generated data set to DIR: qdataset:NAME as NAME.npz with all that was simulated, every other set as NAME.csv. The same options give the same bytes, whatever the number of jobs.",
    )
    .argument("<name>", "qdataset:G_1q_X_Z_N1 and its like, or a generated set of uphill datasets list")
    .requiredOption("--out <folder>", "where the file goes; it is made where it is not there")
    .addOption(
      new Option("--set <key=value>", "an option, such as examples=1000 or seed=7, repeatable").argParser(collect),
    )
    .addOption(
      new Option("--jobs <n>", "examples of a QDataSet at a time; the bytes do not depend on it")
        .default(availableParallelism())
        .argParser(wholeNumber("--jobs", 1, 256)),
    )
    .action(act);
}

interface Given extends Common {
  out: string;
  set?: string[];
  jobs: number;
}

interface Written {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
}

async function act(name: string, { out, set = [], jobs, json }: Given): Promise<void> {
  const found = findDataset("generate", name);
  if (found.kind === "table" || found.kind === "images") {
    const todo = found.kind === "images" ? `Run: uphill datasets fetch ${name}.` : "Use it as it is.";
    refuseKind("generate", `${name} lies in files`, "only generated sets are written", todo);
  }
  if (out.trim() === "") refuseKind("generate", "--out is empty", "it must name a folder", "Name one.");
  await interruptible(async (signal) => {
    const { path, bytes, rows } =
      found.kind === "qdataset" ? await simulate(found.set, out, set, jobs, signal) : writeGenerated(found, out, set);
    const sha256 = await sha256Of(path);
    if (json) printJson({ name, path, rows, bytes, sha256 });
    else print([`${path}: ${rows.toLocaleString("en")} rows, ${bytes.toLocaleString("en")} bytes, sha256 ${sha256}`]);
  });
}

async function simulate(
  name: string,
  directory: string,
  set: readonly string[],
  jobs: number,
  signal: AbortSignal,
): Promise<Written> {
  const given = Object.fromEntries(
    set.map((text) => setting(name, qdatasetFileOptions, text)),
  ) as Partial<QDatasetFileOptions>;
  const { examples } = parseOptions(name, qdatasetFileOptions, given);
  const bar = progress(examples, 0, "examples");
  try {
    const written = await generateQDataset(name, given, {
      directory,
      onProgress: bar.tick,
      examples: (count, options) => sharedWork(name, count, options, jobs, signal),
    });
    return { ...written, rows: examples };
  } finally {
    bar.stop();
  }
}

const sizeAndSeed = {
  rows: number({ default: 400, min: 2, integer: true, about: "Number of rows" }),
  seed: number({ default: 0, min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, about: "Seed" }),
};

function writeGenerated(
  found: Extract<Found, { kind: "generated" }>,
  directory: string,
  set: readonly string[],
): Written {
  const fields = { ...sizeAndSeed, ...found.set.options };
  const given = Object.fromEntries(set.map((text) => setting(found.name, fields, text)));
  const data = found.set({ rows: sizeAndSeed.rows.default, seed: sizeAndSeed.seed.default, ...given });
  const path = join(directory, `${found.name}.csv`);
  try {
    writeCsv(path, data);
  } catch (cause) {
    throw new UphillError({
      code: "files",
      who: "generate",
      got: `${path} cannot be written (${reasonOf(cause)})`,
      wanted: "it must be possible",
      todo: "Check the path and its permissions.",
      cause,
    });
  }
  return { path, bytes: statSync(path).size, rows: data.rows };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}
