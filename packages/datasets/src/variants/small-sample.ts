import { number, UphillError } from "@uphill/core";
import { selectRows } from "../dataset.js";
import { shuffledByClass } from "../split.js";
import { defineVariant } from "./variant.js";

/**
 * Takes the same small number of rows of each class. Rows keep their order. A larger sample with the same seed contains
 * the smaller one. It throws UphillError "split" if a class has too few rows; a class without rows stays without.
 */
export const smallSample = defineVariant({
  name: "small-sample",
  about: "The same few rows of each class",
  amount: { option: "perClass", none: 0, rows: "training" },
  options: {
    /** Rows of each class, 0 for all. */
    perClass: number({ default: 10, min: 0, integer: true, about: "Rows of each class, 0 for all" }),
  },
  apply(data, { perClass, seed }, streams) {
    if (perClass === 0) return { note: "Took all rows of each class." };
    const random = streams.stream("small-sample");
    const kept = shuffledByClass(data, (label) => random.at(label)).flatMap((order, label) => {
      if (order.length > 0 && order.length < perClass) {
        throw new UphillError({
          code: "split",
          who: data.name,
          got: `class ${data.classes[label]} has ${order.length} rows`,
          wanted: `${perClass} of each class are asked for`,
          todo: "Ask for fewer.",
        });
      }
      return order.slice(0, perClass);
    });
    kept.sort((a, b) => a - b);
    const { features, labels, rows } = selectRows(data, kept);
    return { features, labels, rows, note: `Took ${perClass} rows of each class, seed ${seed}.` };
  },
});
