import { capital } from "./format.js";
import { GIVEN as givenTitle, TUNED as tunedTitle } from "../words.js";
import type { Row } from "../rows.js";
import type { OptimizerSummary, PresetSummary } from "../summary.js";

/** One optimizer in a chart: its figures, and looks that stay the same in every chart of a preset. */
export interface Series {
  readonly name: string;
  /** Place among the preset's optimizers. */
  readonly index: number;
  readonly row: Row;
  readonly reference: boolean;
  readonly color: string;
  readonly symbol: (typeof SYMBOLS)[number];
  /** Its curve is the reference's, bit for bit. */
  readonly identical: boolean;
  /** Dashes that leave room for every other curve on the same line. */
  readonly dash: { readonly strokeDasharray: string; readonly strokeDashoffset: number } | null;
}

export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

/** The two parts of a table, as headings. */
export const TUNED = capital(tunedTitle);
export const DEFAULTS = capital(givenTitle);

/** Six colours and, besides the reference's circle, five symbols: thirty pairs before one comes again. */
const COLORS = 6;
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross"] as const;
const DASH = 7;

/** The charts' panels: tuned first, where there was tuning. */
export function panelsOf({ optimizers, reference }: Pick<PresetSummary, "optimizers" | "reference">): Panel[] {
  const tuned = optimizers.map(({ tuned }) => tuned);
  return [
    ...(tuned.some(Boolean) ? [{ title: TUNED, series: seriesOf(optimizers, reference, tuned) }] : []),
    { title: DEFAULTS, series: seriesOf(optimizers, reference, optimizers) },
  ];
}

function seriesOf(optimizers: readonly OptimizerSummary[], alias: string, rows: readonly (Row | null)[]): Series[] {
  const reference = optimizers.find(({ name }) => name === alias);
  const others = optimizers.filter((optimizer) => optimizer !== reference);
  const same = optimizers.filter((_, index) => rows[index]?.versusReference?.identical);
  return optimizers.flatMap((optimizer, index) => {
    const row = rows[index];
    if (!row) return [];
    const place = others.indexOf(optimizer);
    const slot = same.indexOf(optimizer);
    return {
      name: optimizer.name,
      index,
      row,
      reference: optimizer === reference,
      color: `var(--series-${place < 0 ? 0 : 1 + (place % COLORS)})`,
      symbol: SYMBOLS[place < 0 ? 0 : 1 + (place % (SYMBOLS.length - 1))],
      identical: slot >= 0,
      dash: slot < 0 ? null : { strokeDasharray: `${DASH} ${DASH * same.length}`, strokeDashoffset: -DASH * slot },
    };
  });
}
