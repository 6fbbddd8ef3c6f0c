import { bindStops, type StopEnds, type StopSpec } from "./stops.js";
import { listed } from "./words.js";

/**
 * What the rules did, in words: a sentence a rule.
 * @param circuits what circuits are called: "circuits" or "evaluations"
 */
export function stopNotes(
  specs: readonly StopSpec[],
  rows: readonly { readonly label: string; readonly ends: readonly StopEnds[] }[],
  circuits: string,
): string[] {
  return bindStops(specs).map(({ name, words, endsAtLoss }) => {
    const told = rows.flatMap(({ label, ends }) => {
      const end = ends.find(({ rule }) => rule === name);
      return end ? [`${label} ${endText(end, endsAtLoss, circuits)}`] : [];
    });
    return `Runs that the rule ${name} ended (${words}): ${listed(told)}.`;
  });
}

/** "8 of 10 (12.3 steps, 4,000 circuits and 20,000 shots a run; 5,000 circuits for each run that came there, the others' included)". */
function endText(end: StopEnds, endsAtLoss: boolean, circuits: string): string {
  const { runs, of } = end;
  const count = (value: number): string => Math.round(value).toLocaleString("en");
  if (end.steps === null) return `${runs} of ${of}`;
  const shots = end.shots! > 0 ? ` and ${count(end.shots!)} shots` : "";
  const each =
    endsAtLoss && runs < of
      ? `; ${count(end.circuitsEach!)} ${circuits} for each run that came there, those of the others included`
      : "";
  return `${runs} of ${of} (after ${Number(end.steps.toFixed(1))} steps, ${count(end.circuits!)} ${circuits}${shots} a run${each})`;
}
