import type { Metric, ProblemFamily } from "@uphill/problems";
import { columnsIn, countAt, totalCount, wasCounted } from "../counted.js";
import { intervalOf, type Comparison, type Figures } from "../comparison.js";
import { duration } from "../duration.js";
import { problemFamilies } from "../experiment.js";
import { familyIn, judgedFigures, objectiveOf, objectiveTitle, titleOf } from "../figures.js";
import { deviceSeconds, meanOf, totalOf, whyUnranked, type Row } from "../rows.js";
import type { CeilingSummary, Counted, OptimizerSummary, PresetSummary } from "../tables.js";
import { isStop, stopsCell } from "../stops.js";
import { firstShown, namedRows } from "../signs.js";
import { ownRows, pText, sizeText } from "../words.js";
import { capital, count, decimal, meanCell, NONE, share, valueText } from "./format.js";
import { html, nothing, type Html } from "./html.js";
import { DEFAULTS, TUNED } from "./series.js";

interface Line {
  readonly name: string;
  readonly optimizer: string;
  readonly row: Row;
}

/** A column of the main table. */
interface Column {
  readonly head: string;
  /** The metric that it shows on what runs are judged on. */
  readonly metric?: string;
  cell(row: Row): Html | string;
}

/** The columns: those of the problem's figures among those that every problem has; the last one only where there is a device. */
function columnsOf({ optimizers, reference, problem, counted, stops }: PresetSummary): Column[] {
  const family = familyIn(problem);
  const trained = capital(objectiveTitle(family));
  const loss = (value: number): string => decimal(value, objectiveOf(family).shown.digits);
  const at = (row: Row, part: number): Html =>
    meanCell(row.horizons.find((horizon) => horizon.at === part)?.lossTrain ?? nowhere, loss);
  return [
    { head: "Learning rate", cell: ({ options }) => valueText(options.learningRate) },
    { head: `${trained}, final`, cell: ({ summary }) => meanCell(summary.lossTrain, loss) },
    { head: "at a quarter", cell: (row) => at(row, 1 / 4) },
    { head: "at half", cell: (row) => at(row, 1 / 2) },
    ...(family.data
      ? [{ head: `Test ${family.objective}`, cell: ({ summary }: Row) => meanCell(summary.lossTest, loss) }]
      : []),
    { head: `${trained} against ${reference}`, cell: ({ versusReference }) => versus(versusReference) },
    ...judgedFigures(family).map((figure): Column => ({
      head: capital(titleOf(figure)),
      metric: figure.metric.name,
      cell: ({ summary }) => meanCell(summary.metrics[figure.key], (value) => shown(figure.metric, value)),
    })),
    { head: "Gradient norm", cell: ({ summary }) => meanCell(summary.gradientNorm, (value) => decimal(value, 3)) },
    ...columnsIn(counted).map((figure): Column => ({
      head: capital(figure.title),
      cell: (row) => countCell(row, figure),
    })),
    ...(stops ? [{ head: "Ended by a rule", cell: (row: Row) => stopsCell(row.stops) }] : []),
    { head: family.circuits ? "Circuit evaluations a run" : "Evaluations a run", cell: circuitsCell },
    ...(family.circuits ? [{ head: "Shots a run", cell: shotsCell }] : []),
    ...(optimizers.some((row) => deviceSeconds(row) !== undefined)
      ? [{ head: "Device time a run", cell: deviceTime }]
      : []),
  ];
}

function shown({ shown: { digits, percent } }: Metric, value: number): string {
  return percent ? share(value) : decimal(value, digits);
}

/** The preset's main table, with its footnotes. */
export function resultsTable(summary: PresetSummary): Html {
  const { optimizers, ceiling } = summary;
  const defaults = optimizers.map((row): Line => ({ name: row.name, optimizer: row.optimizer, row }));
  const tuned = optimizers.flatMap(({ name, optimizer, tuned }): Line[] =>
    tuned ? [{ name, optimizer, row: tuned }] : [],
  );
  const columns = columnsOf(summary);
  return html`<p class="soft">
      Means over the seeds; in brackets the 95 % interval of the mean. ${NONE}: no value, or not finite in every run.
    </p>
    <div class="scroll" role="region" aria-label="Results" tabindex="0">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            ${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        ${tuned.length > 0 ? group(TUNED, tuned, columns) : nothing} ${group(DEFAULTS, defaults, columns)}
        ${ceiling ? ceilings(ceiling, columns, familyIn(summary.problem)) : nothing}
      </table>
    </div>
    ${footnotes(summary, [...tuned, ...defaults])} ${controlsList(tuned, TUNED)}${controlsList(defaults, DEFAULTS)}
    ${endings(tuned, TUNED)}${endings(defaults, DEFAULTS)}`;
}

function groupHead(title: string, columns: number): Html {
  return html`<tr class="group">
    <th colspan="${columns}" scope="rowgroup"><span>${title}</span></th>
  </tr>`;
}

function group(title: string, lines: readonly Line[], columns: readonly Column[]): Html {
  return html`<tbody>
    ${groupHead(title, columns.length + 1)}
    ${lines.map(
      ({ name, optimizer, row }) =>
        html`<tr>
          <th scope="row">${name}${name === optimizer ? nothing : html` <small>${optimizer}</small>`}${early(row)}</th>
          ${columns.map(({ cell }) => html`<td>${cell(row)}</td>`)}
        </tr> `,
    )}
  </tbody>`;
}

