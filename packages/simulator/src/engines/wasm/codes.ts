/** Code as it is written: operations one behind the other, however many. */
export class Code {
  #words = new Uint32Array(256);
  #length = 0;

  /** Words so far. */
  get length(): number {
    return this.#length;
  }

  get words(): Uint32Array {
    return this.#words.subarray(0, this.#length);
  }

  add(words: readonly number[] | Uint32Array): void {
    const end = this.#length + words.length;
    if (end > this.#words.length) {
      const grown = new Uint32Array(Math.max(end, 2 * this.#words.length));
      grown.set(this.words);
      this.#words = grown;
    }
    this.#words.set(words, this.#length);
    this.#length = end;
  }
}

/** An operation begins with its code and its length in words. */
export function operation(code: number, words: readonly number[]): number[] {
  return [code, words.length + 2, ...words];
}
