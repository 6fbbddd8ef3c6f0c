import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UphillError } from "@uphill/core";
import Table from "cli-table3";
import type { Case } from "../case.js";
import { digits } from "../format.js";
import type { Plan } from "../race.js";
import { median, ratioOf, type Ratio } from "../statistics.js";
import type { Ask, Told } from "./serve.js";

/** A case that ran in two checkouts. */
export interface Compared extends Ratio {
  readonly id: string;
  readonly oursMs: number;
  readonly otherMs: number;
}

const HERE = fileURLToPath(new URL("../../..", import.meta.url));
const MOST_CALLS = 200;
const ROUNDS = 40;
/** Of fewer pairs the sign test says nothing with 95 %. */
const LEAST_ROUNDS = 6;

/** Times cases with the packages of this checkout and of another one in turns, each in a process of its own. */
export async function compareTrees(
  cases: readonly Case[],
  other: string,
  plan: Plan,
  done: (result: Compared) => void,
): Promise<Compared[]> {
  if (!existsSync(resolve(other, "packages/simulator/dist"))) {
    throw new UphillError({
      code: "options",
      who: "bench",
      got: `--against is "${other}"`,
      wanted: "it must be a checkout whose packages are built",
      todo: "Run `pnpm build` there.",
    });
  }
  const results: Compared[] = [];
  for (const one of cases) {
    if (one.against === "limit") continue;
    const sides = [HERE, resolve(other)].map((tree) => new Side(tree));
    try {
      const result = await compareCase(one.id, sides, plan);
      results.push(result);
      done(result);
    } finally {
      for (const side of sides) side.end();
    }
  }
  return results;
}

async function compareCase(id: string, sides: readonly Side[], plan: Plan): Promise<Compared> {
  const abouts: number[] = [];
  for (const side of sides) abouts.push(await side.about(id));
  const about = Math.max(...abouts);
  const repeats = Math.max(1, Math.min(MOST_CALLS, Math.floor(plan.turn / about)));
  const round = 2 * about * repeats;
  const rounds = Math.max(LEAST_ROUNDS, plan.leastRounds, Math.min(ROUNDS, Math.floor(plan.total / round)));
  const times: [number[], number[]] = [[], []];
  for (let k = 0; k < rounds; k++) {
    // Who begins changes, so that what the first leaves behind meets both.
    for (const side of k % 2 ? [1, 0] : [0, 1]) times[side].push(median(await sides[side].time(repeats)));
  }
  return { id, oursMs: median(times[0]), otherMs: median(times[1]), ...ratioOf(times[0], times[1]) };
}

/** A process that works with the packages of one checkout. */
class Side {
  readonly #child: ChildProcess;

  constructor(tree: string) {
    this.#child = fork(fileURLToPath(new URL("./side.js", import.meta.url)), [tree]);
  }

  async about(id: string): Promise<number> {
    const told = await this.#ask({ prepare: id });
    return "about" in told ? told.about : Number.NaN;
  }

  async time(repeats: number): Promise<readonly number[]> {
    const told = await this.#ask({ time: repeats });
    return "times" in told ? told.times : [];
  }

  end(): void {
    this.#child.kill();
  }

  #ask(ask: Ask): Promise<Told> {
    return new Promise((done, fail) => {
      const ended = (code: number | null): void => fail(new Error(`a side ended with status ${code ?? "unknown"}`));
      this.#child.once("exit", ended);
      this.#child.once("message", (told: Told) => {
        this.#child.off("exit", ended);
        done(told);
      });
      this.#child.send(ask);
    });
  }
}

/** The cases, for a terminal. */
export function comparedTable(results: readonly Compared[]): string {
  const head = ["case", "ours", "other", "ours ÷ other", "95 %", "rounds", ""];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const { id, oursMs, otherMs, ratio, low, high, rounds } of results) {
    const known = rounds >= LEAST_ROUNDS;
    const verdict = known && low > SLOWER ? "slower" : known && high < 1 / SLOWER ? "faster" : "";
    table.push([
      id,
      `${digits(oursMs)} ms`,
      `${digits(otherMs)} ms`,
      ratio.toFixed(3),
      `${low.toFixed(3)}–${high.toFixed(3)}`,
      String(rounds),
      verdict,
    ]);
  }
  return table.toString();
}

/** A case is slower where the whole interval lies above this. */
const SLOWER = 1.03;
