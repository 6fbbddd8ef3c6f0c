import { number, UphillError } from "@uphill/core";
import { defineVariant } from "./variant.js";

/**
 * Exchanges each label with the chance `share` for one of the other classes. Use it on training rows, not on test rows.
 */
export const labelNoise = defineVariant({
  name: "label-noise",
  about: "A share of labels exchanged for another class",
  amount: { option: "share", none: 0, rows: "training" },
  options: {
    /** Chance that a label is exchanged. */
    share: number({ default: 0.1, min: 0, max: 1, about: "Chance that a label is exchanged" }),
  },
  apply(data, { share, seed }, streams) {
    const rows = streams.stream("label-noise");
    const { length } = data.classes;
    if (length < 2) {
      throw new UphillError({
        code: "class",
        who: "label-noise",
        got: `${data.name} has one class`,
        wanted: "labels are exchanged for another class",
        todo: "Leave it out, or take rows of several classes.",
      });
    }
    const labels = data.labels.map((label, row) => {
      const random = rows.at(row);
      return random.uniform() < share ? (label + 1 + random.integer(length - 1)) % length : label;
    });
    const changed = labels.reduce((count, label, row) => count + Number(label !== data.labels[row]), 0);
    return { labels, note: `Exchanged ${changed} of ${data.rows} labels for another class, seed ${seed}.` };
  },
});
