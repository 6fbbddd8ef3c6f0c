import type { Report, Sign } from "./report.js";

/** The report of a step that tries a point, compares the loss there, and decides. */
export interface TentativeReport extends Report {
  /** True if the tentative step was judged to raise the loss. NLR then reverses. */
  readonly raised?: boolean;
  /** True if the step went the other way. */
  readonly reversed?: boolean;
  /** The loss at the tentative point minus the loss before: value₁ − value₀. */
  readonly change?: number;
  /** The standard error of `change`. */
  readonly standardError?: number;
  /** Gradient · base step: the fall that a linear model of the loss promises. */
  readonly promised?: number;
  /** What `change` had to exceed to count as a raise. */
  readonly margin?: number;
  /** The length of the reversal as a multiple of the base step: η′/η, annealed. */
  readonly ratio?: number;
  /** The loss at the point of the reversal minus value₀, if it was asked for before the reversal. */
  readonly reversedChange?: number;
  /** True if the step was taken without a comparison because it came shortly after a raise. */
  readonly cooling?: boolean;
  /** The number of weights whose gradient was exactly 0 in every step so far. The observer adds it. */
  readonly idle?: number;
}

/** What failure signs are computed from: the reports of all steps of a run, and what is known of the problem. */
export interface RunTrace {
  /** The reports, in order of step. */
  readonly reports: readonly Report[];
  /** The options of the optimizer, such as learning rate and negative learning rate. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The exact losses at the recorded points, in order of step. */
  readonly losses: readonly number[];
}

/** The figures of one run that failure signs need. It is plain data, so that runs can be stored and judged together. */
export interface TraceSummary {
  /** The number of steps. */
  readonly steps: number;
  /** The number of comparisons. */
  readonly compared: number;
  /** The number of comparisons that were judged to raise the loss. */
  readonly raised: number;
  /** The number of steps that went the other way. */
  readonly reversed: number;
  /** The number of comparisons in which the loss did not change at all. */
  readonly ties: number;
  /** The median of |change| divided by its standard error; null if the losses were exact. */
  readonly medianRatio: number | null;
  /**
   * The smallest learning rate at which some step of this run would have raised the loss, by its curvature; null if
   * there is none.
   */
  readonly reversalRate: number | null;
  /** True if three reversals in a row were each longer than the one before by a fifth. */
  readonly growing: boolean;
  /** True if the run ended above its start, and far above its best recorded loss. */
  readonly lossRise: boolean;
  /** If `growing`: the lengths of three such reversals. */
  readonly grew?: readonly number[];
  /** If `lossRise`: the loss at the start, the lowest, and the last. */
  readonly rose?: { readonly first: number; readonly low: number; readonly last: number };
}

/** A rise by less than this share of the first loss is no sign of anything. */
const LEAST_RISE = 0.01;

/**
 * Reduces a run to the figures that failure signs need.
 * @param trace the reports, the options and the losses of the run
 * @returns the figures
 */
export function summarize({ reports: told, options, losses }: RunTrace): TraceSummary {
  const reports = told as readonly TentativeReport[];
  const compared = reports.filter(({ change }) => change !== undefined);
  const ratios = compared
    .flatMap(({ change, standardError }) => (standardError ? [Math.abs(change!) / standardError] : []))
    .sort((a, b) => a - b);
  const rate = typeof options.learningRate === "number" ? options.learningRate : undefined;
  const rates = compared.flatMap((report) => (rate === undefined ? [] : (reversalRate(report, rate) ?? [])));
  let grew: number[] | undefined;
  let turned = 0;
  reports.forEach(({ reversed, length }, step) => {
    turned = reversed ? turned + 1 : 0;
    const [earlier, before] = [2, 1].map((back) => reports.at(step - back)?.length ?? Infinity);
    if (turned >= 3 && (length ?? 0) > 1.2 * before && before > 1.2 * earlier) grew = [earlier, before, length ?? 0];
  });
  const best = Math.min(...losses);
  const worst = Math.max(...losses);
  const last = losses.at(-1) ?? NaN;
  // Where all losses are nearly one, half of their range is nothing.
  const risen = Math.max(0.5 * (worst - best), LEAST_RISE * Math.abs(losses[0]));
  const lossRise = losses.length > 1 && last - best > risen && last > losses[0];
  return {
    steps: reports.length,
    compared: compared.length,
    raised: compared.filter(({ raised }) => raised).length,
    reversed: reports.filter(({ reversed }) => reversed).length,
    ties: compared.filter(({ change }) => change === 0).length,
    medianRatio: ratios.length ? ratios[Math.floor(ratios.length / 2)] : null,
    reversalRate: rates.length ? Math.min(...rates) : null,
    growing: grew !== undefined,
    lossRise,
    ...(grew && { grew }),
    ...(lossRise && { rose: { first: losses[0], low: best, last } }),
  };
}

