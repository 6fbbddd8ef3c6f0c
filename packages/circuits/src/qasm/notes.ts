import type { Sources } from "./source.js";

/** What a reader of the circuit should know of how its file was read; each kind is said once. */
export class Notes {
  #roundings = 0;
  #firstRounding = 0;
  #down = false;
  #braket = false;
  #brokenPower: number | undefined;
  readonly #leftOut: string[] = [];

  constructor(readonly sources: Sources) {}

  /** A division of whole numbers left a remainder. @param down whether rounding down gives another result */
  rounded(at: number, down: boolean): void {
    if (this.#roundings === 0) this.#firstRounding = at;
    this.#roundings += 1;
    if (down) this.#down = true;
  }

  /** A power is written as a division of whole numbers. */
  brokenPower(at: number): void {
    this.#brokenPower ??= at;
  }

  /** A gate is known from Amazon Braket alone. */
  braket(): void {
    this.#braket = true;
  }

  /** @param what such as "A pragma is" */
  leftOut(at: number, what: string): void {
    if (!this.#leftOut.some((note) => note.startsWith(what))) {
      this.#leftOut.push(`${what} left out (${this.sources.placeOf(at)}).`);
    }
  }

  sentences(): string[] {
    const sentences = [...this.#leftOut];
    if (this.#braket) sentences.push("Nothing is included, so gates have the meaning that Amazon Braket gives them.");
    if (this.#roundings > 0) {
      const places = this.#roundings > 1 ? ` and ${this.#roundings - 1} more` : "";
      sentences.push(
        `OpenQASM 3 divides whole numbers without a remainder: 1/2 is 0 (${this.sources.placeOf(this.#firstRounding)}${places}). ` +
          `Write 1.0/2 for one half.${this.#down ? " Negative ones are rounded towards zero; some tools round them down." : ""}`,
      );
    }
    if (this.#brokenPower !== undefined) {
      const place = this.sources.placeOf(this.#brokenPower);
      sentences.push(
        `A power is a float, as in the standard library's own text: pow(1/2) is a root (${place}). Some tools read pow(0).`,
      );
    }
    return sentences;
  }
}
