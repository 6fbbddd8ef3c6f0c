import { describe, expect, test } from "vitest";
import { applyVariants, classCounts, gaussian, parity, variantOptions, variants, type Dataset } from "../src/index.js";

const data: Dataset = {
  ...gaussian({ rows: 60, seed: 1, features: 4, classes: 3 }),
  features: Float64Array.from({ length: 240 }, (_, k) => k),
};

describe.each(Object.values(variants))("$name", (variant) => {
  test("depends on rows, options and seed alone, says what it did, and leaves the rows it gets alone", () => {
    const before = data.features.slice();
    const once = variant(data, { seed: 3 });
    expect(variant(data, { seed: 3 })).toEqual(once);
    expect(data.features).toEqual(before);
    expect(once.notes).toHaveLength(data.notes.length + 1);
    expect(once.notes.at(-1)).toMatch(/^[A-Z].*\.$/);
    expect(once.features).toHaveLength(once.rows * once.width);
    expect(once.labels).toHaveLength(once.rows);
    expect(variant.about).toMatch(/^[A-Z]/);
  });

  test("forgets what was known of the easier data, and refuses unknown options", () => {
    const easy = parity({ rows: 40, seed: 1 });
    expect(easy.ceiling).toBeDefined();
    expect(variant(easy).ceiling).toBeUndefined();
    expect(() => variant(easy, { sede: 1 } as object)).toThrow('Did you mean "seed"?');
  });
});

test("pixel-noise has its deviation, is cut off at 0 and 255, and differs from seed to seed", () => {
  const grey: Dataset = {
    ...data,
    features: new Float64Array(240 * 50).fill(128),
    rows: 3000,
    labels: new Int32Array(3000),
  };
  const noisy = variants.pixelNoise(grey, { deviation: 20, seed: 1 }).features;
  const mean = noisy.reduce((sum, x) => sum + x, 0) / noisy.length;
  const variance = noisy.reduce((sum, x) => sum + (x - mean) ** 2, 0) / noisy.length;
  expect(Math.abs(mean - 128)).toBeLessThan((5 * 20) / Math.sqrt(noisy.length));
  expect(Math.abs(variance / 400 - 1)).toBeLessThan(5 * Math.sqrt(2 / noisy.length));
  expect(variants.pixelNoise(grey, { deviation: 20, seed: 2 }).features).not.toEqual(noisy);
  const cut = variants.pixelNoise(data, { deviation: 400 }).features;
  expect([Math.min(...cut), Math.max(...cut)]).toEqual([0, 255]);
});

test("contrast draws pixels towards the middle", () => {
  const { features } = variants.contrast({ ...data, features: Float64Array.of(0, 127.5, 255, 100) }, { factor: 0.5 });
  expect(Array.from(features)).toEqual([63.75, 127.5, 191.25, 113.75]);
  const hard = variants.contrast({ ...data, features: Float64Array.of(0, 127.5, 255, 100) }, { factor: 10 });
  expect(Array.from(hard.features)).toEqual([0, 127.5, 255, 0]);
});

test("label-noise exchanges its share, always for another class", () => {
  const many = gaussian({ rows: 6000, seed: 1, features: 2 });
  const { labels, features, notes } = variants.labelNoise(many, { share: 0.3, seed: 5 });
  const changed = labels.reduce((sum, label, row) => sum + Number(label !== many.labels[row]), 0);
  expect(Math.abs(changed / 6000 - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 6000));
  expect(features).toBe(many.features);
  expect(notes.at(-1)).toBe(`Exchanged ${changed} of 6000 labels for another class, seed 5.`);
  expect(variants.labelNoise(many, { share: 1 }).labels).toEqual(many.labels.map((label) => 1 - label));
});

test("small-sample takes the same number of each class; larger samples contain smaller ones", () => {
  const [small, large] = [2, 10].map((perClass) => variants.smallSample(data, { perClass, seed: 2 }));
  expect([classCounts(small), classCounts(large)]).toEqual([
    [2, 2, 2],
    [10, 10, 10],
  ]);
  const firsts = (part: Dataset): number[] => Array.from(part.features.filter((_, k) => k % 4 === 0));
  expect(firsts(large)).toEqual(expect.arrayContaining(firsts(small)));
  expect(() => variants.smallSample(data, { perClass: 21 })).toThrow("class 0 has 20 rows, but 21 of each class");
});

describe("variants as options of a data set", () => {
  const parts = { train: data, test: { ...data, name: "test" } };

  test("there is one for each in the index, which changes nothing unless it is asked for", () => {
    expect(Object.keys(variantOptions)).toEqual([...Object.keys(variants), "variantSeed"]);
    const standard = Object.fromEntries(Object.entries(variantOptions).map(([key, field]) => [key, field.default]));
    expect(applyVariants(parts, standard)).toEqual(parts);
    expect(applyVariants({ train: data }, {})).toEqual({ train: data });
  });

  test.each(Object.values(variants))("$name changes nothing at the value that says so", (variant) => {
    const { features, labels, rows } = variant(data, { [variant.amount.option]: variant.amount.none });
    expect([features, labels, rows]).toEqual([data.features, data.labels, data.rows]);
  });

  test("labels and their number change for training rows only, and test rows have noise of their own", () => {
    const { train, test } = applyVariants(parts, { smallSample: 5, labelNoise: 1, pixelNoise: 4, variantSeed: 7 });
    expect([train.rows, test.rows]).toEqual([15, 60]);
    expect(test.labels).toEqual(data.labels);
    expect(test.features).toEqual(variants.pixelNoise(data, { deviation: 4, seed: 8 }).features);
    const alone = variants.labelNoise(data, { share: 1, seed: 7 });
    const noisy = variants.pixelNoise(alone, { deviation: 4, seed: 7 });
    expect(train).toEqual(variants.smallSample(noisy, { perClass: 5, seed: 7 }));
  });

  test("one part alone is what is learnt from", () => {
    expect(applyVariants({ test: data }, { smallSample: 5, variantSeed: 7 }).test).toEqual(
      variants.smallSample(data, { perClass: 5, seed: 7 }),
    );
  });
});