/**
 * Computes the learning rate at which a step like this one would first have raised the loss; null if none would. Along
 * the step u, the loss is value₀ − g·u·s + c·s² for s times the rate, so it first rises at s = g·u/c. For gradient
 * descent this is 2/h with h = 2(value₁ − value₀ + η|g|²)/(η²|g|²).
 */
export function reversalRate({ change, promised }: TentativeReport, learningRate: number): number | null {
  if (change === undefined || promised === undefined) return null;
  const curvature = change + promised;
  return curvature > 0 && promised > 0 ? (learningRate * promised) / curvature : null;
}

/**
 * Finds the failure signs of Negative Learning Rate over all runs of one optimizer. Each sign has the figures that show
 * it.
 * Source: arXiv:2511.22861 names the signs. The thresholds are ours.
 * @param options the options of the optimizer
 * @param runs the figures of its runs, from {@link summarize}
 * @returns the signs; an empty list if nothing is wrong
 */
export function failureSigns(options: Readonly<Record<string, unknown>>, runs: readonly TraceSummary[]): Sign[] {
  const total = (pick: (run: TraceSummary) => number): number => runs.reduce((sum, run) => sum + pick(run), 0);
  const compared = total(({ compared }) => compared);
  if (compared === 0) return divergence(runs);
  const raised = total(({ raised }) => raised);
  const share = raised / compared;
  const percent = `${(100 * share).toFixed(1)} %`;
  const signs: Sign[] = [];
  const rates = runs.flatMap(({ reversalRate }) => (reversalRate === null ? [] : [reversalRate]));
  if (raised === 0) {
    const base = baseName(options.base);
    const when = rates.length
      ? `by the curvature met, the first would have come at a learning rate of about ${Math.min(...rates).toPrecision(3)}`
      : "by the curvature met, no learning rate would have brought one";
    signs.push({
      code: "no-reversal",
      text: `No step of ${compared} raised the loss: each was ${base}'s own step; ${when}.`,
    });
  }
  const ratio = reversing(options);
  const medians = runs.flatMap(({ medianRatio }) => (medianRatio === null ? [] : [medianRatio])).sort((a, b) => a - b);
  const median = medians[Math.floor(medians.length / 2)] ?? Infinity;
  if (ratio !== undefined && total(({ reversed }) => reversed) > 0 && share > 1 / (1 + ratio) && median < 1) {
    signs.push({
      code: "noise-decided",
      text: `${percent} of the steps were judged to raise the loss while the median change was ${median.toFixed(2)} standard errors: noise decides, and with η′/η = ${ratio} the run drifts uphill. Ask for more loss shots, or gate = 2.`,
    });
  }
  // What is not turned around is refused; with η′ = 0 that is everything.
  const refused = share - (ratio ? total(({ reversed }) => reversed) / compared : 0);
  if ((!ratio || options.verify === true) && options.onRaise !== "quarter" && refused > 0.9) {
    signs.push({
      code: "frozen",
      text: `${(100 * refused).toFixed(1)} % of the steps were refused: θ hardly moves. The learning rate is too large, or the comparison too noisy.`,
    });
  }
  const ties = total(({ ties }) => ties);
  if (ties > compared / 10) {
    signs.push({
      code: "ties",
      text: `${ties} of ${compared} comparisons ended in a tie: the loss did not change at all.`,
    });
  }
  return [...signs, ...divergence(runs)];
}

function divergence(runs: readonly TraceSummary[]): Sign[] {
  const diverging = runs.filter(({ growing, lossRise }) => growing || lossRise);
  if (diverging.length === 0) return [];
  const figures = figuresOf(diverging);
  return [
    {
      code: "diverging",
      text: `${diverging.length} of ${runs.length} runs ended far above their best loss, or their reversals grew step by step${figures}: the learning rates are too large.`,
    },
  ];
}

/** What shows it, of the runs that show it most: " (from a loss of 0.5 to 2; reversals of length 1, 2, 4)". */
function figuresOf(runs: readonly TraceSummary[]): string {
  const short = (value: number): string => value.toPrecision(3);
  const rises = runs.flatMap(({ rose }) => rose ?? []).sort((a, b) => b.last - b.low - (a.last - a.low));
  const growths = runs.flatMap(({ grew }) => (grew ? [grew] : [])).sort((a, b) => b[2] / b[0] - a[2] / a[0]);
  const parts = [
    ...rises.slice(0, 1).map(({ low, last }) => `from a loss of ${short(low)} to ${short(last)}`),
    ...growths.slice(0, 1).map((lengths) => `reversals of length ${lengths.map(short).join(", ")}`),
  ];
  return parts.length > 0 ? ` (${parts.join("; ")})` : "";
}

/** η′/η of an optimizer that goes another way where the loss rose. */
function reversing({
  learningRate,
  negativeLearningRate,
  onRaise = "reverse",
}: RunTrace["options"]): number | undefined {
  if (typeof negativeLearningRate !== "number" || onRaise !== "reverse") return undefined;
  return negativeLearningRate / Number(learningRate);
}

function baseName(base: unknown): string {
  if (typeof base === "string") return base;
  const { name } = (base ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : "plain descent";
}
