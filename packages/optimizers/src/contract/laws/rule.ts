import type { Optimizer } from "../../optimizer.js";
import { defineLaw, insistSame, START } from "../law.js";

export const rule = defineLaw({
  name: "rule",
  about: "a rule takes rate, schedule and clipping from outside, and does not mind who scales",
  check({ family, make }) {
    if (!make().rule) return "not a rule";
    const loose = family as unknown as (options: object) => Optimizer;
    const update = (bound: Optimizer, gradient: number[], learningRate?: number): unknown =>
      bound.rule!.update({
        theta: Float64Array.from(START),
        gradient: Float64Array.from(gradient),
        state: bound.rule!.init(3),
        count: 1,
        ...(learningRate !== undefined && { learningRate }),
      });
    const plain = update(make(0.25), [3, 0, -4]);
    const expectSame = (what: string, other: unknown): void =>
      insistSame(plain, other, `${what} does not give the same step`);
    expectSame("a rate from outside", update(make(9), [3, 0, -4], 0.25));
    expectSame("a schedule", update(loose({ learningRate: 0.5, schedule: "step:1:0.5" }), [3, 0, -4]));
    expectSame(
      "a schedule under a rate from outside",
      update(loose({ learningRate: 9, schedule: "step:1:0.5" }), [3, 0, -4], 0.5),
    );
    expectSame("clipping by value", update(loose({ learningRate: 0.25, clipValue: 4 }), [3, 0, -1000]));
    expectSame("clipping by norm", update(loose({ learningRate: 0.25, clipNorm: 5 }), [6, 0, -8]));
    return undefined;
  },
});
