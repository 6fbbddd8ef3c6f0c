import { isUphillError, UphillError } from "@uphill/core";
import {
  amplitudeWarnings,
  applyVariants,
  classCounts,
  fieldsOf,
  findDataset,
  generatorOf,
  optionsOf,
  sample,
  selectRows,
  split,
  upright,
  type Dataset,
  type Description,
  type TableFlags,
} from "@uphill/datasets";
import { amplitudeWarningsOf, ceilingsOf, narrowed, type Ceiling, type ShownCeilings } from "@uphill/problems";
import { Command, Option } from "commander";
import { collect, setting } from "../options.js";
import { wholeNumber } from "../whole-number.js";
import type { Common } from "./command.js";
import { picture } from "./picture.js";
import { describeFiles, readFiles } from "@uphill/datasets/node";
import { tableOptions } from "./table-options.js";
import { print, printJson, printOwn } from "../output.js";

const ROWS = 400;
/** Two simulated qubits take their time. */
const TWO_QUBIT_ROWS = 100;
/** Of a class; below, a test for what amplitude encoding forgets has no power. */
const ROWS_TO_WARN = 20;
const SHOWN_ROWS = 3;
const SHOWN_FEATURES = 6;
const SHOWN_CLASSES = 12;

/** `uphill datasets show NAME`. */
export function showCommand(): Command {
  const command = new Command("show")
    .summary("what is in a data set: rows, classes, hash, source, ceilings")
    .description(
      "Shows rows, classes and their balance, the SHA-256 of the features (as little-endian float64, training files first), source and licence, what two classical models reach on it, and in a terminal a few images.",
    )
    .argument("<name>", "a name of uphill datasets list, or the path of a file")
    .addOption(
      new Option(
        "--set <key=value>",
        "an option of the set, such as noise=0.2 of moons or pixelNoise=25 of images, repeatable",
      ).argParser(collect),
    )
    .addOption(
      new Option("--rows <n>", `rows of a generated set (default ${ROWS}, of two qubits ${TWO_QUBIT_ROWS})`).argParser(
        wholeNumber("--rows", 2),
      ),
    )
    .addOption(new Option("--seed <n>", "seed of a generated set").default(0).argParser(wholeNumber("--seed", 0)));
  for (const option of tableOptions()) command.addOption(option);
  return command.action(act);
}

interface Given extends Common, TableFlags {
  set?: string[];
  rows?: number;
  seed: number;
}

async function act(name: string, given: Given): Promise<void> {
  const found = findDataset("show", name);
  const changes = (given.set ?? []).map((text) => setting(name, notEmpty(name, fieldsOf(found)), text));
  const options = optionsOf(found, Object.fromEntries(changes));
  const files = await readFiles(found, options, { ...given, table: given });
  const read = files && found.kind === "images" ? applyVariants(files, options) : files;
  const parts = read ? [read.train, read.test].filter((part) => part !== undefined) : [];
  if (!read && (found.kind === "generated" || found.kind === "qdataset")) {
    const generator = generatorOf(found, options);
    const rows = given.rows ?? (String(generator.options.set).includes("_2q_") ? TWO_QUBIT_ROWS : ROWS);
    parts.push({ ...generator.set({ ...generator.options, rows, seed: given.seed }), name });
  }
  const description = describeFiles(...parts);
  const warnings = description.target ? [] : warningsOf(parts);
  const ceilings = description.target ? null : (ceilingsOf(parts) ?? null);
  const notes = [...new Set(parts.flatMap((part) => part.notes))];
  const { image } = parts[0];
  if (given.json) {
    printJson({ ...description, ...(image && { image }), notes, warnings, ceilings });
    return;
  }
  print(text(description, { parts, notes, warnings, ceilings }));
  if (image && process.stdout.isTTY) {
    const firsts = parts[0].classes.map((_, label) => parts[0].labels.indexOf(label)).filter((row) => row >= 0);
    printOwn(`\n${picture(upright(selectRows(parts[0], firsts)), process.stdout.columns || 80)}`);
  }
}

/** Rows and numbers on which warnings rest; more would say the same and take minutes. */
const MOST_WARNED = { rows: 1000, numbers: 200_000 };

/** Before images are narrowed: some rows of many are quickly narrowed, and are narrow then. */
function fewRows(data: Dataset): Dataset {
  const { rows, numbers } = MOST_WARNED;
  const fit = data.image ? rows : Math.min(rows, Math.floor(numbers / data.width));
  const most = Math.max(2 * ROWS_TO_WARN * data.classes.length, fit);
  return data.rows > most ? sample(data, most) : data;
}

