import type { Totals } from "../../ledger.js";
import { defineLaw, insist, same, STEPS } from "../law.js";
import { noisy, recorded } from "../noisy.js";

export const accounting = defineLaw({
  name: "accounting",
  about: "every ask is paid for, in the phase that it named, and no step goes on for nothing",
  check({ run }) {
    const { problem, exchanges } = recorded(noisy());
    const { account, stopped } = run({ problem });
    insist(stopped === "steps", `the run ended as ${stopped}`);
    insist(account.rounds === exchanges.length, `${exchanges.length} asks were charged as ${account.rounds} rounds`);
    insist(!account.unpriced, "answers that have a price were not charged");
    const totals: Record<string, { circuits: number; shots: number; rounds: number }> = {};
    for (const { request } of exchanges) {
      const cost = problem.price(request);
      const sum = (totals[request.phase] ??= { circuits: 0, shots: 0, rounds: 0 });
      sum.circuits += cost.circuits;
      sum.shots += cost.shots ?? 0;
      sum.rounds += cost.rounds;
    }
    const pairs = (phases: Readonly<Record<string, Totals>>): unknown =>
      Object.entries(phases).map(([phase, { circuits, shots, rounds }]) => [phase, circuits, shots, rounds]);
    insist(same(pairs(account.phases), pairs(totals)), "the account by phase is not the sum of what was asked");
    insist(!("report" in account.phases), "monitoring was charged");
    const asking = new Set(exchanges.map(({ place }) => place.step)).size;
    insist(
      asking === STEPS,
      `${STEPS - asking} of ${STEPS} steps asked for nothing: a run without a limit of steps must end`,
    );
    const places = new Set(exchanges.map(({ place }) => Object.values(place).join())).size;
    insist(places === exchanges.length, "two asks share the address of their randomness");
    return `${account.circuits} circuits, ${account.rounds} rounds in ${STEPS} steps`;
  },
});
