import { number, sin } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * A sine of one feature, which is uniform in [−π, π): y = amplitude·sin(frequency·x + phase), with normal noise on y.
 */
export const sine = defineDataset({
  name: "sine",
  about: "A number to predict: the sine of one feature, with noise",
  options: {
    /** Waves from −π to π. */
    frequency: number({ default: 1, above: 0, about: "Waves from −π to π" }),
    /** Height of the wave. */
    amplitude: number({ default: 1, above: 0, about: "Height of the wave" }),
    /** Radians that the wave is shifted by. */
    phase: number({ default: 0, about: "Radians that the wave is shifted by" }),
    /** Standard deviation of the noise on the number to predict. */
    noise: number({ default: 0.1, min: 0, about: "Standard deviation of the noise on the number to predict" }),
  },
  target: "y",
  generate({ frequency, amplitude, phase, noise }, streams) {
    const rows = streams.stream("sine");
    return {
      width: 1,
      fill(row, into) {
        const random = rows.at(row);
        into[0] = Math.PI * (2 * random.uniform() - 1);
        return amplitude * sin(frequency * into[0] + phase) + (noise && noise * random.normal());
      },
      notes: [
        `A number to predict, y = ${amplitude}·sin(${frequency}·x + ${phase}) of x uniform in [−π, π), with noise of standard deviation ${noise}.`,
      ],
    };
  },
});
