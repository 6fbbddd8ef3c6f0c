import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Dataset } from "@uphill/datasets";
import { makeFolders } from "@uphill/studies/node";

const ROWS_AT_ONCE = 1000;

/**
 * A table as CSV, features f0, f1, … and the class, or the number to predict, under `label`; numbers so that reading gives the same bits. Written beside
 * and renamed: the file is there whole or not at all.
 */
export function writeCsv(path: string, { features, width, rows, labels, classes, targets }: Dataset): void {
  makeFolders(dirname(resolve(path)));
  const beside = join(dirname(path), `.${basename(path)}.part`);
  const file = openSync(beside, "w");
  try {
    writeSync(file, `${Array.from({ length: width }, (_, k) => `f${k},`).join("")}label\n`);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      let text = "";
      for (let row = from; row < Math.min(rows, from + ROWS_AT_ONCE); row++) {
        text += `${features.subarray(row * width, (row + 1) * width).join(",")},${targets ? targets[row] : classes[labels[row]]}\n`;
      }
      writeSync(file, text);
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
