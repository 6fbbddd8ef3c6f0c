import type { Experiment } from "../experiment.js";
import type { OptimizerSummary } from "../summary.js";
import { decimal, valueText } from "./format.js";
import { html, nothing, type Html } from "./html.js";

const HORIZONS = [1 / 4, 1 / 2, 1];
const NAMES = ["a quarter", "half", "the end"];

/** What the tuning seeds said: every optimizer at every rate. */
export function tuningTable({ rates, settings }: Experiment, optimizers: readonly OptimizerSummary[]): Html {
  const rows = optimizers.flatMap(({ name, tuned }) => (tuned?.tuning ? [{ name, tuned, tuning: tuned.tuning }] : []));
  if (rows.length === 0) return nothing;
  const seeds = settings.tuningSeeds;
  return html`<h3>Choice of the learning rate</h3>
    <p class="soft">
      Mean final training loss on ${seeds} other seed${seeds === 1 ? "" : "s"}, which no result above has seen; the
      chosen rate in bold. At right the best rate, had the run ended there.
    </p>
    <div class="scroll" role="region" aria-label="Choice of the learning rate" tabindex="0">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            ${rates.map((rate) => html`<th scope="col">η = ${rate}</th>`)}${NAMES.map(
              (name) => html`<th scope="col">best at ${name}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, tuned, tuning }) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${rates.map((rate) => {
                  const text = decimal(tuning.losses.find((loss) => loss.rate === rate)?.lossTrain ?? null, 4);
                  return html`<td>${rate === tuned.learningRate ? html`<strong>${text}</strong>` : text}</td>`;
                })}${HORIZONS.map((at) => html`<td>${valueText(tuning.bestAt.find((best) => best.at === at)?.rate)}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div> `;
}
