import type { Case, PeersCase } from "./case.js";
import { startThreads } from "./circuit.js";
import { local } from "./competitor.js";
import { ours } from "./ours.js";
import type { Field } from "./peers/field.js";
import { race, type Plan } from "./race.js";
import { judgeLimit, judgePeers, judgeSelf, OURS, type CaseResult } from "./result.js";
import { median } from "./statistics.js";

/** Runs one case. @param field the peers, or undefined for our side alone */
export async function runCase(
  one: Case,
  options: { readonly plan: Plan; readonly threads: readonly number[]; readonly field?: Field },
): Promise<CaseResult> {
  if (one.against === "peers") return againstPeers(one, options);
  if (one.against === "self") {
    const { weights, ours: own, other, release } = await one.prepare();
    const sides = await race([local(OURS, 1, weights, own), local(one.other, 1, weights, other)], options.plan);
    release();
    return judgeSelf(one, sides);
  }
  const found: number[] = [];
  for (let k = 0; k < Math.min(one.times, options.plan.mostRounds); k++) found.push(await one.measure());
  return judgeLimit(one, one.unit, median(found));
}

async function againstPeers(
  one: PeersCase,
  { plan, threads, field }: { readonly plan: Plan; readonly threads: readonly number[]; readonly field?: Field },
): Promise<CaseResult> {
  await startThreads(Math.max(...threads));
  const own = threads.map((count) => ours(one.workload, count));
  const { competitors, refused } = (await field?.enter(one.workload, own[0])) ?? { competitors: [], refused: [] };
  const sides = await race([...own.map(({ competitor }) => competitor), ...competitors], plan);
  for (const { release } of own) release();
  return judgePeers(one, sides, refused);
}
