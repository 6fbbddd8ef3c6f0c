import type { Row } from "./rows.js";
import type { OptimizerSummary, PresetSummary } from "./summary.js";
import { ownRows, type NamedRow } from "./words.js";

/** Every row of the tables once: at what tuning chose, and at the given options where these are others. */
export function namedRows(optimizers: readonly OptimizerSummary[]): NamedRow[] {
  return optimizers.flatMap(ownRows);
}

/**
 * Writes the failure signs as lines. Each line begins with the rows that the sign belongs to: "nlr (η = 0.01), stay (η
 * = 0.01): …".
 * @param summary the tables of a preset
 * @returns the lines
 */
export function groupSigns({ optimizers }: Pick<PresetSummary, "optimizers">): string[] {
  return grouped(namedRows(optimizers).map(({ label, row }) => ({ label, texts: row.signs.map(({ text }) => text) })));
}

/**
 * Writes at which step the runs showed each failure sign first, as lines like those of {@link groupSigns}.
 * @param summary the tables of a preset
 * @returns the lines
 */
export function firstSigns({ optimizers }: Pick<PresetSummary, "optimizers">): string[] {
  return grouped(namedRows(optimizers).map(({ label, row }) => ({ label, texts: firstShown(row.runs) })));
}

/** "no-reversal showed first at step 1, in 3 of 3 runs.", one a sign. */
export function firstShown(runs: readonly Pick<Row["runs"][number], "signs">[]): string[] {
  const steps = new Map<string, number[]>();
  for (const { signs } of runs) for (const { code, step } of signs) steps.set(code, [...(steps.get(code) ?? []), step]);
  return [...steps].map(([code, found]) => {
    const [least, most] = [Math.min(...found), Math.max(...found)];
    const when = least === most ? `at step ${least}` : `between steps ${least} and ${most}`;
    return `${code} showed first ${when}, in ${found.length} of ${runs.length} run${runs.length > 1 ? "s" : ""}.`;
  });
}

function grouped(said: readonly { label: string; texts: readonly string[] }[]): string[] {
  const labels = new Map<string, string[]>();
  for (const { label, texts } of said)
    for (const text of new Set(texts)) labels.set(text, [...(labels.get(text) ?? []), label]);
  return [...labels].map(([text, of]) => `${of.length === said.length ? "all" : of.join(", ")}: ${text}`);
}
