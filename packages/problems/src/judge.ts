import { estimators } from "@uphill/gradients";
import type { RowMap } from "./hybrid/row-map.js";

/** A loss of one expectation value and one target. */
export interface ValueLoss {
  value(f: number, y: number): number;
  /** Its derivatives in f. */
  slope(f: number, y: number): number;
  curvature(f: number, y: number): number;
  /** Its degree as a polynomial in f; undefined where it is none. */
  readonly degree?: number;
}

/** A loss of all outputs of a row together. */
export interface RowLoss {
  /** The loss of one row. @param outputs [outputs] @param targets [targets] */
  value(outputs: Float64Array, targets: Float64Array): number;
  /** ∂value/∂outputs, [outputs]. */
  slopes(outputs: Float64Array, targets: Float64Array): Float64Array;
}

/** What the readouts of rows are compared with. */
export interface Targets {
  /** [rows, targets] */
  readonly labels: Float64Array;
  /** How much each row counts, [rows]; left out, each counts 1. */
  readonly rowWeights?: Float64Array;
}

/** Estimated readouts, [rows, readouts], with their variances and covariances, [rows, readouts, readouts]. */
interface Estimated {
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly covariances?: Float64Array;
}

/** Makes one number of the readouts of many rows: a mean loss, perhaps behind a trained map. */
export interface Judge {
  /** Trained numbers behind the circuit. */
  readonly parameters: number;
  /** The mean loss. @param values [rows, readouts] */
  mean(values: Float64Array, targets: Targets, parameters: Float64Array): number;
  /** Its derivatives in the readouts, [rows, readouts], and in the trained numbers behind them. */
  slopes(
    values: Float64Array,
    targets: Targets,
    parameters: Float64Array,
  ): { readonly values: Float64Array; readonly parameters: Float64Array };
  /** Of a mean loss from shots: its standard error by the delta method, and the bias of the plug-in estimate as far as it is known. */
  spread(
    estimated: Estimated,
    targets: Targets,
    parameters: Float64Array,
  ): { readonly bias: number; readonly standardError: number };
  /** The mean's degree as a polynomial in the readouts; undefined where it is none. */
  readonly degree?: number;
}

const none = new Float64Array(0);

/**
 * The mean of a loss over all readouts of all rows, each with a target of its own: of one readout a row the usual mean, of several
 * that of one against the rest.
 */
export function eachReadout(loss: ValueLoss): Judge {
  // What is known of the plug-in estimate's bias is all of it up to degree two.
  const unbiased = (loss.degree ?? Infinity) <= 2;
  return {
    parameters: 0,
    ...(loss.degree !== undefined && { degree: loss.degree }),
    mean(values, targets) {
      const { labels } = targets;
      const weightOf = weightsOf(targets);
      return values.reduce((sum, f, k) => sum + weightOf(k) * loss.value(f, labels[k]), 0) / labels.length;
    },
    slopes(values, targets) {
      const { labels } = targets;
      const weightOf = weightsOf(targets);
      return {
        values: values.map((f, k) => (weightOf(k) * loss.slope(f, labels[k])) / labels.length),
        parameters: none,
      };
    },
    spread({ values, variances, covariances }, targets) {
      const { labels } = targets;
      const weightOf = weightsOf(targets);
      const each = covariances ? covariances.length / values.length : 1;
      const slopes = values.map((f, k) => loss.slope(f, labels[k]) * weightOf(k));
      let bias = 0;
      let variance = 0;
      values.forEach((f, k) => {
        variance += slopes[k] * slopes[k] * variances[k];
        // Readouts of a row that are read from the same shots move together.
        if (covariances) variance += slopes[k] * crossed(slopes, covariances, k, each);
        if (!unbiased) return;
        const y = labels[k];
        const at = { value: (x: number) => loss.value(x, y), curvature: (x: number) => loss.curvature(x, y) };
        bias += weightOf(k) * estimators.plugIn.estimate(at, { value: f, variance: variances[k] }).bias;
      });
      return { bias: bias / labels.length, standardError: Math.sqrt(Math.max(0, variance)) / labels.length };
    },
  };
}

/** How much the row of each target counts. */
function weightsOf({ labels, rowWeights }: Targets): (k: number) => number {
  if (!rowWeights) return () => 1;
  const each = labels.length / rowWeights.length;
  return (k) => rowWeights[Math.floor(k / each)];
}

/** Σ over the other readouts of the row of slope · covariance. */
function crossed(slopes: Float64Array, covariances: Float64Array, k: number, each: number): number {
  const first = Math.floor(k / each) * each;
  let sum = 0;
  for (let other = first; other < first + each; other++)
    if (other !== k) sum += slopes[other] * covariances[k * each + (other - first)];
  return sum;
}

/**
 * The mean over rows of a loss of all outputs together, the outputs being the readouts behind a trained map, or the readouts
 * themselves. From shots, it is a plug-in estimate whose bias is not known.
 * @param shape numbers of readouts, outputs and targets of a row
 */
export function jointly(
  loss: RowLoss,
  {
    readouts,
    targets: perRow,
    after,
  }: { readonly readouts: number; readonly targets: number; readonly after?: RowMap },
): Judge {
  const outputs = after?.outputs ?? readouts;
  const outputsOf = (values: Float64Array, parameters: Float64Array): Float64Array =>
    after ? after.forward(parameters, values) : values;
  const rowsOf = (values: Float64Array): number => values.length / readouts;
  function slopes(
    values: Float64Array,
    { labels, rowWeights }: Targets,
    parameters: Float64Array,
  ): ReturnType<Judge["slopes"]> {
    const rows = rowsOf(values);
    const found = outputsOf(values, parameters);
    const back = new Float64Array(found.length);
    for (let row = 0; row < rows; row++) {
      const own = loss.slopes(part(found, row, outputs), part(labels, row, perRow));
      const share = (rowWeights?.[row] ?? 1) / rows;
      own.forEach((slope, k) => (back[row * outputs + k] = share * slope));
    }
    if (!after) return { values: back, parameters: none };
    const through = after.vjp(parameters, values, back);
    return { values: through.inputs, parameters: through.parameters };
  }
  return {
    parameters: after?.parameters ?? 0,
    mean(values, { labels, rowWeights }, parameters) {
      const rows = rowsOf(values);
      const found = outputsOf(values, parameters);
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const value = loss.value(part(found, row, outputs), part(labels, row, perRow));
        sum += rowWeights ? rowWeights[row] * value : value;
      }
      return sum / rows;
    },
    slopes,
    spread({ values, variances, covariances }, targets, parameters) {
      const own = slopes(values, targets, parameters).values;
      let variance = 0;
      own.forEach((slope, k) => {
        variance += slope * slope * variances[k];
        if (covariances) variance += slope * crossed(own, covariances, k, readouts);
      });
      return { bias: 0, standardError: Math.sqrt(Math.max(0, variance)) };
    },
  };
}

const part = (table: Float64Array, row: number, width: number): Float64Array =>
  table.subarray(row * width, (row + 1) * width);

/** A loss of each output and its target, as a loss of the row: their mean. */
export function meanOf(loss: ValueLoss): RowLoss {
  return {
    value: (outputs, targets) => outputs.reduce((sum, f, k) => sum + loss.value(f, targets[k]), 0) / outputs.length,
    slopes: (outputs, targets) => outputs.map((f, k) => loss.slope(f, targets[k]) / outputs.length),
  };
}