function countCell(row: Row, figure: Counted): Html {
  const steps = totalOf(row, (run) => run.steps);
  const counted = totalCount(row, figure);
  return html`${count(counted)}
    <small>of ${count(steps)}${steps > 0 && counted > 0 ? `, ${share(counted / steps)}` : ""}</small>`;
}

function circuitsCell(row: Row): Html {
  const circuits = meanOf(row, ({ evaluations }) => evaluations.circuits);
  return html`${count(circuits)} ${withIdle(row, "circuits")}`;
}

function shotsCell(row: Row): Html | string {
  const shots = meanOf(row, ({ evaluations }) => evaluations.shots);
  return shots > 0
    ? html`${count(shots)}${isUnpriced(row) ? html`<sup>*</sup>` : nothing} ${withIdle(row, "shots")}`
    : "exact";
}

/** The second total, where it is another one. */
function withIdle(row: Row, unit: "circuits" | "shots"): Html {
  const mean = (key: "circuits" | "shots" | "circuitsWithIdle" | "shotsWithIdle"): number =>
    meanOf(row, ({ evaluations }) => evaluations[key]);
  const all = mean(`${unit}WithIdle`);
  return all === mean(unit) ? nothing : html`<small>${count(all)} with idle weights</small>`;
}

function deviceTime(row: Row): Html | string {
  const seconds = deviceSeconds(row);
  if (seconds === undefined) return NONE;
  return seconds === null ? "unpriced" : html`${duration(seconds)}${isUnpriced(row) ? html`<sup>*</sup>` : nothing}`;
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

function ceilings(
  { models, metric, known }: CeilingSummary,
  columns: readonly Column[],
  family: Pick<ProblemFamily, "metrics">,
): Html {
  const judged = family.metrics.find(({ name }) => name === metric)!;
  // Their figures stand under the same metric of the runs.
  const before = columns.findIndex((column) => column.metric === metric);
  const line = (name: string, note: Html, value: Html | string): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      <td colspan="${before}">${note}</td>
      <td>${value}</td>
      <td colspan="${columns.length - before - 1}"></td>
    </tr> `;
  return html`<tbody>
    ${groupHead("Classical ceiling, on the same features", columns.length + 1)}
    ${models.map(({ about, train, test }) =>
      line(
        about,
        train.mean === null ? nothing : html`<small>training ${metric} ${shown(judged, train.mean)}</small>`,
        meanCell(test, (value) => shown(judged, value)),
      ),
    )}
    ${
      known === null
        ? nothing
        : line("best possible", html`<small>what no rule can pass on average; see Data</small>`, share(known, 2))
    }
  </tbody>`;
}

function footnotes({ reference, problem, counted }: PresetSummary, lines: readonly Line[]): Html {
  const trained = capital(objectiveTitle(problemFamilies[problem.name]));
  const star = lines.some(({ row }) => isUnpriced(row));
  const exact = lines.some(({ row }) => row.runs.every(({ evaluations }) => evaluations.shots === 0));
  return html`<ul class="soft">
    <li>
      ${trained} against ${reference}: paired by seed; less is better. A percentage is the geometric mean of the ratios,
      less 1. Where values are near 0, it is the median difference in their own unit. The p-value is Wilcoxon's, and
      beside it Holm's correction over the comparisons of the same group.
    </li>
    ${columnsIn(counted).map(
      ({ title, about }) => html`<li>${capital(title)}: ${about}, summed over all runs, of all steps taken.</li>`,
    )}
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
  return stopped === "steps" || stopped === "budget" || isStop(stopped);
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

/** When runs showed signs while they went on, and what was counted in each quarter. */
export function telemetry({ optimizers, counted }: Pick<PresetSummary, "optimizers" | "counted">): Html {
  const lines = optimizers.flatMap((optimizer) =>
    ownRows(optimizer).flatMap(({ label, row }) => {
      const own = counted.filter((figure) => figure.of.includes(optimizer.optimizer) || wasCounted(row, figure));
      const said = [...firstShown(row.runs), ...turns(row, own)];
      return said.length === 0 ? [] : [html`<li><strong>${label}:</strong> ${said.join(" ")}</li>`];
    }),
  );
  if (lines.length === 0) return nothing;
  return html`<h4>While they ran</h4>
    <ul>
      ${lines}
    </ul> `;
}

function turns({ curve }: Row, counted: readonly Counted[]): string[] {
  const quarters = curve.filter((_, k) => (4 * k) % (curve.length - 1) === 0);
  const told = (figure: Counted): string =>
    quarters
      .slice(1)
      .map((point, k) => {
        const [now, before] = [countAt(point, figure), countAt(quarters[k], figure)];
        return decimal(now === null || before === null ? null : now - before, 1);
      })
      .join(", ");
  if (!counted.some((figure) => wasCounted({ curve: quarters }, figure))) return [];
  const [first, ...others] = counted;
  return [
    `${[`${capital(first.title)}, in each quarter of the run: ${told(first)}`, ...others.map((figure) => `${figure.title}: ${told(figure)}`)].join("; ")} (means).`,
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
