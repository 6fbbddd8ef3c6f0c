import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { summary, train, type Published } from "./published.js";

// Accuracies that Bowles, Ahmed & Schuld published (arXiv:2403.07059), met by their models on their rows. UPHILL_QML_BENCHMARKS
// names a folder with published.json and the tables of XanaduAI/qml-benchmarks. It takes minutes, so nothing runs without it.
const folder = process.env.UPHILL_QML_BENCHMARKS;
const models = ["CircuitCentricClassifier", "DataReuploadingClassifier", "DressedQuantumCircuitClassifier"];
const seeds = 5;

describe.runIf(folder)("published accuracies", () => {
  const told =
    folder === undefined ? [] : (JSON.parse(readFileSync(join(folder, "published.json"), "utf8")) as Published[]);
  const cases = told.filter(({ model, data }) => models.includes(model) && data.startsWith("linearly_separable_"));

  it.each(cases)("$model on $data", { timeout: 1_200_000 }, (published) => {
    const ours = train(folder!, published, seeds);
    for (const part of ["train", "test"] as const) {
      const [theirs, own] = [summary(published[part].runs), summary(ours[part])];
      const limit = Math.max(0.02, 2.5 * Math.hypot(theirs.error, own.error));
      console.log(
        `${published.model} ${published.data} ${part}: published ${theirs.mean.toFixed(4)} ± ${theirs.error.toFixed(4)}, ours ${own.mean.toFixed(4)} ± ${own.error.toFixed(4)}, limit ${limit.toFixed(4)}; steps ${ours.steps.join(" ")}; ${ours.stopped.join(" ")}; runs ${ours[part].map((a) => a.toFixed(4)).join(" ")}`,
      );
      expect(Math.abs(own.mean - theirs.mean)).toBeLessThanOrEqual(limit);
    }
  });
});
