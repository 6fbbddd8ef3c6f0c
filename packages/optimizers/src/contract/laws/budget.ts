import { defineLaw, insist, same, STEPS } from "../law.js";
import { noisy, recorded } from "../noisy.js";

export const budget = defineLaw({
  name: "budget",
  slow: true,
  about: "no budget is overstepped, and a run that ends on it ends at its last whole step",
  check({ run, checkpoints }) {
    const all = checkpoints();
    for (const unit of ["circuits", "shots", "rounds"] as const) {
      for (let limit = 0; limit <= 40; limit++) {
        const { problem, exchanges } = recorded(noisy());
        const result = run({ problem, budget: { [unit]: limit } });
        const spent = exchanges.reduce((sum, { request }) => sum + (problem.price(request)[unit] ?? 0), 0);
        const at = `with ${limit} ${unit}`;
        insist(result.account[unit] === spent && spent <= limit, `${at}, ${spent} were spent`);
        insist(
          result.stopped === (result.steps === STEPS ? "steps" : "budget"),
          `${at}, it ended as ${result.stopped}`,
        );
        insist(
          same(result.theta, all[result.steps].theta) && same(result.state, all[result.steps].state),
          `${at}, it ended elsewhere than at its last whole step`,
        );
        insist(
          result.steps === STEPS || all[result.steps + 1].account[unit] > limit,
          `${at}, a step was not taken that would have fitted`,
        );
      }
    }
    return undefined;
  },
});
