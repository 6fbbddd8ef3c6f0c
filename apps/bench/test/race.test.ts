import { expect, test } from "vitest";
import type { Competitor } from "../src/competitor.js";
import { race } from "../src/race.js";
import { median, quantile } from "../src/statistics.js";

test("median and quantiles", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([0, 10], 0.1)).toBe(1);
  expect(median([])).toBeNaN();
  const given = [3, 1, 2];
  median(given);
  expect(given).toEqual([3, 1, 2]);
});

function scripted(name: string, about: number, log: string[]): Competitor {
  return {
    name,
    threads: 1,
    counts: true,
    about,
    time(repeats) {
      log.push(`${name} ${repeats}`);
      return Array.from({ length: repeats }, () => about);
    },
  };
}

test("sides take turns, the fast ones with more calls a turn", async () => {
  const log: string[] = [];
  const sides = await race([scripted("a", 5, log), scripted("b", 50, log)], {
    turn: 20,
    total: 210,
    leastRounds: 1,
    mostRounds: 9,
  });
  // A round is 4 × 5 ms + 1 × 50 ms, so three fit.
  expect(log).toEqual(["a 4", "b 1", "a 4", "b 1", "a 4", "b 1"]);
  expect(sides).toEqual([
    { name: "a", threads: 1, counts: true, ms: 5, low: 5, high: 5, calls: 12 },
    { name: "b", threads: 1, counts: true, ms: 50, low: 50, high: 50, calls: 3 },
  ]);
});

test("a side that is far too slow has two rounds, the others theirs", async () => {
  const log: string[] = [];
  await race([scripted("a", 10, log), scripted("slow", 1000, log)], {
    turn: 10,
    total: 100,
    leastRounds: 4,
    mostRounds: 9,
  });
  expect(log.filter((line) => line === "a 1")).toHaveLength(9);
  expect(log.filter((line) => line === "slow 1")).toHaveLength(2);
});
