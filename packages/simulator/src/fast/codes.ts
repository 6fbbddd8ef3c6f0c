/** The operations: the same numbers as in assembly/codes.ts, which reads them. */
export const CODE = {
  turn: [0, 1, 2, 3],
  tables: 4,
  expand: 5,
  phasesRows: 6,
  phasesLanes: 7,
  exchange: 8,
  overlapY: 9,
  overlapX: 10,
  correlate: 11,
  addWords: 12,
  matrix: 13,
  turnEach: 14,
  phaseEach: 15,
  product: 16,
  overlapY3: 17,
  branch: 18,
  tiled: 19,
  stitch: 20,
  unstitch: 21,
} as const;

/** An operation begins with its code and its length in words. */
export function operation(code: number, words: readonly number[]): number[] {
  return [code, words.length + 2, ...words];
}
