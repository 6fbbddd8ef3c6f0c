import { byName, pick, UphillError } from "@uphill/core";
import { stops, type Stop, type StopFamily, type Stopped } from "@uphill/optimizers";

/** Every stopping rule by its name. */
export const stopFamilies: Readonly<Record<string, StopFamily>> = byName(
  stops as unknown as Readonly<Record<string, StopFamily>>,
);

/** What is looked at of a run. */
interface EndedRun {
  readonly stopped: Stopped;
  readonly steps: number;
  readonly evaluations: { readonly circuits: number; readonly shots: number };
}

/** A stopping rule with its options. It is plain data. */
export interface StopSpec {
  /** The name of the rule. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** How many runs of a row a stopping rule ended, and at what cost. */
export interface StopEnds {
  /** The name of the rule. */
  readonly rule: string;
  /** The number of runs that it ended. */
  readonly runs: number;
  /** The number of all runs of the row. */
  readonly of: number;
  /** The mean number of steps of the runs that it ended; null if it ended none. */
  readonly steps: number | null;
  /** The mean number of circuits of these runs; null if it ended none. */
  readonly circuits: number | null;
  /** The mean number of shots of these runs; null if it ended none. */
  readonly shots: number | null;
  /**
   * The circuits of all runs of the row, divided by the number of runs that it ended, because runs that it did not end
   * cost too. Null if it ended none.
   */
  readonly circuitsEach: number | null;
  /** The same for shots. */
  readonly shotsEach: number | null;
}

/**
 * The rules that are asked for.
 * @param names   their names
 * @param changes options that were given, by the names
 * @param device  the name of the device; "none" for none
 * @throws UphillError "unknown" | "options"
 */
export function planStops(
  names: readonly string[],
  changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  device: string,
): StopSpec[] {
  return names.map((name, k): StopSpec => {
    const family = pick("compare", "stopping rule", stopFamilies, name);
    const refuse = (got: string, wanted: string, todo: string): never => {
      throw new UphillError({ code: "options", who: "compare", got, wanted, todo });
    };
    if (names.indexOf(name) !== k) refuse(`--stop ${name} is given twice`, "each rule is given once", "Leave one out.");
    const given = changes.get(name) ?? {};
    const missing = family.required.find((option: string) => given[option] === undefined) as string | undefined;
    if (missing !== undefined) {
      refuse(
        `--stop ${name} is given without ${name}.${missing}`,
        `it must be ${family.options[missing].type}`,
        `Add --set ${name}.${missing}=VALUE.`,
      );
    }
    const { options, counts } = (family as (options: object) => Stop)(given);
    if (counts === "clock") {
      refuse(
        `--stop ${name} counts seconds of the clock`,
        "figures of a comparison come again on any machine",
        `Count those of a device: --set ${name}.of=device --device superconducting. Or give a hard limit: --budget seconds=N.`,
      );
    }
    if (counts === "device" && device === "none") {
      refuse(
        `--stop ${name} is in device seconds and there is no device`,
        "a device's prices make its seconds",
        "Add --device, as in --device superconducting.",
      );
    }
    return { name, options };
  });
}

/** The rules, ready for a run. Trials of tuning have none that ends at a loss: rates are chosen for the lowest one. */
export function bindStops(specs: readonly StopSpec[], variant = "run"): Stop[] {
  return specs
    .map(({ name, options }) => (stopFamilies[name] as (options: object) => Stop)(options))
    .filter(({ endsAtLoss }) => !(variant === "tuning" && endsAtLoss));
}

/** "stopped at a loss of 0.1", one a rule. */
export function describeStops(specs: readonly StopSpec[]): string[] {
  return bindStops(specs).map(({ words }) => words);
}

/** Whether a run was ended by a stopping rule. */
export function isStop(stopped: Stopped): boolean {
  return Object.hasOwn(stopFamilies, stopped);
}

/** The rule that ended one of these runs for the loss that it had come to; undefined where none did. */
export function endedAtLoss(runs: readonly Pick<EndedRun, "stopped">[]): string | undefined {
  return runs.find(({ stopped }) => isStop(stopped) && stopFamilies[stopped].endsAtLoss)?.stopped;
}

/** What each rule did to the runs of a row. */
export function stopEnds(specs: readonly StopSpec[], runs: readonly EndedRun[]): StopEnds[] {
  return specs.map(({ name }) => {
    const ended = runs.filter(({ stopped }) => stopped === name);
    const over = (some: readonly EndedRun[], pick: (run: EndedRun) => number): number | null =>
      ended.length === 0 ? null : some.reduce((sum, run) => sum + pick(run), 0) / ended.length;
    return {
      rule: name,
      runs: ended.length,
      of: runs.length,
      steps: over(ended, ({ steps }) => steps),
      circuits: over(ended, ({ evaluations }) => evaluations.circuits),
      shots: over(ended, ({ evaluations }) => evaluations.shots),
      circuitsEach: over(runs, ({ evaluations }) => evaluations.circuits),
      shotsEach: over(runs, ({ evaluations }) => evaluations.shots),
    };
  });
}

/**
 * Writes the cell of a table: "goal 8/10, steady 1/10".
 * @param ends how many runs each rule ended
 * @returns the text
 */
export function stopsCell(ends: readonly StopEnds[] = []): string {
  return ends.map(({ rule, runs, of }) => `${rule} ${runs}/${of}`).join(", ");
}
