import { fetchDataset } from "@uphill/datasets/node";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import type { Common } from "./command.js";
import { findDataset } from "@uphill/datasets";
import { refuseKind } from "./refuse-kind.js";
import { interruptible } from "../interruptible.js";
import { print, printJson, say } from "../output.js";

/** `uphill datasets fetch NAME`. */
export function fetchCommand(): Command {
  return new Command("fetch")
    .summary("fetch the official files of an image set")
    .description(
      "Fetches the official files of an image set from its makers or a mirror, checks them by SHA-256, and goes on where it was cut off.",
    )
    .argument("<name>", "mnist | fashion-mnist | kmnist | emnist-digits")
    .action(act);
}

async function act(name: string, { dataDir, json }: Common): Promise<void> {
  const found = findDataset("fetch", name);
  if (found.kind === "table") {
    refuseKind("fetch", `${name} is a file of yours`, "only image sets are fetched", "Use it as it is.");
  }
  if (found.kind !== "images") {
    const todo =
      found.kind === "qdataset"
        ? `Run: uphill datasets generate ${name} --out DIR, or put the official ${found.set}.zip into a folder qdataset in --data-dir.`
        : `Use it by its name, or run: uphill datasets generate ${name} --out DIR.`;
    refuseKind("fetch", `${name} is generated`, "only image sets are fetched", todo);
  }
  const images = found.name;
  await interruptible(async (signal) => {
    const bar = progressOf();
    const result = await fetchDataset(images, {
      ...(dataDir !== undefined && { folder: dataDir }),
      signal,
      onProgress: bar.show,
    }).finally(bar.stop);
    if (json) {
      printJson({ name, ...result });
      return;
    }
    const { fetched, kept, folder } = result;
    const parts = [
      ...(fetched.length > 0 ? [`fetched ${fetched.join(", ")}`] : []),
      ...(kept.length > 0 ? [`already there: ${kept.join(", ")}`] : []),
    ];
    print([`${name} is in ${folder}: ${parts.join("; ")}.`]);
  });
}

interface Bar {
  show(progress: { file: string; received: number; total: number }): void;
  stop(): void;
}

/** One bar a file on a terminal; elsewhere one line a file. */
function progressOf(): Bar {
  let current = "";
  if (!process.stderr.isTTY) {
    return {
      show({ file, total }) {
        if (file !== current) say([`  ${file}, ${megabytes(total)} MB`]);
        current = file;
      },
      stop: () => undefined,
    };
  }
  let bar: SingleBar | undefined;
  return {
    show({ file, received, total }) {
      if (file !== current) {
        bar?.stop();
        bar = new SingleBar({
          format: "  {file} {bar} {megabytes} of {all} MB, {eta_formatted} left",
          stream: process.stderr,
          hideCursor: true,
        });
        bar.start(total, received, { file, all: megabytes(total), megabytes: megabytes(received) });
        current = file;
      }
      bar?.update(received, { megabytes: megabytes(received) });
    },
    stop: () => bar?.stop(),
  };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
