import { choice, number, UphillError } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * Parity of bits: class 1 if an odd number of the first `relevant` bits is 1. With two features it is the exclusive or.
 * All other features are random bits that say nothing about the class. With noise, rows scatter around the bits.
 */
export const parity = defineDataset({
  name: "parity",
  about: "Parity of bits; with two features, exclusive or",
  options: {
    /** Number of bits. */
    features: number({ default: 2, min: 2, max: 64, integer: true, about: "Number of bits" }),
    /** Bits that count, from the first; 0: all. */
    relevant: number({ default: 0, min: 0, max: 64, integer: true, about: "Bits that count, from the first; 0: all" }),
    /** Whether bit 0 is written −1 (signs) or 0 (bits); bit 1 is written 1. */
    values: choice({
      default: "signs",
      values: ["signs", "bits"],
      about: "Whether bit 0 is written −1 (signs) or 0 (bits); bit 1 is written 1",
    }),
    /** Standard deviation of the noise on every feature. */
    noise: number({ default: 0, min: 0, about: "Standard deviation of the noise on every feature" }),
  },
  generate({ features, relevant, values, noise }, streams) {
    const counted = relevant || features;
    if (counted > features) {
      throw new UphillError({
        code: "options",
        who: "parity",
        got: `relevant is ${relevant}`,
        wanted: `there are ${features} features`,
        todo: "Ask for more features, or fewer that count.",
      });
    }
    const rows = streams.stream("parity");
    const low = values === "signs" ? -1 : 0;
    return {
      width: features,
      classes: ["even", "odd"],
      ...(noise === 0 && { ceiling: { accuracy: 1, reason: "The bits decide the class." } }),
      fill(row, into) {
        const random = rows.at(row);
        const label = row % 2;
        let left = label;
        for (let i = 0; i < features; i++) {
          const bit = i === counted - 1 ? left : random.integer(2);
          left ^= bit;
          into[i] = (bit ? 1 : low) + (noise && noise * random.normal());
        }
        return label;
      },
      notes: [`Parity of the first ${counted} of ${features} bits, written as ${low} and 1, noise ${noise}.`],
    };
  },
});
