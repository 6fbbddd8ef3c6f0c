import { CLOCK } from "../budget.js";
import { problemFamilies } from "../experiment.js";
import type { PresetSummary } from "../summary.js";
import { valueText } from "./format.js";
import { html, nothing, type Html } from "./html.js";

/** What is used of a results folder's manifest. */
export interface ReportManifest {
  readonly identityHash: string;
  readonly identity: unknown;
  readonly circumstances: Readonly<Record<string, unknown>>;
  readonly status: string;
}

/** How the statistics are made, for a reader who doubts them. */
export function methods(presets: readonly PresetSummary[]): Html {
  const models = new Set(presets.flatMap(({ problem }) => problemFamilies[problem.name].baselines?.methods ?? []));
  return html`<section id="methods">
    <h2>How the statistics are made</h2>
    <ul>
      <li>
        <strong>Paired seeds.</strong> Under one seed, every optimizer meets the same rows, the same start, the same
        batches and the same shots. Differences to the reference are taken seed by seed. An optimizer with another
        <code>shotSeed</code> meets other shots and the same of all else.
      </li>
      <li>
        <strong>Intervals</strong> are two-sided 95 % intervals of a mean by Student’s t; one seed has none. They are
        cut to what is possible, and left out where they say no more than that. Where a run has no finite value, the
        mean has none either: nothing is dropped.
      </li>
      <li>
        <strong>Differences</strong> in percent are geometric means of loss ratios, less 1, with the interval of the
        mean logarithm. Where some final loss is below 1 % of its first one, a ratio says little: the difference is then
        Hodges and Lehmann’s median of the paired differences, in the loss’s own unit, with the interval that belongs to
        Wilcoxon’s test. Intervals of a difference do not contain the uncertainty of the choice of the rates.
      </li>
      <li>
        <strong>p-values</strong> are those of Wilcoxon’s signed-rank test of the logarithms of the ratios, or of the
        differences, two-sided. Up to 50 pairs they are exact: all signs of the ranks are counted. Below six pairs none
        is given, because even a clean sweep would prove nothing. None is given either where a run failed or diverged.
      </li>
      <li>
        <strong>Several comparisons</strong> with the reference in one group are corrected by Holm’s method, which
        counts all comparisons of the group; the verdict rests on the corrected values, at 5 %. Everyone against
        everyone stands in the JSON document, to explore.
      </li>
      <li>
        <strong>A rule or its rate.</strong> Where the chosen rates of an optimizer and the reference differ, both are
        run at either’s rate too. “Better” and “worse” are said only if the loser also loses at the winner’s rate. An
        optimizer that took the reference’s rate at a near tie is also run at its own best rate before it is called
        worse. Holm’s correction is then of the larger p-value. An optimizer that takes the reference’s very steps at
        its own rate is not ranked against it.
      </li>
      <li>
        <strong>Tuning</strong> gives every optimizer the same number of trials on the same list of learning rates, on
        seeds that are used for nothing else; one without a learning rate gets as many trials of its own options, drawn
        from the space that it declares. While the best rate lies at an edge, the next rate beyond it is tried too,
        three on each side at most. The lowest mean final value of what is minimised is chosen. An optimizer takes the
        reference’s rate where these seeds cannot tell it from its own best one. Options that scale with the learning
        rate keep their proportion to it.
      </li>
      <li>
        <strong>Final values are exact</strong>: what is minimised, the other figures and the gradient norm are computed
        without shots and over all rows, whatever the training saw; this monitoring is never charged.
      </li>
      <li>
        <strong>Costs.</strong> One circuit evaluation is one circuit at one weight vector for one input row in one
        measurement basis; shots are its repetitions. A gradient costs the price of parameter shift even where an
        adjoint sweep computed it. Weights that cannot move the readout are free; what they would cost stands beside.
        Time on a device is rounds × latency + circuits × set-up + shots × (depth × gate + readout), at the figures in
        the settings.
      </li>
      ${
        presets.some(({ stops }) => stops)
          ? html`<li>
              <strong>Stopping rules</strong> look at whole steps, and at what the optimizer saw. Their own questions
              are charged. A run that a rule ended has its final values at the point that the rule or the optimizer
              recommends; curves stay there to the end. Where a rule ends runs at a loss, their final losses are not
              compared: the table counts them, and the verdict tells what they cost. Trials of tuning have every rule
              but such a one.
            </li>`
          : nothing
      }
      ${[...models].map((text) => html`<li>${text}</li>`)}
      <li><strong>Identical</strong> means the same loss to the bit in every run at every recorded point.</li>
    </ul>
  </section> `;
}

/** What it takes to get the same numbers again, and what was so when these were made. */
export function provenance(
  command: string,
  { identityHash, identity, circumstances, status }: ReportManifest,
  clocked: boolean,
): Html {
  const versions = isRecord(identity) && isRecord(identity.versions) ? identity.versions : {};
  return html`<section id="reproduce">
    <h2>To reproduce it</h2>
    <pre><code>${command}</code></pre>
    <p>
      Identity <code>${identityHash}</code>: the SHA-256 of all options, the data’s hash and the versions below.
      ${clocked ? CLOCK : "The same identity gives the same numbers, to the bit."} Status: ${status}.
    </p>
    ${table("Versions", versions)} ${table("Circumstances, which do not change the numbers", circumstances)}
  </section> `;
}

function table(title: string, entries: Readonly<Record<string, unknown>>): Html {
  const rows = Object.entries(entries);
  if (rows.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <div class="scroll" role="region" aria-label="${title}" tabindex="0">
      <table class="pairs">
        <tbody>
          ${rows.map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${valueText(value)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div> `;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
