import type { Answer } from "../../ask.js";
import type { Problem } from "../../problem.js";
import { defineLaw, insist, same } from "../law.js";
import { noisy, recorded } from "../noisy.js";

/** The problem, with one number of one answer replaced. */
function spoilt(at: number, part: "value" | "gradient" | "metric", bad: number): Problem {
  let asked = 0;
  return {
    ...noisy(),
    answer(request, place) {
      const answer = noisy().answer(request, place) as Answer;
      if (asked++ !== at) return answer;
      return answer.map((entry, k) => {
        if (k < answer.length - 1) return entry;
        if (part === "value") return { ...entry, value: bad };
        return { ...entry, [part]: entry[part]!.map((value, i) => (i === 1 ? bad : value)) };
      });
    },
  };
}

export const nan = defineLaw({
  name: "nan",
  slow: true,
  about: "an answer of NaN or Infinity ends the run as diverged, at its last whole step",
  check({ run, checkpoints }) {
    const all = checkpoints();
    const { problem, exchanges } = recorded(noisy());
    run({ problem });
    for (const bad of [NaN, Infinity, -Infinity]) {
      exchanges.forEach(({ request: { kind }, place }, at) => {
        const parts = kind === "gradient" || kind === "metric" ? (["value", kind] as const) : (["value"] as const);
        for (const part of parts) {
          const result = run({ problem: spoilt(at, part, bad) });
          const told = `told a ${part} of ${bad} in step ${place.step}, the run`;
          insist(result.stopped === "diverged", `${told} ended as ${result.stopped}`);
          insist(
            result.steps === place.step && same(result.theta, all[result.steps].theta),
            `${told} did not end at its last whole step`,
          );
        }
      });
    }
    return undefined;
  },
});
