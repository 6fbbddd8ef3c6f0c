import type { Optimizer } from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";

/** An optimizer that takes part, with everything decided. It is plain data. */
export interface OptimizerSpec {
  /** What the user calls it. */
  readonly alias: string;
  /** The name of the optimizer. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Which shots it meets. 0 are the shots that all optimizers share under a seed; another number draws other shots. */
  readonly shotSeed: number;
}

/** Options that replace the given ones, as tuning sets them. It is plain data. */
export type Change = Readonly<Record<string, unknown>>;

/** The optimizer at its options, or at changed ones. */
export function bindOptimizer(spec: OptimizerSpec, change: Change | null): Optimizer {
  return optimizerFamilies[spec.name](changedOptions(spec, change));
}

/** Whether its learning rate is what tuning turns. */
export function hasRate({ name }: Pick<OptimizerSpec, "name">): boolean {
  return "learningRate" in optimizerFamilies[name].options;
}

/** Its options after a change: what scales with the rate keeps its proportion (NLR's η′/η). */
export function changedOptions(
  { name, options }: Pick<OptimizerSpec, "name" | "options">,
  change: Change | null,
): Readonly<Record<string, unknown>> {
  if (change === null) return options;
  const moved: Record<string, unknown> = { ...options, ...change };
  for (const [option, { scalesWith }] of Object.entries(optimizerFamilies[name].options)) {
    if (scalesWith === undefined || !(scalesWith in change) || option in change) continue;
    moved[option] = (Number(options[option]) / Number(options[scalesWith])) * Number(change[scalesWith]);
  }
  return moved;
}

/** The learning rate among options, where there is one. */
export function rateOf(options: Readonly<Record<string, unknown>>): number | null {
  return typeof options.learningRate === "number" ? options.learningRate : null;
}
