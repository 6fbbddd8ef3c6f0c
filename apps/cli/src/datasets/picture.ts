import type { Dataset } from "@uphill/datasets";

const GAP = "  ";

/**
 * Images side by side in grey, for a terminal: two rows of pixels a line. Least value black, largest white.
 * @param columns width of the terminal; as many images are shown as fit, at least one
 */
export function picture(data: Dataset, columns: number): string {
  const { height, width } = data.image!;
  const most = Math.max(1, Math.floor((columns + GAP.length) / (width + GAP.length)));
  const images = Array.from({ length: Math.min(most, data.rows) }, (_, row) => {
    const pixels = data.features.subarray(row * data.width, (row + 1) * data.width);
    const [low, high] = pixels.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
    // 24 greys of the terminal's palette, from 232 on.
    return (y: number, x: number): number =>
      232 + (y < height && high > low ? Math.round((23 * (pixels[y * width + x] - low)) / (high - low)) : 0);
  });
  const lines = Array.from({ length: Math.ceil(height / 2) }, (_, line) =>
    images
      .map((grey) =>
        Array.from(
          { length: width },
          (_, x) => `\u001b[38;5;${grey(2 * line, x)};48;5;${grey(2 * line + 1, x)}m▀`,
        ).join(""),
      )
      .join(`\u001b[0m${GAP}`),
  );
  return lines.map((line) => `${line}\u001b[0m\n`).join("");
}
