import { decode, encode, isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { minimize, optimizers, sgd, adam, type Checkpoint, type MinimizeOptions } from "../src/index.js";
import { bowl, valley } from "./problems.js";

const options = (more: Partial<MinimizeOptions> = {}): MinimizeOptions => ({
  optimizer: adam(),
  problem: bowl(1, 2, 3),
  start: [1, 2, 3],
  steps: 6,
  random: 3,
  ...more,
});

function refused(from: unknown, more: Partial<MinimizeOptions> = {}): string {
  try {
    minimize(options({ ...more, from: from as Checkpoint }));
  } catch (error) {
    if (isUphillError(error) && error.code === "checkpoint") return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("checkpoints", () => {
  // A new optimizer joins by standing in the registry.
  it.each(Object.keys(optimizers))(
    "of %s go through JSON in every form, and the run goes on to the same bits",
    (name) => {
      const run = options({ optimizer: optimizers[name](), problem: valley(1, 2, 3), steps: 8 });
      const seen: Checkpoint[] = [];
      const whole = minimize({ ...run, onStep: (info) => seen.push(info) });
      for (const info of [seen[0], seen[3]]) {
        const { step, theta, state, observers, account, best } = info;
        const parts = { step, theta, state, ...(observers && { observers }), account, best };
        const forms = [
          JSON.parse(JSON.stringify(info)),
          JSON.parse(JSON.stringify(parts)),
          JSON.parse(JSON.stringify({ ...parts, theta: Array.from(theta) })),
          JSON.parse(encode(parts)),
          decode(encode(parts)),
          structuredClone(info),
        ] as Checkpoint[];
        for (const from of forms) expect(encode(minimize({ ...run, from }))).toBe(encode(whole));
      }
      expect(encode(minimize({ ...run, from: whole.checkpoint }))).toBe(encode(whole));
    },
  );

  it("written whole keep what JSON has no word for", () => {
    const { checkpoint } = minimize(options({ start: [-0, 1, 1], steps: 0 }));
    const read = minimize(options({ steps: 0, from: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint }));
    expect(read.theta).toEqual(Float64Array.of(-0, 1, 1));
  });

  it("are named where they are another optimizer's", () => {
    const { checkpoint } = minimize(options({ steps: 2 }));
    expect(refused(checkpoint, { optimizer: sgd() })).toBe(
      'minimize: the checkpoint is one of "adam", but this run\'s optimizer is "sgd". ' +
        "Go on with the optimizer that wrote it, or begin anew from its theta.",
    );
    const nameless = { ...minimize(options({ optimizer: sgd(), steps: 2 })).checkpoint, optimizer: undefined };
    expect(refused(nameless)).toContain('in the checkpoint, but it must be a state of "adam"');
  });

  it("are refused where they are broken, each part by its name", () => {
    const whole = JSON.parse(JSON.stringify({ ...minimize(options({ steps: 2 })).checkpoint })) as Record<
      string,
      unknown
    >;
    const but = (change: object): unknown => ({ ...whole, ...change });
    expect(refused("step 3")).toContain('from is "step 3"');
    expect(refused(null)).toContain("from is null");
    expect(refused([])).toContain("from is []");
    expect(refused({})).toContain("step of the checkpoint is undefined");
    expect(refused(minimize(options()))).toContain("Give the result's checkpoint: from: result.checkpoint.");
    expect(refused(but({ step: -1 }))).toContain("step of the checkpoint is -1");
    expect(refused(but({ step: 7 }))).toContain("the checkpoint stands behind step 7, but the run has 6 steps in all");
    expect(refused(but({ theta: [1, 2] }))).toContain("theta of the checkpoint has 2 numbers, but the problem has 3");
    expect(refused(but({ theta: [1, null, 2] }))).toContain("number 1 of the checkpoint's theta is null");
    expect(refused(but({ theta: "1 2 3" }))).toContain("theta of the checkpoint");
    expect(refused(but({ account: { circuits: 1 } }))).toContain("the account of the checkpoint");
    expect(refused(but({ best: 3 }))).toContain("best of the checkpoint is 3");
    expect(refused(but({ best: { theta: [1], value: 2 } }))).toContain("best.theta of the checkpoint has 1 numbers");
    expect(refused(but({ state: undefined }))).toContain("state is missing");
    const state = whole.state as { count: number; rule: object };
    expect(refused(but({ state: { ...state, count: "2" } }))).toContain('state.count is "2"');
    expect(refused(but({ state: { ...state, rule: {} } }))).toContain("is missing in the checkpoint");
    const rule = (change: object): unknown => but({ state: { ...state, rule: { ...state.rule, ...change } } });
    expect(refused(rule({ mean: [1, 2] }))).toContain("state.rule.mean has 2 numbers of 3");
    expect(refused(rule({ mean: [1, null, 2] }))).toContain("state.rule.mean[1] is null");
    expect(refused(rule({ mean: { 0: 1, 1: null, 2: 1 } }))).toContain("null among its numbers");
  });
});
