import type { Matrix } from "@uphill/circuits";
import type { States } from "./states.js";

/** Applies a 2×2 unitary to one qubit, leaving out the products with structural zeros. */
export function applyOne(
  { qubits, rows, re, im }: States,
  qubit: number,
  { re: a, im: b }: Matrix,
  inverse: boolean,
): void {
  const run = 2 ** (qubits - 1 - qubit) * rows;
  const sign = inverse ? -1 : 1;
  const r00 = a[0];
  const r01 = inverse ? a[2] : a[1];
  const r10 = inverse ? a[1] : a[2];
  const r11 = a[3];
  const i00 = sign * b[0];
  const i01 = sign * (inverse ? b[2] : b[1]);
  const i10 = sign * (inverse ? b[1] : b[2]);
  const i11 = sign * b[3];
  const diagonal = r01 === 0 && i01 === 0 && r10 === 0 && i10 === 0;
  const real = i00 === 0 && i01 === 0 && i10 === 0 && i11 === 0;
  const turn = i00 === 0 && i11 === 0 && r01 === 0 && r10 === 0;
  for (let start = 0; start < re.length; start += 2 * run) {
    const end = start + run;
    if (diagonal) {
      for (let p = start, q = end; p < end; p++, q++) {
        const pr = re[p];
        const qr = re[q];
        re[p] = r00 * pr - i00 * im[p];
        im[p] = r00 * im[p] + i00 * pr;
        re[q] = r11 * qr - i11 * im[q];
        im[q] = r11 * im[q] + i11 * qr;
      }
    } else if (real) {
      for (let p = start, q = end; p < end; p++, q++) {
        const pr = re[p];
        const pi = im[p];
        re[p] = r00 * pr + r01 * re[q];
        im[p] = r00 * pi + r01 * im[q];
        re[q] = r10 * pr + r11 * re[q];
        im[q] = r10 * pi + r11 * im[q];
      }
    } else if (turn) {
      for (let p = start, q = end; p < end; p++, q++) {
        const pr = re[p];
        const pi = im[p];
        const qr = re[q];
        re[p] = r00 * pr - i01 * im[q];
        im[p] = r00 * pi + i01 * qr;
        re[q] = r11 * qr - i10 * pi;
        im[q] = r11 * im[q] + i10 * pr;
      }
    } else {
      for (let p = start, q = end; p < end; p++, q++) {
        const pr = re[p];
        const pi = im[p];
        const qr = re[q];
        const qi = im[q];
        re[p] = r00 * pr - i00 * pi + r01 * qr - i01 * qi;
        im[p] = r00 * pi + i00 * pr + r01 * qi + i01 * qr;
        re[q] = r10 * pr - i10 * pi + r11 * qr - i11 * qi;
        im[q] = r10 * pi + i10 * pr + r11 * qi + i11 * qr;
      }
    }
  }
}

/** Applies a 2×2 unitary of its own to each row. */
export function applyEach(
  { qubits, rows, re, im }: States,
  qubit: number,
  matrices: readonly Matrix[],
  inverse: boolean,
): void {
  const run = amplitudesBelow(qubits, [qubit]) * rows;
  const entries = entriesEach(matrices, rows, inverse);
  const [r00, r01, r10, r11, i00, i01, i10, i11] = Array.from({ length: 8 }, (_, k) =>
    entries.subarray(k * rows, (k + 1) * rows),
  );
  for (let start = 0; start < re.length; start += 2 * run) {
    for (let block = start; block < start + run; block += rows) {
      for (let lane = 0, p = block, q = block + run; lane < rows; lane++, p++, q++) {
        const pr = re[p];
        const pi = im[p];
        const qr = re[q];
        const qi = im[q];
        re[p] = r00[lane] * pr - i00[lane] * pi + r01[lane] * qr - i01[lane] * qi;
        im[p] = r00[lane] * pi + i00[lane] * pr + r01[lane] * qi + i01[lane] * qr;
        re[q] = r10[lane] * pr - i10[lane] * pi + r11[lane] * qr - i11[lane] * qi;
        im[q] = r10[lane] * pi + i10[lane] * pr + r11[lane] * qi + i11[lane] * qr;
      }
    }
  }
}

/** Applies any unitary to any qubits: gathers, multiplies, scatters. `row` restricts it to one row. */
export function applyMany(
  { qubits, rows, re, im }: States,
  on: readonly number[],
  { re: a, im: b }: Matrix,
  inverse: boolean,
  row?: number,
): void {
  const size = 2 ** on.length;
  const offsets = subIndices(qubits, on);
  const fixed = offsets[size - 1];
  const inRe = new Float64Array(size);
  const inIm = new Float64Array(size);
  const firstRow = row ?? 0;
  const endRow = row === undefined ? rows : row + 1;
  for (let base = 0; base < 2 ** qubits; base++) {
    if (base & fixed) continue;
    for (let lane = firstRow; lane < endRow; lane++) {
      for (let k = 0; k < size; k++) {
        const at = (base + offsets[k]) * rows + lane;
        inRe[k] = re[at];
        inIm[k] = im[at];
      }
      for (let i = 0; i < size; i++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let j = 0; j < size; j++) {
          const entry = inverse ? j * size + i : i * size + j;
          const ur = a[entry];
          const ui = inverse ? -b[entry] : b[entry];
          sumRe += ur * inRe[j] - ui * inIm[j];
          sumIm += ur * inIm[j] + ui * inRe[j];
        }
        const at = (base + offsets[i]) * rows + lane;
        re[at] = sumRe;
        im[at] = sumIm;
      }
    }
  }
}

