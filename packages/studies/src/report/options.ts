import type { Fields } from "@uphill/core";
import { optimizerFamilies } from "@uphill/plugins";
import type { DataSpec } from "@uphill/problems";
import { describeBudget } from "../budget.js";
import { deviceOf } from "../conditions.js";
import { familyOf, type Experiment } from "../experiment.js";
import { isOfCircuits, settingFields, typedSettings } from "../settings.js";
import { stopFamilies } from "../stops.js";
import type { OptimizerSummary } from "../summary.js";
import { NONE, pairsText, valueText } from "./format.js";
import { html, type Html } from "./html.js";

/** Every option that decided the numbers, with its value and its sentence. */
export function optionTables(experiment: Experiment, optimizers: readonly OptimizerSummary[]): Html {
  const { settings, problem, rates, budget, equalShots, stops } = experiment;
  const family = familyOf(experiment);
  const device = deviceOf(settings);
  const further: readonly (readonly [string, unknown, string])[] = [
    ...(problem.data ? dataRows(problem.data) : []),
    ["learning rates tried", rates.map(String), "The same grid for every optimizer; none without tuning"],
    ["budget", describeBudget(budget), "Limits of a run besides its steps"],
    ...Object.entries(problem.parts ?? {}).map(
      ([name, options]) => [name, pairsText(options), "Options of what the problem is made of"] as const,
    ),
    ...stops.map(({ name, options }) => [`stop ${name}`, pairsText(options), stopFamilies[name].about] as const),
    ...(device
      ? ([
          ["device figures", pairsText({ ...device }), "Seconds; memory in bytes; round figures, not one machine's"],
        ] as const)
      : []),
    ["equal shots", equalShots, "Everyone may spend the same shots, however many steps they make"],
  ];
  return html`<h3>Settings</h3>
    <div class="scroll" role="region" aria-label="Settings" tabindex="0">
      <table class="pairs">
        <thead>
          <tr>
            <th scope="col">Option</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${[
            ...rowsOf(typedSettings(settings), settingFields).filter(
              ([name]) => family.circuits || !isOfCircuits(name),
            ),
            ...rowsOf(problem.options, family.options),
            ...further,
          ].map(
            ([name, value, about]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${valueText(value)}</td>
                <td class="soft">${about}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <h3>Options of the optimizers</h3>
    <div class="scroll" role="region" aria-label="Options of the optimizers" tabindex="0">
      <table class="wide">
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            <th scope="col">At the defaults / options given</th>
            <th scope="col">Changed at the chosen rate</th>
          </tr>
        </thead>
        <tbody>
          ${optimizers.map(
            ({ name, optimizer, options, tuned }) =>
              html`<tr>
                <th scope="row">${name}${name === optimizer ? "" : html` <small>${optimizer}</small>`}</th>
                <td>${pairsText(options)}</td>
                <td>${tuned ? changes(options, tuned.options) : NONE}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <details>
      <summary>What these options mean</summary>
      <dl>${[...new Set(optimizers.map(({ optimizer }) => optimizer))].flatMap((name) => meanings(name))}</dl>
    </details> `;
}

function dataRows(data: DataSpec): (readonly [string, unknown, string])[] {
  return [
    ["dataset", data.name, "Where the rows come from"],
    ["dataset options", pairsText(data.options), "Options of a generated set, or what was said of a file"],
    ["classes", data.classes, "The two classes or groups of classes kept, where there were more"],
    ["content hash", data.hash, "SHA-256 of the rows read from files"],
    [
      "preparation",
      stepsText(data.preparation),
      "Steps fitted on the training rows of each seed; none: images are reduced to what fits",
    ],
  ];
}

function stepsText(steps: DataSpec["preparation"]): string {
  return steps
    .map((step) => (typeof step === "string" ? step : `${step.name} (${pairsText(step.options ?? {})})`))
    .join(", then ");
}

function rowsOf(values: object, fields: Fields): [string, unknown, string][] {
  return Object.entries(values).map(([name, value]) => [name, value, (fields as Partial<Fields>)[name]?.about ?? ""]);
}

function changes(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string {
  return pairsText(
    Object.fromEntries(Object.entries(after).filter(([name, value]) => !Object.is(before[name], value))),
  );
}

function meanings(name: string): Html[] {
  const family = (optimizerFamilies as Partial<typeof optimizerFamilies>)[name];
  return Object.entries(family?.options ?? {}).map(
    ([option, { about }]) =>
      html`<dt><code>${name}.${option}</code></dt>
        <dd>${about}</dd> `,
  );
}
