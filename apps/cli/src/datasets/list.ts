import { readdirSync } from "node:fs";
import { join } from "node:path";
import { imageFamilies, qdatasetNames, sets, tableFormats } from "@uphill/datasets";
import { dataFolder } from "@uphill/datasets/node";
import { Command } from "commander";
import type { Common } from "./command.js";
import { print, printJson } from "../output.js";

/** `uphill datasets list`. */
export function listCommand(): Command {
  return new Command("list").summary("the data sets that there are").action(({ dataDir, json }: Common) => {
    const folder = dataDir ?? dataFolder();
    const generated = Object.values(sets).map(({ name, about }) => ({ name, kind: "generated", about, files: null }));
    const images = Object.values(imageFamilies).map(({ name, source, licence }) => {
      const place = join(folder, name);
      return { name, kind: "images", about: source, licence, files: isThere(place) ? place : null };
    });
    if (json) {
      const simulated = qdatasetNames.map((name) => ({ name: `qdataset:${name}`, kind: "qdataset" }));
      printJson([...generated, ...images, ...simulated]);
      return;
    }
    const width = Math.max(...[...generated, ...images].map(({ name }) => name.length));
    const line = (name: string, text: string): string => `  ${name.padEnd(width)}  ${text}`;
    print([
      "Generated, from a seed (uphill list datasets shows their options):",
      ...generated.map(({ name, about }) => line(name, `${about}.`)),
      `Image files, in ${folder}:`,
      ...images.map(({ name, about, licence, files }) =>
        line(
          name,
          `${about}; ${licence}. ${files === null ? `Not there: uphill datasets fetch ${name}.` : `In ${files}.`}`,
        ),
      ),
      "Simulated qubits, generated or from files of QDataSet:",
      `  qdataset:NAME, with NAME one of ${qdatasetNames.filter((name) => !name.endsWith("_D")).join(", ")}, each also with _D.`,
      "Your own:",
      `  the path of a file that ends in ${tableFormats.map((format) => `.${format}`).join(", ")}, with --label.`,
    ]);
  });
}

function isThere(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
