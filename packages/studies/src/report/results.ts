import { intervalOf, type Comparison, type Figures } from "../comparison.js";
import { duration } from "../duration.js";
import { deviceSeconds, whyUnranked, type Row } from "../rows.js";
import type { CeilingSummary, OptimizerSummary, PresetSummary } from "../summary.js";
import { firstShown, namedRows } from "../signs.js";
import { pText, sizeText } from "../words.js";
import { count, decimal, meanCell, NONE, share, valueText } from "./format.js";
import { html, nothing, type Html } from "./html.js";
import { DEFAULTS, TUNED } from "./series.js";

interface Line {
  readonly name: string;
  readonly optimizer: string;
  readonly row: Row;
}

const headFor = (reference: string): string[] => [
  "Optimizer",
  "Learning rate",
  "Train loss, final",
  "at a quarter",
  "at half",
  "Test loss",
  `Train loss against ${reference}`,
  "Test accuracy",
  "Gradient norm",
  "Reversals",
  "Circuit evaluations a run",
  "Shots a run",
];

/** The columns: the last one only where there is a device. */
function headOf(reference: string, rows: readonly Row[]): string[] {
  const timed = rows.some((row) => deviceSeconds(row) !== undefined);
  return [...headFor(reference), ...(timed ? ["Device time a run"] : [])];
}

/** The preset's main table, with its footnotes. */
export function resultsTable({ optimizers, ceiling, reference }: PresetSummary): Html {
  const defaults = optimizers.map((row): Line => ({ name: row.name, optimizer: row.optimizer, row }));
  const tuned = optimizers.flatMap(({ name, optimizer, tuned }): Line[] =>
    tuned ? [{ name, optimizer, row: tuned }] : [],
  );
  const head = headOf(reference, optimizers);
  return html`<p class="soft">
      Means over the seeds; in brackets the 95 % interval of the mean. ${NONE}: no value, or not finite in every run.
    </p>
    <div class="scroll" role="region" aria-label="Results" tabindex="0">
      <table class="numbers">
        <thead>
          <tr>
            ${head.map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        ${tuned.length > 0 ? group(TUNED, tuned, head.length) : nothing} ${group(DEFAULTS, defaults, head.length)}
        ${ceilings(ceiling, head.length)}
      </table>
    </div>
    ${footnotes(reference, [...tuned, ...defaults])} ${controlsList(tuned, TUNED)}${controlsList(defaults, DEFAULTS)}
    ${endings(tuned, TUNED)}${endings(defaults, DEFAULTS)}`;
}

function groupHead(title: string, columns: number): Html {
  return html`<tr class="group">
    <th colspan="${columns}" scope="rowgroup"><span>${title}</span></th>
  </tr>`;
}

function group(title: string, lines: readonly Line[], columns: number): Html {
  return html`<tbody>
    ${groupHead(title, columns)}
    ${lines.map(
      ({ name, optimizer, row }) =>
        html`<tr>
          <th scope="row">${name}${name === optimizer ? nothing : html` <small>${optimizer}</small>`}${early(row)}</th>
          ${cells(row).map((cell) => html`<td>${cell}</td>`)}
        </tr> `,
    )}
  </tbody>`;
}

function cells(row: Row): (Html | string)[] {
  const { summary, runs, horizons, options } = row;
  const loss = (value: number): string => decimal(value, 4);
  const at = (part: number): Html => meanCell(horizons.find(({ at }) => at === part)?.lossTrain ?? nowhere, loss);
  const total = (pick: (run: Row["runs"][number]) => number): number => runs.reduce((sum, run) => sum + pick(run), 0);
  const steps = total(({ steps }) => steps);
  const reversals = total(({ reversals }) => reversals);
  const each = Math.max(1, runs.length);
  const shots = total(({ evaluations }) => evaluations.shots) / each;
  return [
    valueText(options.learningRate),
    meanCell(summary.lossTrain, loss),
    at(1 / 4),
    at(1 / 2),
    meanCell(summary.lossTest, loss),
    versus(row.versusReference),
    meanCell(summary.accuracyTest, (value) => share(value)),
    meanCell(summary.gradientNorm, (value) => decimal(value, 3)),
    html`${count(reversals)}
      <small>of ${count(steps)}${steps > 0 && reversals > 0 ? `, ${share(reversals / steps)}` : ""}</small>`,
    html`${count(total(({ evaluations }) => evaluations.circuits) / each)} ${withIdle(row, "circuits")}`,
    shots > 0
      ? html`${count(shots)}${isUnpriced(row) ? html`<sup>*</sup>` : nothing} ${withIdle(row, "shots")}`
      : "exact",
    ...deviceTime(row),
  ];
}

