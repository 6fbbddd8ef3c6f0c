import { cases } from "../cases/index.js";
import { startThreads } from "../circuit.js";
import { local, type Competitor } from "../competitor.js";
import { ours } from "../ours.js";
import { OURS } from "../result.js";

/** What the parent asks for. */
export type Ask = { readonly prepare: string } | { readonly time: number } | { readonly release: true };

/** What it is told: how long a call takes about, or times in ms. */
export type Told = { readonly about: number } | { readonly times: readonly number[] } | { readonly released: true };

let current: { readonly competitor: Competitor; release(): void } | undefined;

/** Answers the parent, one ask after the other. */
export function serve(): void {
  process.on("message", (ask: Ask) => {
    void answer(ask).then((told) => process.send!(told));
  });
}

async function answer(ask: Ask): Promise<Told> {
  if ("prepare" in ask) {
    current = await prepare(ask.prepare);
    return { about: current.competitor.about };
  }
  if ("time" in ask) return { times: await current!.competitor.time(ask.time) };
  current?.release();
  return { released: true };
}

async function prepare(id: string): Promise<NonNullable<typeof current>> {
  const one = cases.find((other) => other.id === id)!;
  await startThreads(2);
  if (one.against === "peers") {
    const { competitor, release } = ours(one.workload, 1);
    return { competitor, release };
  }
  if (one.against === "limit") throw new Error(`${id} is no race`);
  const { weights, ours: call, release } = await one.prepare();
  return { competitor: local(OURS, 1, weights, call), release };
}
