import { decode, encode, randomFrom, streams, UphillError } from "@uphill/core";
import type { Answer } from "./ask.js";
import { plainText } from "./guard.js";
import type { Optimizer, StepResult } from "./optimizer.js";
import type { Facts } from "./problem.js";

/** What was asked, told and answered in one run. {@link repeat} tries it once more. */
export interface Transcript {
  /** How the run began; null before its `init`. */
  readonly begun: { readonly size: number; readonly facts: Facts | undefined; readonly state: string } | null;
  /** Whole steps as text, in a random order. */
  readonly steps: readonly string[];
  /** The recommendation as text; null if there was none. */
  readonly recommended: string | null;
}

interface Step {
  readonly theta: Float64Array;
  readonly state: unknown;
  readonly key: readonly [number, number];
  readonly asked: readonly unknown[];
  readonly answers: readonly Answer[];
  readonly result: StepResult;
}

/**
 * Wraps an optimizer so that it writes down its run. If the run is longer than `most` characters, only some steps are
 * kept. Which ones is chosen at random.
 * @param optimizer the optimizer
 * @param options `seed` of that choice and of the order, default 0; `most` characters, default 2²⁵
 * @returns the wrapped optimizer, and `transcript`, which returns what was written so far
 */
export function recording(
  optimizer: Optimizer,
  { seed = 0, most = 2 ** 25 }: { seed?: number; most?: number } = {},
): { optimizer: Optimizer; transcript(): Transcript } {
  const { name, recommend } = optimizer;
  const order = streams(seed).stream("repeat");
  let begun: Transcript["begun"] = null;
  let recommended: string | null = null;
  let kept: { readonly place: number; readonly text: string }[] = [];
  let count = 0;
  let size = 0;
  function keep(step: Step): void {
    const text = plainText(name, step, "a step");
    kept.push({ place: order.at(count++).uniform(), text });
    size += text.length;
    while (size > most) {
      const last = kept.reduce((a, b) => (a.place > b.place ? a : b));
      kept = kept.filter((step) => step !== last);
      size -= last.text.length;
    }
  }
  return {
    transcript: () => ({
      begun,
      steps: [...kept].sort((a, b) => a.place - b.place).map(({ text }) => text),
      recommended,
    }),
    optimizer: {
      ...optimizer,
      init(size, facts) {
        const state = optimizer.init(size, facts);
        begun = { size, facts, state: plainText(name, { state }, "its state") };
        return state;
      },
      *step(theta, state, random) {
        const { key } = random;
        const before = theta.slice();
        const asked: unknown[] = [];
        const answers: Answer[] = [];
        const steps = optimizer.step(theta, state, random);
        let turn = steps.next();
        while (!turn.done) {
          asked.push(turn.value);
          const answer = yield turn.value;
          answers.push(answer);
          turn = steps.next(answer);
        }
        // Random numbers without a key cannot be had once more.
        if (key) keep({ theta: before, state, key, asked, answers, result: turn.value });
        return turn.value;
      },
      ...(recommend && {
        recommend(theta, state) {
          const point = recommend(theta, state);
          recommended = plainText(name, { theta, state, point }, "what it recommends");
          return point;
        },
      }),
    },
  };
}

/** So many of the steps are repeated twice. */
const AGAIN = 32;

/**
 * Repeats a run on a copy of its optimizer, to find out whether the optimizer is reproducible. It repeats `init` twice,
 * then the steps, in another order than they happened. The results must be the same. The problem is not asked again.
 * @param optimizer the copy
 * @param transcript what {@link recording} wrote
 * @param where where the copy runs, such as "in a fresh process", for the error
 * @throws UphillError "not-reproducible" if a result is another one, and everything that the optimizer throws
 */
export function repeat(optimizer: Optimizer, { begun, steps, recommended }: Transcript, where = ""): void {
  const { name } = optimizer;
  const insist = (holds: boolean, what: string, from: string, otherwise: string): void => {
    if (holds) return;
    throw new UphillError({
      code: "not-reproducible",
      who: name,
      got: `its run is not reproducible: ${what} that was repeated${where && ` ${where}`} with the same ${from} ${otherwise}`,
      wanted: "all that it remembers must be in its state, and all its randomness must come from random",
      todo: "Put what it keeps into the state that init and step return.",
    });
  };
  for (let turn = 0; begun && turn < 2; turn++) {
    const state = plainText(name, { state: optimizer.init(begun.size, begun.facts) }, "its state");
    insist(state === begun.state, "an init", "size and options", "came to another state");
  }
  // Backwards, what came after an even number of steps comes after an odd one.
  for (const text of [...steps, ...steps.slice(-AGAIN).reverse()]) {
    const { theta, state, key, asked, answers, result } = decode(text) as Step;
    const given = "θ, state, answers and random numbers";
    const running = optimizer.step(theta, state, randomFrom(key));
    let turn = running.next();
    for (let k = 0; !turn.done; k++) {
      const same = k < asked.length && plainText(name, turn.value, "a request") === encode(asked[k]);
      insist(same, "a step", given, "asked for something else");
      turn = running.next(answers[k]);
    }
    const found = plainText(name, turn.value, "the result of a step");
    insist(found === encode(result), "a step", given, "came to something else");
  }
  if (recommended === null || !optimizer.recommend) return;
  const { theta, state, point } = decode(recommended) as { theta: Float64Array; state: unknown; point: unknown };
  const found = encode(optimizer.recommend(theta, state));
  insist(found === encode(point), "a recommendation", "θ and state", "came to something else");
}
