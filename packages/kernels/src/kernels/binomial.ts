import type { InParts, Random } from "@uphill/core";

/** Shots drawn without leaving the thread to others: less than a millisecond of work. */
const DRAWS = 2 ** 12;

/** Draws the share of shots that find what has some probability, entry after entry. */
export class Shares {
  #drawn = 0;

  constructor(readonly shots: number) {}

  *draw(probability: number, random: Random): InParts<number> {
    let found = 0;
    for (let shot = 0; shot < this.shots; shot++) {
      if (random.uniform() < probability) found += 1;
      if (++this.#drawn % DRAWS === 0) yield;
    }
    return found / this.shots;
  }
}