function warningsOf(parts: readonly Dataset[]): string[] {
  const [first, ...others] = parts.map((part) => narrowed(fewRows(part)));
  if (Math.min(...classCounts(first).filter((count) => count > 0)) < ROWS_TO_WARN) return [];
  try {
    if (first.classes.length !== 2) return amplitudeWarnings(first);
    if (others.length > 0) return amplitudeWarningsOf(first, others[0]);
    const train = Math.floor(first.rows / 2);
    const halves = split(first, { train, test: first.rows - train });
    return amplitudeWarningsOf(halves.train, halves.test);
  } catch (error) {
    // A row without a direction cannot be encoded in amplitudes, which is no reason not to show it.
    if (isUphillError(error)) return [];
    throw error;
  }
}

function notEmpty<F extends object>(name: string, fields: F): F {
  if (Object.keys(fields).length > 0) return fields;
  throw new UphillError({
    code: "options",
    who: name,
    got: "--set is given",
    wanted: "a file of your own has no options",
    todo: "Leave it out.",
  });
}

function text(
  description: Description,
  {
    parts,
    notes,
    warnings,
    ceilings,
  }: { parts: Dataset[]; notes: string[]; warnings: string[]; ceilings: ShownCeilings | null },
): string[] {
  const { name, samples, features, classes, sha256, source, licence, citation, ceiling, target } = description;
  const { image } = parts[0];
  const there = classes.filter(({ count }) => count > 0);
  return [
    `${name}: ${samples.toLocaleString("en")} rows of ${image ? `${image.height} × ${image.width} pixels` : `${features} features`}, ${target ? `${target.name} to predict` : `${classes.length} classes`}`,
    target
      ? `  target    ${target.name} from ${target.least} to ${target.largest}, mean ${target.mean}, standard deviation ${target.deviation}`
      : `  balance   ${there
          .slice(0, SHOWN_CLASSES)
          .map(({ label, count }) => `${label}: ${count} (${share(count / samples)})`)
          .join(", ")}${there.length > SHOWN_CLASSES ? `, and ${there.length - SHOWN_CLASSES} more` : ""}`,
    `  sha256    ${sha256}`,
    `  source    ${source}`,
    `  licence   ${licence}`,
    ...(citation ? [`  citation  ${citation}`] : []),
    ...(ceiling ? [`  ceiling   ${share(ceiling.accuracy, 2)} at best. ${ceiling.reason}`] : []),
    ...(target ? [] : ceilingLines(ceilings)),
    ...warnings.map((warning) => `  warning   ${warning}`),
    ...notes.map((note) => `  - ${note}`),
    "",
    ...rowLines(parts[0]),
  ];
}

function share(part: number, digits = 1): string {
  return `${(100 * part).toFixed(digits)} %`;
}

function ceilingLines(ceilings: ShownCeilings | null): string[] {
  if (!ceilings) return ["  the classical models have no figure: they need enough rows of two classes"];
  const { classes, logistic, quadraticRidge, rows, notes } = ceilings;
  const told = ({ test }: Ceiling): string => (test === null ? "–" : share(test));
  return [
    `  logistic regression tells ${classes.join(" from ")} with ${told(logistic)} test accuracy, a quadratic ridge with ${told(quadraticRidge)}, from ${rows} rows`,
    "    Both on standardised features, the penalty by five-fold cross-validation.",
    ...new Set([logistic, quadraticRidge].flatMap(({ reason }) => (reason === undefined ? [] : [`    ${reason}`]))),
    ...notes.map((note) => `    ${note}`),
  ];
}

function rowLines({ features, width, labels, classes, targets, rows }: Dataset): string[] {
  return Array.from({ length: Math.min(SHOWN_ROWS, rows) }, (_, row) => {
    const all = features.subarray(row * width, (row + 1) * width);
    // Images begin with a blank margin: what is not 0 says more.
    const first = Math.max(
      0,
      Math.min(
        all.findIndex((x) => x !== 0),
        width - SHOWN_FEATURES,
      ),
    );
    const shown = Array.from(all.subarray(first, first + SHOWN_FEATURES), (x) => Number(x.toPrecision(5)));
    const [before, after] = [first > 0 ? "… " : "", first + SHOWN_FEATURES < width ? " …" : ""];
    return `  row ${row}: ${before}${shown.join(", ")}${after} → ${targets ? Number(targets[row].toPrecision(5)) : classes[labels[row]]}`;
  });
}
