import { expect, test } from "vitest";
import { cases } from "../src/cases/index.js";
import { chart } from "../src/chart.js";
import { figuresText, replaceFigures } from "../src/docs.js";
import { digits, times } from "../src/format.js";
import type { Side } from "../src/race.js";
import { judgeLimit, judgePeers, judgeSelf, OURS } from "../src/result.js";
import { cells, resultTable, sidesTable } from "../src/table.js";

const side = (name: string, ms: number, threads = 1, counts = true): Side => ({
  name,
  threads,
  counts,
  ms,
  low: ms,
  high: ms,
  calls: 1,
});
const one = { id: "some-case", about: "some work", bar: 4 };

test("peers are judged on one thread, by the fastest that counts", () => {
  const sides = [
    side(OURS, 2),
    side(OURS, 1.5, 2),
    side("a", 9),
    side("b", 8),
    side("trick", 1, 1, false),
    side("c", 3, 2),
  ];
  const result = judgePeers(one, sides, []);
  expect(result).toMatchObject({ oursMs: 2, best: { name: "b", ms: 8 }, ratio: 4, pass: true });
  expect(result.twoThreads).toEqual({ oursMs: 1.5, best: { name: "c", ms: 3 }, ratio: 2 });
  expect(judgePeers({ ...one, bar: 4.1 }, sides, []).pass).toBe(false);
});

test("without peers nothing is judged", () => {
  expect(judgePeers(one, [side(OURS, 2)], [])).toMatchObject({
    oursMs: 2,
    best: null,
    ratio: null,
    pass: null,
    twoThreads: null,
  });
});

test("ours against ours: the second side over the first", () => {
  expect(judgeSelf(one, [side(OURS, 2), side("loop", 7)])).toMatchObject({
    best: { name: "loop", ms: 7 },
    ratio: 3.5,
    pass: false,
  });
});

test("a limit is better low", () => {
  expect(judgeLimit({ ...one, bar: 320 }, "MiB", 259)).toMatchObject({ ours: 259, oursMs: null, pass: true });
  expect(judgeLimit({ ...one, bar: 320 }, "MiB", 320)).toMatchObject({ pass: true });
  expect(judgeLimit({ ...one, bar: 60 }, "ms", 61)).toMatchObject({ ours: 61, oursMs: 61, ratio: null, pass: false });
});

test("rows of the table", () => {
  const peers = judgePeers(one, [side(OURS, 2), side("b", 8)], []);
  expect(cells(peers)).toEqual(["some-case", "2.00 ms", "8.00 ms", "b", "4.0 ×", "≥ 4 ×", "yes", ""]);
  expect(cells(judgePeers(one, [side(OURS, 2)], [])).slice(2, 7)).toEqual(["–", "", "–", "≥ 4 ×", "–"]);
  expect(cells(judgeLimit({ ...one, bar: 320 }, "MiB", 400)).slice(1)).toEqual([
    "400 MiB",
    "–",
    "",
    "–",
    "≤ 320 MiB",
    "no",
    "",
  ]);
  expect(resultTable([peers])).toContain("some-case");
  expect(sidesTable([judgePeers(one, [side(OURS, 2), side("trick", 1, 1, false)], [])])).toContain("trick *");
});

test("numbers have three digits", () => {
  expect([0.01234, 0.1234, 1.234, 12.34, 123.4, 1234].map(digits)).toEqual([
    "0.012",
    "0.123",
    "1.23",
    "12.3",
    "123",
    "1234",
  ]);
  expect(digits(Number.NaN)).toBe("–");
  expect([times(0.61), times(12.4), times(null)]).toEqual(["0.6 ×", "12 ×", "–"]);
});

test("figures replace what stands between the marks and nothing else", () => {
  const page = "before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n";
  const results = [judgePeers(one, [side(OURS, 2), side("b", 8)], [{ name: "c", why: "a|b" }])];
  const machine = { processor: "P", cores: 2, memoryGiB: 24, system: "s", node: "20.0.0" };
  const text = figuresText({ machine, versions: { b: "1.0" }, quick: true, results });
  const after = replaceFigures(page, text);
  expect(after).toContain("P, 2 cores, 24 GiB; s, Node 20.0.0; b 1.0. A quick run of few rounds.");
  expect(after).toContain("| some-case | 2.00 ms | 8.00 ms | b | 4.0 × | ≥ 4 × | yes |  | some work |");
  expect(after).toContain("| some-case | c | a\\|b |");
  expect(after).not.toContain("old");
  expect(after.startsWith("before\n") && after.endsWith("after\n")).toBe(true);
  expect(replaceFigures(after, text)).toBe(after);
  expect(() => replaceFigures("no marks", text)).toThrow(/^bench:peers: docs\/bench.md has no block/);
});

test("the chart shows what was compared", () => {
  const svg = chart([judgePeers(one, [side(OURS, 2), side("b", 8)], []), judgeLimit(one, "ms", 3)]);
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).toContain("4.0 ×");
});

test("the cases", () => {
  expect(Object.fromEntries(cases.map(({ id, against, bar }) => [id, `${against} ${bar}`]))).toMatchInlineSnapshot(`
    {
      "batch-forward": "peers 4",
      "batch-jacobian": "peers 8",
      "batch-vjp": "peers 12",
      "cold-start": "limit 60",
      "forward-10": "peers 2",
      "forward-14": "peers 2",
      "forward-18": "peers 2",
      "forward-20": "peers 3",
      "forward-22": "peers 3",
      "forward-24": "peers 3",
      "gradient-10": "peers 3",
      "gradient-14": "peers 3",
      "gradient-18": "peers 3",
      "gradient-20": "peers 3",
      "memory-24": "limit 320",
      "parameter-shift": "self 3",
      "threads-20": "self 1.7",
      "threads-22": "self 1.7",
      "training-step": "peers 5",
      "vjp-60000": "self 3",
    }
  `);
});
