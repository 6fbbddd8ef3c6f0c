import { createHash } from "node:crypto";
import { describe as group, expect, test } from "vitest";
import {
  amplitudeWarnings,
  circles,
  describe,
  gaussian,
  groupClasses,
  linearlySeparable,
  parity,
  selectClasses,
  type Dataset,
} from "../src/index.js";

const letters: Dataset = {
  name: "letters",
  features: Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31, 40, 41),
  width: 2,
  rows: 5,
  labels: Int32Array.of(0, 1, 2, 1, 0),
  classes: ["a", "b", "c"],
  source: "made by hand",
  licence: "none",
  notes: ["Made by hand."],
};

group("describe", () => {
  test("counts rows and hashes features as little-endian float64", () => {
    const bytes = Buffer.alloc(80);
    letters.features.forEach((x, k) => bytes.writeDoubleLE(x, 8 * k));
    expect(describe(letters)).toEqual({
      name: "letters",
      samples: 5,
      features: 2,
      classes: [
        { label: "a", count: 2 },
        { label: "b", count: 2 },
        { label: "c", count: 1 },
      ],
      sha256: createHash("sha256").update(bytes).digest("hex"),
      source: "made by hand",
      licence: "none",
    });
  });

  test("takes parts as one, in order", () => {
    const two = describe(letters, { ...letters, features: letters.features.map((x) => -x) });
    expect(two.samples).toBe(10);
    expect(two.classes[1]).toEqual({ label: "b", count: 4 });
    const bytes = Buffer.alloc(160);
    letters.features.forEach((x, k) => bytes.writeDoubleLE(x, 8 * k));
    letters.features.forEach((x, k) => bytes.writeDoubleLE(-x, 80 + 8 * k));
    expect(two.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  test("carries citation and ceiling, and refuses parts that differ", () => {
    expect(describe(parity({ rows: 4, seed: 1 })).ceiling!.accuracy).toBe(1);
    expect(describe(linearlySeparable({ rows: 4, seed: 1 })).citation).toContain("arXiv:2403.07059");
    expect(() => describe(letters, { ...letters, classes: ["a", "b", "d"] })).toThrow(
      "parts of letters have other features",
    );
    expect(() => describe()).toThrow("there is no part");
  });
});

group("groupClasses", () => {
  test("joins classes, in the order given, and leaves others out", () => {
    const { labels, classes, features, notes } = groupClasses(letters, { late: ["c", "b"], early: ["a"] });
    expect(classes).toEqual(["late", "early"]);
    expect(Array.from(labels)).toEqual([1, 0, 0, 0, 1]);
    expect(features).toEqual(letters.features);
    expect(notes).toEqual(["Made by hand.", "Joined classes to groups late (c, b) and early (a): 5 of 5 rows."]);
    expect(Array.from(groupClasses(letters, { x: ["a"], y: ["c"] }).labels)).toEqual([0, 1, 0]);
  });

  test.each([
    [{ x: ["a"] }, "1 groups of classes are named"],
    [{ x: ["a"], y: [] }, "group y has no class"],
    [{ x: ["a"], y: ["a", "b"] }, "class a is named twice"],
    [{ x: ["a"], y: ["e"] }, "class e is asked for"],
  ])("refuses %o", (groups: Record<string, string[]>, message) => {
    expect(() => groupClasses(letters, groups)).toThrow(message);
  });
});

test("the ceiling of all classes is forgotten where some are selected", () => {
  const data = gaussian({ rows: 30, seed: 1, classes: 3 });
  expect(data.ceiling).toBeDefined();
  expect(selectClasses(data, ["0", "2"]).ceiling).toBeUndefined();
});

group("amplitudeWarnings", () => {
  test.each([
    ["opposite means", gaussian({ rows: 400, seed: 1, angle: 180, antipodal: "allow" })],
    ["one direction, two lengths", circles({ rows: 400, seed: 2 })],
    ["a cut through the middle", linearlySeparable({ rows: 400, seed: 3, features: 6 })],
  ])("warns of %s", (_, data) => {
    const [warning, ...more] = amplitudeWarnings(data);
    expect(more).toEqual([]);
    expect(warning).toMatch(
      /^Amplitude encoding forgets a row's length and sign, and without them classes \w+ and \w+ of /,
    );
    expect(amplitudeWarnings(data)).toEqual([warning]);
  });

  test.each([
    ["means at 90 degrees", gaussian({ rows: 400, seed: 1 })],
    ["means at 140 degrees", gaussian({ rows: 400, seed: 1, angle: 140 })],
    ["exclusive or", parity({ rows: 400, seed: 1, noise: 0.3 })],
  ])("is silent about %s", (_, data) => {
    expect(amplitudeWarnings(data)).toEqual([]);
  });

  test("names the pair that is alike among several", () => {
    const three = gaussian({ rows: 600, seed: 1, classes: 3, features: 8 });
    // Class 2 becomes the mirror image of class 0.
    const features = three.features.slice();
    for (let row = 2; row < 600; row += 3)
      for (let i = 0; i < 8; i++) features[row * 8 + i] = -features[(row - 2) * 8 + i];
    const warnings = amplitudeWarnings({ ...three, features });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("classes 0 and 2 of gaussian");
  });
});
