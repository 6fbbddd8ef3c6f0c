/** Three significant digits, for tables: 0.123, 4.56, 78.9, 1230. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3))));
  return value.toFixed(Math.min(places, 3));
}

/** "4.1 ×", or a dash where nothing was compared. */
export function times(ratio: number | null): string {
  return ratio === null ? "–" : `${ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0)} ×`;
}
