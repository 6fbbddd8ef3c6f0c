import { parity } from "../../passes/parity.js";
import type { MemoryLayout } from "./layout.js";
import type { WasmCall, Stretch } from "./call.js";

/** Real rows of a batch as [tiles, size, lanes]. */
export function tileReal(re: Float64Array, rows: number, size: number, { lanes }: MemoryLayout): Float64Array {
  const out = new Float64Array(Math.ceil(rows / lanes) * size * lanes);
  for (let row = 0; row < rows; row++) {
    let to = Math.floor(row / lanes) * size * lanes + (row % lanes);
    for (let k = 0; k < size; k++, to += lanes) out[to] = re[row * size + k];
  }
  return out;
}

/** From row-major [rows, size] to tiles. */
export function tileRows(
  re: Float64Array,
  im: Float64Array | undefined,
  rows: number,
  size: number,
  { single, lanes }: MemoryLayout,
): Float64Array {
  const width = single ? 2 : lanes;
  // A single state is a batch of pairs: its lanes are neighbours.
  const lines = single ? size / 2 : size;
  const tiles = single ? rows : Math.ceil(rows / width);
  const out = new Float64Array(2 * tiles * lines * width);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < size; k++) {
      const lane = single ? k & 1 : row % width;
      const line = single ? row * lines + (k >> 1) : Math.floor(row / width) * lines + k;
      const to = 2 * line * width + 4 * (lane >> 1) + (lane & 1);
      out[to] = re[row * size + k];
      if (im) out[to + 2] = im[row * size + k];
    }
  }
  return out;
}

/** Where the amplitudes of a row of a stretch stand, and the signs that they are read with, each index once. */
function forAmplitudes(
  { plan: { tape, elements } }: WasmCall,
  { run: { flips, signs } }: Stretch,
  row: number,
  visit: (index: number, at: number, negative: boolean) => void,
): void {
  const { layout, places } = tape;
  const { single, lanes, tileBytes, qubits } = layout;
  const lane = single ? 0 : row % lanes;
  const tile = single ? 0 : Math.floor(row / lanes);
  const origin = (tile * tileBytes) / 8 + 4 * (lane >> 1) + (lane & 1);
  // Index x stands at p = ⊕ of the masks of x's bits, ⊕ flips; each bit of p has its place. All of it is linear.
  const addressOf = (p: number): number =>
    places.reduce((at, place, bit) => ((p >>> bit) & 1 ? at + (place < 0 ? 1 : 2 ** place * 2 * lanes) : at), 0);
  const byBit = elements.masks.toReversed();
  const addressByBit = byBit.map(addressOf);
  let p = flips;
  let at = addressOf(flips);
  for (let i = 0; i < 2 ** qubits; i++) {
    // Gray code: each step flips one qubit.
    if (i > 0) {
      const bit = 31 - Math.clz32(i & -i);
      p ^= byBit[bit];
      at ^= addressByBit[bit];
    }
    visit(i ^ (i >>> 1), origin + at, parity(signs & p) === 1);
  }
}

/** Takes one row out of the tiles of a stretch, each amplitude to its own index: re and im, [2ⁿ]. */
export function untile(call: WasmCall, stretch: Stretch, row: number, re: Float64Array, im: Float64Array): void {
  const { numbers } = call.room.machine;
  const { scale, phase } = stretch.run;
  const from = stretch.psi / 8;
  forAmplitudes(call, stretch, row, (x, at, negative) => {
    const sign = negative ? -scale : scale;
    const [fr, fi] = [sign * phase[0], sign * phase[1]];
    const [r, s] = [numbers[from + at], numbers[from + at + 2]];
    re[x] = fr * r - fi * s;
    im[x] = fr * s + fi * r;
  });
}

/** Writes rows of λ, [rows of the batch, 2ⁿ], into the tiles of a stretch, so that they read as `untile` reads ψ. */
export function retile(
  call: WasmCall,
  stretch: Stretch,
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
): void {
  const { numbers } = call.room.machine;
  const { layout } = call.plan.tape;
  const { scale, phase } = stretch.run;
  const from = stretch.lambda / 8;
  // Lanes without a row must not move the sums.
  numbers.fill(0, from, from + (stretch.tiles * layout.tileBytes) / 8);
  for (let row = 0; row < stretch.rows; row++) {
    const first = (stretch.firstRow + row) * 2 ** layout.qubits;
    forAmplitudes(call, stretch, row, (x, at, negative) => {
      const [fr, fi] = [phase[0] / scale, -phase[1] / scale];
      const sign = negative ? -1 : 1;
      const [r, s] = [re[first + x], im[first + x]];
      numbers[from + at] = sign * (fr * r - fi * s);
      numbers[from + at + 2] = sign * (fr * s + fi * r);
    });
  }
}
