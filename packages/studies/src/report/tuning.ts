import type { Experiment } from "../experiment.js";
import type { OptimizerSummary } from "../summary.js";
import { QUARTERS } from "../tuning.js";
import { count, decimal, NONE, pairsText, share, valueText } from "./format.js";
import { html, nothing, type Html } from "./html.js";

const NAMES = ["a quarter", "half", "the end"];

/** What the tuning seeds said: every optimizer at everything that was tried for it. */
export function tuningTable({ rates, settings, reference }: Experiment, optimizers: readonly OptimizerSummary[]): Html {
  const rows = optimizers.flatMap(({ name, tuned }) => (tuned?.tuning ? [{ name, tuned, tuning: tuned.tuning }] : []));
  if (rows.length === 0) return nothing;
  const seeds = settings.tuningSeeds;
  const all = rows.flatMap(({ tuning }) => tuning.losses.flatMap(({ rate }) => rate ?? []));
  const columns = [...new Set([...rates, ...all])].sort((a, b) => a - b);
  return html`<h3>Choice of learning rates and options</h3>
    <p class="soft">
      Mean final value of what is minimised, on ${seeds} other seed${seeds === 1 ? "" : "s"}, which no result above has
      seen; the chosen rate in bold. ~ marks rates that these seeds cannot tell from the best one: the mean paired
      difference is one standard error at most, and 5 % of the first loss at most. At such a tie an optimizer takes the
      rate of ${reference}, if that has one. A percentage says how often the rate would be the best if the seeds were
      drawn anew from themselves. At right: the best rate, had the run ended there, and what the search took.
    </p>
    <div class="scroll" role="region" aria-label="Choice of learning rates and options" tabindex="0">
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">Optimizer</th>
            ${columns.map((rate) => html`<th scope="col">η = ${rate}</th>`)}${NAMES.map(
              (name) => html`<th scope="col">best at ${name}</th>`,
            )}
            <th scope="col">runs</th>
            <th scope="col">circuit evaluations</th>
            <th scope="col">shots</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, tuned, tuning }) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${columns.map((rate) => {
                  const tried = tuning.losses.find((loss) => loss.rate === rate);
                  if (!tried) return html`<td>${NONE}</td>`;
                  const text = decimal(tried.lossTrain, 4);
                  const chosen = rate === tuned.learningRate;
                  const mark = tried.tied && tuning.losses.filter(({ tied }) => tied).length > 1 ? " ~" : "";
                  return html`<td>
                    ${chosen ? html`<strong>${text}</strong>` : text}${mark}
                    ${tried.chance > 0 ? html`<small>${share(tried.chance, 0)}</small>` : nothing}
                  </td>`;
                })}${QUARTERS.map((at) => html`<td>${valueText(tuning.bestAt.find((best) => best.at === at)?.rate)}</td>`)}
                <td>${count(tuning.runs)}</td>
                <td>${count(tuning.circuits)}</td>
                <td>${tuning.shots > 0 ? count(tuning.shots) : "exact"}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${ownOptions(rows)}`;
}

/** Those without a learning rate: what was tried of their own options. */
function ownOptions(
  rows: readonly {
    name: string;
    tuning: NonNullable<NonNullable<OptimizerSummary["tuned"]>["tuning"]>;
    tuned: NonNullable<OptimizerSummary["tuned"]>;
  }[],
): Html {
  const own = rows.filter(({ tuning }) => tuning.losses.every(({ rate }) => rate === null));
  if (own.length === 0) return nothing;
  return html`<ul>
    ${own.map(
      ({ name, tuning }) =>
        html`<li>
          ${name}:
          ${tuning.losses
            .map(({ change, lossTrain }) => {
              const text = Object.keys(change).length === 0 ? "as given" : pairsText(change);
              const chosen = JSON.stringify(change) === JSON.stringify(tuning.chosen);
              return `${text}: ${decimal(lossTrain, 4)}${chosen ? " (chosen)" : ""}`;
            })
            .join("; ")}.
        </li>`,
    )}
  </ul>`;
}