/** The second total, where it is another one. */
function withIdle({ runs }: Row, unit: "circuits" | "shots"): Html {
  const mean = (key: "circuits" | "shots" | "circuitsWithIdle" | "shotsWithIdle"): number =>
    runs.reduce((sum, { evaluations }) => sum + evaluations[key], 0) / Math.max(1, runs.length);
  const all = mean(`${unit}WithIdle`);
  return all === mean(unit) ? nothing : html`<small>${count(all)} with idle weights</small>`;
}

function deviceTime(row: Row): (Html | string)[] {
  const seconds = deviceSeconds(row);
  if (seconds === undefined) return [];
  return [seconds === null ? "unpriced" : html`${duration(seconds)}${isUnpriced(row) ? html`<sup>*</sup>` : nothing}`];
}

const nowhere = { mean: null, low: null, high: null };

function versus(comparison: Comparison | null): Html | string {
  if (!comparison) return "reference";
  const { judgement, reference, learningRate, pValue, pHolm } = comparison;
  if (judgement === "identical" || judgement === "plateau" || judgement === "tied") return judgement;
  if (judgement === "same-steps") return `the steps of ${reference} at ${learningRate}`;
  const holm = pHolm === null ? "" : `, Holm ${pText(pHolm).replace(/^p (= )?/, "")}`;
  const p = pValue === null ? nothing : html`<small>${pText(pValue)}${holm}</small>`;
  return html`${sizeCell(comparison)}${p}${judgement === "not-separated" ? html`<small>rule or rate</small>` : nothing}`;
}

/** A difference with its interval, as it is measured. */
function sizeCell(comparison: Figures): Html {
  const { value, low, high } = intervalOf(comparison);
  return meanCell({ mean: value, low, high }, (size) => sizeText(comparison, size));
}

/** What keeps the rate from being taken for the rule. */
function controlsList(lines: readonly Line[], title: string): Html {
  const told = lines.flatMap(({ name, row: { controls } }) =>
    [
      { control: controls?.atOwnRate, where: "both at its rate" },
      { control: controls?.atReferenceRate, where: "both at the reference's rate" },
      { control: controls?.atOwnBest, where: "at its own best rate" },
    ].flatMap(({ control, where }) => (control ? [{ name, control, where }] : [])),
  );
  if (told.length === 0) return nothing;
  return html`<h4>Controls for the learning rate: ${title.toLowerCase()}</h4>
    <ul>
      ${told.map(
        ({ name, control, where }) =>
          html`<li>
            ${name} against ${control.reference}, ${where} (${valueText(control.learningRate)}):
            ${control.identical ? "identical" : sizeCell(control)}${control.pValue === null ? nothing : html` ${pText(control.pValue)}, not corrected`}
          </li>`,
      )}
    </ul> `;
}

function isUnpriced({ unpriced, runs }: Row): boolean {
  return unpriced && runs.some(({ evaluations }) => evaluations.shots > 0);
}

