import { decode, shown, UphillError } from "@uphill/core";
import type { Checkpoint, Report } from "@uphill/optimizers";
import { RECORDS, type Recorded } from "./history.js";
import type { ShownSign } from "./shown-sign.js";

/** Everything that a run needs to go on. It is plain data, and `JSON.stringify` writes it without a loss. */
export interface SolveCheckpoint {
  /** The checkpoint of the optimizer's run. */
  readonly run: Checkpoint;
  /** What was recorded so far. */
  readonly record: {
    /** The recorded points. */
    readonly history: Recorded;
    /** The report of each step. */
    readonly reports: readonly Report[];
    /** The failure signs so far. */
    readonly signs: readonly ShownSign[];
  };
}

/**
 * A checkpoint as a training takes it: its own, or what JSON.parse made of one. The run's part is checked by the run.
 * @throws UphillError "checkpoint"
 */
export function readSolveCheckpoint(who: string, given: unknown): SolveCheckpoint {
  const refuse = (got: string, cause?: unknown): never => {
    throw new UphillError({
      code: "checkpoint",
      who,
      got,
      wanted: "it must be the checkpoint of a result",
      todo: "Give result.checkpoint, or what JSON.parse made of JSON.stringify(result.checkpoint).",
      ...(cause !== undefined && { cause }),
    });
  };
  if (typeof given !== "object" || given === null || !("run" in given) || !("record" in given))
    return refuse(`from is ${shown(given)}`);
  const found = live(given) ? given : read(given, refuse);
  const { run, record } = found as { run: unknown; record: unknown };
  if (typeof run !== "object" || run === null) return refuse(`its run is ${shown(run)}`);
  const { history, reports, signs } = (record ?? {}) as Partial<SolveCheckpoint["record"]>;
  const { points, last } = (history ?? {}) as Partial<Recorded>;
  const whole = Array.isArray(points) && points.length <= RECORDS + 1 && ArrayBuffer.isView(last?.theta);
  if (!whole) return refuse("its history is missing or malformed");
  const { step } = run as Checkpoint;
  if (!Array.isArray(reports) || reports.length !== step || !Array.isArray(signs))
    return refuse(`its reports are missing, or not those of ${shown(step)} steps`);
  return found as SolveCheckpoint;
}

/** Whether it is of this thread, or a copy between threads, and never was JSON. */
function live(given: object): boolean {
  const { record } = given as { record?: Partial<SolveCheckpoint["record"]> | null };
  return ArrayBuffer.isView(record?.history?.last.theta);
}

function read(given: object, refuse: (got: string, cause: unknown) => never): unknown {
  try {
    return decode(JSON.stringify(given));
  } catch (cause) {
    return refuse(`it cannot be read (${(cause as Error).message})`, cause);
  }
}
