import { sha256 } from "@uphill/core";
import { problemFamilies, type Experiment } from "../experiment.js";
import { trainedWord } from "../figures.js";
import type { PresetSummary } from "../summary.js";
import { gradientChart, lossChart } from "./curves.js";
import { differenceChart } from "./differences.js";
import { html, Html, idOf, nothing } from "./html.js";
import { optionTables } from "./options.js";
import { methods, provenance, type ReportManifest } from "./provenance.js";
import { resultsTable, signsList, telemetry } from "./results.js";
import { panelsOf } from "./series.js";
import { style } from "./style.js";
import { tuningTable } from "./tuning.js";

/** What a report is made of. */
export interface ReportInput {
  /** The experiments. */
  readonly experiments: readonly Experiment[];
  /** The tables of each preset. */
  readonly presets: readonly PresetSummary[];
  /** Sentences about the data, by preset. */
  readonly data: Readonly<Record<string, readonly string[]>>;
  /** Where the numbers come from: versions, machine, times. */
  readonly manifest: ReportManifest;
  /** The command line as it was typed. */
  readonly command: string;
}

const base64 = (hex: string): string =>
  btoa(String.fromCharCode(...hex.match(/../g)!.map((byte) => Number.parseInt(byte, 16))));

/** Nothing comes from outside and nothing runs: the one style sheet is known by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${base64(sha256(new TextEncoder().encode(style)))}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * Makes the report of a comparison: one HTML document that needs no other file and no script. The same input gives the
 * same bytes.
 * @param input the experiments, the tables and where they come from
 * @returns the HTML
 */
export function renderReport({ experiments, presets, data, manifest, command }: ReportInput): string {
  const names = presets.map(({ name }) => name);
  const sections = presets.map((summary, index) => {
    const experiment = experiments.find(({ preset }) => preset === summary.name);
    return presetSection(idOf(index, summary.name), summary, experiment, data[summary.name] ?? []);
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Uphill: ${names.join(", ")}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <header>
          <h1>Optimizers compared</h1>
          <p class="soft">
            Made by <code>uphill compare</code> · identity <code>${manifest.identityHash.slice(0, 12)}</code>
          </p>
        </header>
        ${presets.length > 1 ? contents(names) : nothing}
        <main>
          ${sections} ${methods(presets)}
          ${provenance(
            command,
            manifest,
            experiments.some(({ budget }) => budget.seconds !== undefined),
          )}
        </main>
      </body>
    </html> `.text;
}

function contents(names: readonly string[]): Html {
  const links = [
    ...names.map((name, index) => ({ name, id: idOf(index, name) })),
    { name: "How the statistics are made", id: "methods" },
    { name: "To reproduce it", id: "reproduce" },
  ];
  return html`<nav aria-label="Contents">
    <ul>
      ${links.map(({ name, id }) => html`<li><a href="#${id}">${name}</a></li>`)}
    </ul>
  </nav>`;
}

function presetSection(
  id: string,
  summary: PresetSummary,
  experiment: Experiment | undefined,
  data: readonly string[],
): Html {
  const { name, about, setting, optimizers, verdict } = summary;
  const panels = panelsOf(summary);
  const trained = trainedWord(problemFamilies[summary.problem.name]);
  return html`<section class="preset" id="${id}">
    <h2>${name}</h2>
    <p>${about}.</p>
    <p class="soft">${setting}.</p>
    <div class="verdict">
      <h3>Verdict</h3>
      ${paragraphs(verdict)}
    </div>
    <h3>Results</h3>
    ${resultsTable(summary)} ${signsList(optimizers)} ${telemetry(summary)} ${lossChart(id, panels, trained)}
    ${differenceChart(id, summary, panels)} ${gradientChart(id, panels)}
    ${experiment ? html`${tuningTable(experiment, optimizers)}${optionTables(experiment, optimizers)}` : nothing}
    ${
      data.length > 0
        ? html`<h3>Data</h3>
            <ul>
              ${data.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>`
        : nothing
    }
  </section> `;
}

/** The verdict's paragraphs, the first of them in bold. */
function paragraphs(verdict: string): Html[] {
  return verdict
    .split("\n")
    .map((text, index) => (index === 0 ? html`<p><strong>${text}</strong></p> ` : html`<p>${text}</p> `));
}