function ceilings({ logistic, quadraticRidge, known }: CeilingSummary, columns: number): Html {
  const line = (name: string, { accuracyTrain, accuracyTest }: CeilingSummary["logistic"]): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      <td colspan="6">
        ${accuracyTrain.mean === null ? nothing : html`<small>training accuracy ${share(accuracyTrain.mean)}</small>`}
      </td>
      <td>${meanCell(accuracyTest, (value) => share(value))}</td>
      <td colspan="${columns - 8}"></td>
    </tr> `;
  return html`<tbody>
    ${groupHead("Classical ceiling, on the same features", columns)}
    ${line("logistic regression", logistic)}${line("quadratic ridge", quadraticRidge)}
    ${
      known === null
        ? nothing
        : html`<tr>
            <th scope="row">best possible</th>
            <td colspan="6"><small>what no rule can pass on average; see Data</small></td>
            <td>${share(known, 2)}</td>
            <td colspan="${columns - 8}"></td>
          </tr>`
    }
  </tbody>`;
}

function footnotes(reference: string, lines: readonly Line[]): Html {
  const star = lines.some(({ row }) => isUnpriced(row));
  const exact = lines.some(({ row }) => row.runs.every(({ evaluations }) => evaluations.shots === 0));
  return html`<ul class="soft">
    <li>
      Train loss against ${reference}: paired by seed; less is better. A percentage is the geometric mean of the loss
      ratios, less 1. Where losses are near 0, it is the median difference in the loss's own unit. The p-value is
      Wilcoxon's, and beside it Holm's correction over the comparisons of the same group.
    </li>
    <li>Reversals: steps turned around, summed over all runs, of all steps taken.</li>
    ${exact ? html`<li>exact: no shots were taken; circuit evaluations are those that a device would take: adjoint gradients are charged at the price of parameter shift.</li>` : nothing}
    ${star ? html`<li><sup>*</sup> Unpriced: exact values were used besides, and they have no price in shots and no time on a device. What is shown is not the whole cost.</li>` : nothing}
  </ul>`;
}

/** Under the name: how many runs did not come to their end. */
function early(row: Row): Html {
  const { runs } = row;
  const bad = runs.filter(({ stopped, fault }) => !whole(stopped) && fault !== "not-reproducible");
  const count = bad.length === 0 ? [] : [`${bad.length} of ${runs.length} ended early`];
  const said = [whyUnranked(row) ?? [], count].flat();
  return said.length === 0 ? nothing : html` <small>${said.join(": ")}</small>`;
}

function whole(stopped: Row["runs"][number]["stopped"]): boolean {
  return stopped === "steps" || stopped === "budget";
}

function endings(lines: readonly Line[], title: string): Html {
  const bad = lines.flatMap(({ name, row }) =>
    row.runs.filter(({ stopped }) => !whole(stopped)).map((run) => ({ name, run })),
  );
  if (bad.length === 0) return nothing;
  return html`<h4>Runs that ended early: ${title.toLowerCase()}</h4>
    <ul>
      ${bad.map(
        ({ name, run }) =>
          html`<li>
            ${name}, seed ${run.seed}: ${run.stopped} after ${count(run.steps)}
            steps${run.error ? `: ${run.error}` : ""}
          </li>`,
      )}
    </ul> `;
}

/** When runs showed signs while they went on, and how often they raised the loss and reversed in each quarter. */
export function telemetry(optimizers: readonly OptimizerSummary[]): Html {
  const lines = namedRows(optimizers).flatMap(({ label, row }) => {
    const said = [...firstShown(row.runs), ...turns(row)];
    return said.length === 0 ? [] : [html`<li><strong>${label}:</strong> ${said.join(" ")}</li>`];
  });
  if (lines.length === 0) return nothing;
  return html`<h4>While they ran</h4>
    <ul>
      ${lines}
    </ul> `;
}

function turns({ curve }: Row): string[] {
  const quarters = curve.filter((_, k) => (4 * k) % (curve.length - 1) === 0);
  const told = (pick: (point: Row["curve"][number]) => number | null): string =>
    quarters
      .slice(1)
      .map((point, k) => {
        const [now, before] = [pick(point), pick(quarters[k])];
        return decimal(now === null || before === null ? null : now - before, 1);
      })
      .join(", ");
  if (!quarters.some(({ raised, reversals }) => (raised ?? 0) + (reversals ?? 0) > 0)) return [];
  return [
    `Steps that raised the loss, in each quarter of the run: ${told(({ raised }) => raised)}; reversals: ${told(({ reversals }) => reversals)} (means).`,
  ];
}

/** Failure signs, each with the rows that it belongs to; what several rows say in the same words is said once. */
export function signsList(optimizers: readonly OptimizerSummary[]): Html {
  const rows = namedRows(optimizers);
  const texts = new Set(rows.flatMap(({ row }) => row.signs.map(({ text }) => text)));
  const list = [...texts].map((text) => {
    const labels = rows.flatMap(({ label, row }) => (row.signs.some((sign) => sign.text === text) ? [label] : []));
    return html`<li><strong>${labels.join(", ")}:</strong> ${text}</li>`;
  });
  return html`<h3>Signs to know</h3>
    ${
      list.length > 0
        ? html`<ul>
            ${list}
          </ul>`
        : html`<p>None was seen.</p>`
    } `;
}