/** Moves amplitudes: `moves` holds the pairs (from, to) of sub-indices that a 0–1 matrix permutes. */
export function applyPermutation(
  { qubits, rows, re, im }: States,
  on: readonly number[],
  moves: readonly (readonly [from: number, to: number])[],
): void {
  if (moves.length === 0) return;
  const offsets = subIndices(qubits, on).map((offset) => offset * rows);
  const run = amplitudesBelow(qubits, on) * rows;
  const fixed = offsets[offsets.length - 1] / run;
  const [[first, second]] = moves;
  const exchange = isExchange(moves);
  const keptRe = moves.map(() => new Float64Array(exchange ? 0 : run));
  const keptIm = moves.map(() => new Float64Array(exchange ? 0 : run));
  for (let base = 0, start = 0; start < re.length; base++, start += run) {
    if (base & fixed) continue;
    if (exchange) {
      const end = start + offsets[first] + run;
      for (let p = start + offsets[first], q = start + offsets[second]; p < end; p++, q++) {
        const r = re[p];
        const i = im[p];
        re[p] = re[q];
        im[p] = im[q];
        re[q] = r;
        im[q] = i;
      }
      continue;
    }
    moves.forEach(([from], k) => {
      keptRe[k].set(re.subarray(start + offsets[from], start + offsets[from] + run));
      keptIm[k].set(im.subarray(start + offsets[from], start + offsets[from] + run));
    });
    moves.forEach(([, to], k) => {
      re.set(keptRe[k], start + offsets[to]);
      im.set(keptIm[k], start + offsets[to]);
    });
  }
}

/** Multiplies sub-index k by the k-th diagonal entry. */
export function applyDiagonal(
  { qubits, rows, re, im }: States,
  on: readonly number[],
  { re: a, im: b }: Matrix,
  inverse: boolean,
): void {
  const size = 2 ** on.length;
  const shifts = on.map((qubit) => qubits - 1 - qubit);
  for (let index = 0; index < 2 ** qubits; index++) {
    let k = 0;
    for (const shift of shifts) k = 2 * k + ((index >> shift) & 1);
    const dr = a[k * (size + 1)];
    const di = inverse ? -b[k * (size + 1)] : b[k * (size + 1)];
    if (dr === 1 && di === 0) continue;
    for (let at = index * rows; at < (index + 1) * rows; at++) {
      const r = re[at];
      re[at] = dr * r - di * im[at];
      im[at] = dr * im[at] + di * r;
    }
  }
}

/** [8, rows]: r00 r01 r10 r11 i00 i01 i10 i11 of each row's 2×2 matrix, or of its inverse. */
function entriesEach(matrices: readonly Matrix[], rows: number, inverse: boolean): Float64Array {
  const entries = new Float64Array(8 * rows);
  for (let row = 0; row < rows; row++) {
    const { re, im } = matrices[row];
    for (let k = 0; k < 4; k++) {
      const from = inverse ? [0, 2, 1, 3][k] : k;
      entries[k * rows + row] = re[from];
      entries[(4 + k) * rows + row] = inverse ? -im[from] : im[from];
    }
  }
  return entries;
}

const known = new WeakMap<readonly number[], { qubits: number; offsets: readonly number[] }>();

/** Basis-index offset of each of the 2^k settings of the given qubits, the first qubit most significant. Kept for the next call. */
function subIndices(qubits: number, on: readonly number[]): readonly number[] {
  let entry = known.get(on);
  if (entry?.qubits !== qubits) {
    const offsets = Array.from({ length: 2 ** on.length }, (_, setting) =>
      on.reduce((offset, qubit, k) => offset + ((setting >> (on.length - 1 - k)) & 1) * 2 ** (qubits - 1 - qubit), 0),
    );
    entry = { qubits, offsets };
    known.set(on, entry);
  }
  return entry.offsets;
}

/** The amplitudes below the lowest of the qubits acted on: they lie together, whatever the setting of those qubits. */
function amplitudesBelow(qubits: number, on: readonly number[]): number {
  return 2 ** (qubits - 1 - Math.max(...on));
}

/** Whether a permutation only exchanges two sub-indices, as X, CNOT and SWAP do. */
function isExchange(moves: readonly (readonly [number, number])[]): boolean {
  return moves.length === 2 && moves[0][0] === moves[1][1] && moves[0][1] === moves[1][0];
}
