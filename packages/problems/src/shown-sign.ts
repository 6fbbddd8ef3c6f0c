import type { Sign } from "@uphill/optimizers";

/** A failure sign that a run showed while it went on. */
export interface ShownSign extends Sign {
  /** The step that showed it first. */
  readonly step: number;
  /** True if the optimizer told it itself, in a report. */
  readonly told?: true;
}
