import { join, resolve } from "node:path";
import { reasonOf, UphillError } from "@uphill/core";
import { formatNpy } from "@uphill/datasets";
import { makeFolders, writeWhole } from "@uphill/studies/node";
import type { Result } from "./show.js";

/** Writes matrices, labels and the result into a folder. @returns the files @throws UphillError "files" */
export function write(
  folder: string,
  { train, test, labels }: { train: Float64Array; test: Float64Array; labels: { train: Int32Array; test: Int32Array } },
  result: Result,
): string[] {
  const count = labels.train.length;
  const files: [string, string | Uint8Array][] = [
    ["K_train.npy", formatNpy([count, count], train)],
    ["K_test.npy", formatNpy([labels.test.length, count], test)],
    ["y_train.npy", formatNpy([count], Float64Array.from(labels.train))],
    ["y_test.npy", formatNpy([labels.test.length], Float64Array.from(labels.test))],
    ["kernel.json", `${JSON.stringify(result, null, 2)}\n`],
  ];
  try {
    makeFolders(resolve(folder));
    return files.map(([name, content]) => {
      writeWhole(join(folder, name), content);
      return join(folder, name);
    });
  } catch (cause) {
    throw new UphillError({
      code: "files",
      who: "kernel",
      got: `${folder} cannot be written to (${reasonOf(cause)})`,
      wanted: "it must be possible",
      todo: "Check the path and its permissions.",
      cause,
    });
  }
}
