/** Linear algebra over GF(2): vectors are the bits of a number, and a functional is the parity of some of them. */

/** A growing basis in echelon form. */
export class Span {
  readonly #byTop: (number | undefined)[] = [];

  /** What is left of a vector outside the span: 0 if it lies within. */
  rest(vector: number): number {
    while (vector) {
      const reducer = this.#byTop[31 - Math.clz32(vector)];
      if (reducer === undefined) return vector;
      vector ^= reducer;
    }
    return 0;
  }

  /** Whether the vector was new. */
  add(vector: number): boolean {
    const rest = this.rest(vector);
    if (rest === 0) return false;
    this.#byTop[31 - Math.clz32(rest)] = rest;
    return true;
  }

  some(test: (vector: number) => boolean): boolean {
    return this.#byTop.some((vector) => vector !== undefined && test(vector));
  }
}

/**
 * A basis of the vectors of `bits` bits on which all functionals are even, by its free bits, the lowest first. The functionals are
 * independent, also on the bits of `pivots`: the bits that are not free are the highest of these.
 */
export function nullSpace(functionals: readonly number[], bits: number, pivots = -1): number[] {
  // Reduced rows, each with its own pivot.
  const rows: { pivot: number; row: number }[] = [];
  for (const functional of functionals) {
    let row = functional;
    for (const other of rows) if ((row >>> other.pivot) & 1) row ^= other.row;
    const pivot = 31 - Math.clz32(row & pivots);
    for (const other of rows) if ((other.row >>> pivot) & 1) other.row ^= row;
    rows.push({ pivot, row });
  }
  const basis: number[] = [];
  for (let bit = 0; bit < bits; bit++) {
    if (rows.some(({ pivot }) => pivot === bit)) continue;
    basis.push(rows.reduce((vector, { pivot, row }) => vector | (((row >>> bit) & 1) << pivot), 1 << bit));
  }
  return basis;
}

/** All sums of some of the vectors; entry k takes those of k's bits. */
export function combinations(vectors: readonly number[]): number[] {
  const sums = [0];
  for (const vector of vectors) sums.push(...sums.map((sum) => sum ^ vector));
  return sums;
}
