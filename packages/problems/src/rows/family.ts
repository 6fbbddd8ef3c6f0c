import { number, UphillError, type OptionsOf } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import type { Loss } from "../classifier/loss.js";
import type { ProblemFamily, ProblemSpec } from "../family.js";

// What families share whose circuits are trained on rows.

/** The numbers of rows. */
export const rowOptions = {
  /** Training rows. */
  train: number({ default: 200, min: 2, integer: true, about: "Training rows" }),
  /** Test rows. */
  test: number({ default: 200, min: 2, integer: true, about: "Test rows" }),
  /** Further rows, for compareOn = held-out. */
  heldOut: number({ default: 0, min: 0, integer: true, about: "Further rows, for compareOn = held-out" }),
  /** Rows per step; 0 = all. */
  batchSize: number({ default: 0, min: 0, integer: true, about: "Rows per step; 0 = all" }),
};

type Spec = ProblemSpec<OptionsOf<typeof rowOptions> & { readonly qubits: number }>;

/** Fields of such a family. */
export const ofRows = {
  memory({ options: { qubits, train, test, heldOut } }: Spec): ReturnType<ProblemFamily["memory"]> {
    const rows = Math.max(train, test, heldOut);
    return {
      bytes: memoryNeeded(qubits, rows, { starts: true }),
      what: `${qubits} qubits with ${rows} rows`,
      smaller: "qubits, rows (--train, --test)",
    };
  },

  fewestCircuits: ({ options: { train, batchSize, heldOut } }: Spec): number =>
    Math.min(...[train, batchSize, heldOut].filter((count) => count > 0)),

  checkOptimizer(
    { options: { heldOut } }: Spec,
    alias: string,
    { compareOn }: Readonly<Record<string, unknown>>,
  ): void {
    if (compareOn !== "held-out" || heldOut > 0) return;
    throw new UphillError({
      code: "options",
      who: alias,
      got: "compareOn is held-out and there are no held-out rows",
      wanted: "losses need rows to be compared on",
      todo: "Add --held-out N.",
    });
  },
};

/** What a loss says of its values from shots, as a caution of a family. */
export function cautionsOf(
  loss: Pick<Loss, "caution">,
  shots: Parameters<NonNullable<Loss["caution"]>>[0],
): ReturnType<NonNullable<ProblemFamily["cautions"]>> {
  const text = loss.caution?.(shots);
  return text === undefined ? [] : [{ code: "biased-loss", text }];
}
