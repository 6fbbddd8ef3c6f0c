import { describe, expect, it } from "vitest";
import { plateauSigns, type HistoryPoint } from "../src/index.js";

/** A history with these losses from start to end, and gradient norms at every fourth part. */
function history(first: number, last: number, norm: number): { history: HistoryPoint[] } {
  return {
    history: Array.from({ length: 21 }, (_, k) => ({
      progress: k / 20,
      step: k,
      circuits: 0,
      shots: 0,
      loss: first + (k / 20) * (last - first),
      gradientNorm: k % 5 === 0 ? norm : null,
    })),
  };
}

describe("the sign of a plateau", () => {
  it("is given where all runs are flat and still, with the figure", () => {
    expect(plateauSigns([history(1, 0.995, 0.02), history(2, 2, 0.001)])).toEqual([
      {
        code: "plateau",
        text: "|∇L| was 0.020 at most, and the loss stayed within 1 % of its start: the runs never left a plateau, and no optimizer can be ranked by them.",
      },
    ]);
    expect(plateauSigns([history(1, 1, 0)])[0].text).toContain("the run never left a plateau");
  });

  it.each([
    ["the loss fell", [history(1, 0.98, 0.02)]],
    ["the gradient is no small one", [history(1, 1, 0.06)]],
    ["the loss is as small as the gradient, as at a minimum", [history(0.001, 0.001, 0.001)]],
    ["one run got off", [history(1, 1, 0.02), history(1, 0.5, 0.3)]],
    ["nothing is finite", [history(NaN, NaN, NaN)]],
    ["there are no runs", []],
  ])("is not given where %s", (_, runs) => {
    expect(plateauSigns(runs)).toEqual([]);
  });
});
