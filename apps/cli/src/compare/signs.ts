import type { PresetSummary, Row } from "./summary.js";

/** Signs at the given options as lines, those of several optimizers said once: "nlr, stay: …". */
export function groupSigns({ optimizers }: Pick<PresetSummary, "optimizers">): string[] {
  return grouped(
    optimizers.map(({ name, signs }) => ({ name, texts: signs.map(({ text }) => text) })),
    optimizers.length,
  );
}

/** When runs at the given options showed each of their signs first, as lines like those of {@link groupSigns}. */
export function firstSigns({ optimizers }: Pick<PresetSummary, "optimizers">): string[] {
  return grouped(
    optimizers.map(({ name, runs }) => ({ name, texts: firstShown(runs) })),
    Infinity,
  );
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

function grouped(said: readonly { name: string; texts: readonly string[] }[], all: number): string[] {
  const names = new Map<string, string[]>();
  for (const { name, texts } of said) for (const text of texts) names.set(text, [...(names.get(text) ?? []), name]);
  return [...names].map(([text, of]) => `${of.length === all ? "all" : of.join(", ")}: ${text}`);
}
