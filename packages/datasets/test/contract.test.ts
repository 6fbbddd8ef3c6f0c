import { describe, expect, test } from "vitest";
import { hashDataset, sets, type SyntheticDataset } from "../src/index.js";

// Laws of every generated set; a new one joins by standing in sets/index.ts.
describe.each(Object.values(sets) as SyntheticDataset[])("$name", (set) => {
  const make = (rows: number, seed = 7): ReturnType<typeof set> => set({ rows, seed });

  test("has consistent shapes and labels", () => {
    const { features, labels, width, rows, classes, name, targets } = make(21);
    expect(name).toBe(set.name);
    expect(rows).toBe(21);
    expect(features).toHaveLength(rows * width);
    expect(labels).toHaveLength(rows);
    if (set.target === undefined) expect(classes.length).toBeGreaterThanOrEqual(2);
    else expect(classes).toEqual([set.target]);
    expect(targets?.length).toBe(set.target === undefined ? undefined : rows);
    expect(targets?.every(Number.isFinite)).not.toBe(false);
    expect(new Set(classes).size).toBe(classes.length);
    expect(labels.every((label) => label >= 0 && label < classes.length)).toBe(true);
    expect(features.every(Number.isFinite)).toBe(true);
  });

  test("depends on its options and seed alone", () => {
    expect(make(20)).toEqual(make(20));
    expect(hashDataset(make(20, 8))).not.toBe(hashDataset(make(20)));
  });

  test("gives the same first rows whatever the number of rows", () => {
    const few = make(9);
    const many = make(30);
    expect(many.features.slice(0, few.features.length)).toEqual(few.features);
    expect(many.labels.slice(0, few.rows)).toEqual(few.labels);
    expect(many.targets?.slice(0, few.rows)).toEqual(few.targets);
    expect(many.classes).toEqual(few.classes);
  });

  test("is balanced", () => {
    for (const rows of [20, 21]) {
      const { labels, classes } = make(rows);
      const counts = classes.map((_, label) => labels.filter((each) => each === label).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test("describes itself in sentences", () => {
    const { notes, source, licence } = make(4);
    expect(notes.length).toBeGreaterThan(0);
    for (const note of notes) expect(note).toMatch(/^[A-Z].*\.$/);
    expect(notes.join(" ")).toContain("seed 7");
    expect(source).not.toBe("");
    expect(licence).not.toBe("");
    expect(set.about).not.toBe("");
  });

  test("has options whose defaults are allowed and which say what they are", () => {
    for (const field of Object.values(set.options)) {
      expect(field.schema["~standard"].validate(field.default)).not.toHaveProperty("issues");
      expect(field.about).toMatch(/^[A-Z]/);
    }
  });

  test("refuses unknown options and bad sizes", () => {
    expect(() => set({ rows: 4, seed: 1, sead: 2 })).toThrow('there is an option "sead"');
    expect(() => make(1)).toThrow("rows is 1, but it must be an integer ≥ 2");
    expect(() => make(2.5)).toThrow("rows is 2.5");
    expect(() => make(4, -1)).toThrow("seed is -1");
    expect(() => make(2 ** 27)).toThrow("(1 GiB) fit. Ask for fewer rows");
  });
});
