import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { adam, minimize, minimizeAsync, optimizers, schedules } from "../src/index.js";
import { bowl } from "./problems.js";

const base = { optimizer: adam(), problem: bowl(1), start: [3], steps: 2 };

/** The sentence of an UphillError; everything else goes on. */
function refused(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("options of a run", () => {
  const run = (more: object): string => refused(() => minimize({ ...base, ...more }));

  it("are refused where unknown, with the nearest name", () => {
    expect(run({ seed: 1 })).toContain('there is an option "seed"');
    expect(run({ stesp: 1 })).toContain('Did you mean "steps"?');
    expect(run({ onstep: () => 0 })).toContain('Did you mean "onStep"?');
    expect(run({ budget: { circuit: 3 } })).toContain('Did you mean "circuits"?');
    expect(refused(() => minimize(3 as never))).toContain("it was given 3");
    expect(refused(() => minimize(undefined as never))).toContain("it was given undefined");
  });

  it.each([
    ["steps", undefined, "steps is missing"],
    ["steps", -1, "steps is -1"],
    ["steps", 1.5, "steps is 1.5"],
    ["steps", NaN, "steps is NaN"],
    ["steps", "10", 'steps is "10"'],
    ["optimizer", undefined, "optimizer is missing"],
    ["optimizer", "adam", 'optimizer is "adam", but it must be what a call such as adam('],
    ["optimizer", adam, "Call it: adam()."],
    ["optimizer", { name: "mine" }, "optimizer is {"],
    ["problem", undefined, "problem is missing"],
    ["problem", (x: number) => x, "Make one with functionProblem"],
    ["start", undefined, "start is missing"],
    ["start", 3, "start is 3"],
    ["start", ["3"], "not finite"],
    ["budget", 100, "it was given 100"],
    ["budget", { circuits: -1 }, "circuits of the budget is -1"],
    ["budget", { shots: "many" }, 'shots of the budget is "many"'],
    ["random", -1, "random is -1"],
    ["random", "seed", 'random is "seed"'],
    ["tolerance", -1, "tolerance is -1"],
    ["signal", true, "controller.signal"],
    ["onStep", 3, "onStep is 3"],
    ["clock", 3, "clock is 3"],
  ])("%s: %o is refused in one sentence", async (name, value, sentence) => {
    expect(run({ [name]: value })).toContain(sentence);
    await expect(minimizeAsync({ ...base, [name]: value })).rejects.toThrow(sentence);
  });
});

// New optimizers and schedules join by standing in their registries.
describe.each(Object.entries({ ...optimizers, ...schedules }))("%s", (_, family) => {
  it.each([0.1, "fast", null, [1], true, () => 1, 3n, new Float64Array(2)])("refuses %o for options", (given) => {
    expect(refused(() => family(given as never))).toContain(`${family.name}: it was given `);
  });
});
