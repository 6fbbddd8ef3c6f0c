/** Pairs (i, j), i < j, of `width` features: all of them in lexical order, or neighbours only. */
export function pairs(width: number, which: "full" | "linear"): [number, number][] {
  const all = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width - 1 - i }, (_, k): [number, number] => [i, i + 1 + k]),
  ).flat();
  return which === "full" ? all : all.filter(([i, j]) => j === i + 1);
}

/** Per row the features and behind them one number for each pair: input width + k belongs to pair k. */
export function withPairs(
  features: Float64Array,
  width: number,
  pairs: readonly (readonly [number, number])[],
  combine: (a: number, b: number) => number,
): Float64Array {
  const size = width + pairs.length;
  const rows = features.length / width;
  const inputs = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const x = features.subarray(row * width, (row + 1) * width);
    inputs.set(x, row * size);
    pairs.forEach(([i, j], k) => (inputs[row * size + width + k] = combine(x[i], x[j])));
  }
  return inputs;
}
