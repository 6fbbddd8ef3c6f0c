import { norm } from "@uphill/core";
import { describe, expect, test } from "vitest";
import {
  applyPreparation,
  areaReduce,
  fitPreparation,
  gaussian,
  preparations,
  selectRows,
  type Dataset,
  type Fitted,
} from "../src/index.js";

/** Numbers that NumPy makes alike: ((7r² + 13c² + 29rc + 3rc² + 5) mod 101). */
const cell = (r: number, c: number): number => (7 * r * r + 13 * c * c + 29 * r * c + 3 * r * c * c + 5) % 101;
function table(rows: number, width: number, image?: Dataset["image"]): Dataset {
  return {
    name: "table",
    features: Float64Array.from({ length: rows * width }, (_, k) => cell(Math.floor(k / width), k % width)),
    width,
    rows,
    labels: Int32Array.from({ length: rows }, (_, row) => row % 2),
    classes: ["a", "b"],
    source: "made by hand",
    licence: "none",
    notes: ["Made by hand."],
    ...(image && { image }),
  };
}
const rows = (width: number, ...features: number[]): Dataset => {
  const count = features.length / width;
  return { ...table(count, width), features: Float64Array.from(features) };
};
const close = (got: ArrayLike<number>, wanted: readonly number[], scale = 1): void => {
  expect(got).toHaveLength(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(got[i] - value)).toBeLessThan(1e-10 * scale));
};

describe.each(Object.values(preparations))("$name", ({ name, about, options }) => {
  const data = table(12, 9, { height: 3, width: 3 });
  const given = { "area-mean": { side: 2 }, crop: { height: 2, width: 2 }, pca: { components: 3 } }[name] ?? {};

  test("is fitted to plain data that JSON keeps, and leaves the rows it gets alone", () => {
    const before = data.features.slice();
    const { fitted, train } = fitPreparation(data, [{ name, options: given }]);
    expect(data.features).toEqual(before);
    const again = JSON.parse(JSON.stringify(fitted)) as Fitted[];
    expect(again).toEqual(fitted);
    expect(applyPreparation(data, again)).toEqual(train);
    expect(train.features).toHaveLength(train.rows * train.width);
    if (train.image) expect(train.image.height * train.image.width).toBe(train.width);
  });

  test("treats each row by itself, and knows nothing but the training rows", () => {
    const { fitted } = fitPreparation(selectRows(data, [0, 1, 2, 3, 4, 5, 6, 7]), [{ name, options: given }]);
    const all = applyPreparation(data, fitted);
    const some = applyPreparation(selectRows(data, [11, 3]), fitted);
    expect(some.features.slice(0, all.width)).toEqual(all.features.slice(11 * all.width));
    expect(some.features.slice(all.width)).toEqual(all.features.slice(3 * all.width, 4 * all.width));
  });

  test("says what it did in a sentence", () => {
    const { train } = fitPreparation(data, [{ name, options: given }]);
    expect(train.notes).toHaveLength(2);
    expect(train.notes[1]).toMatch(/^[A-Z].*\.$/);
    expect(about).toMatch(/^[A-Z]/);
    for (const field of Object.values(options) as { about: string }[]) expect(field.about).toMatch(/^[A-Z]/);
  });

  test("refuses rows of another width", () => {
    const { fitted } = fitPreparation(data, [{ name, options: given }]);
    expect(() => applyPreparation(table(2, 4), fitted)).toThrow(
      `${name}: rows of table have 4 features, but it was fitted on 9`,
    );
  });
});

test("steps follow each other, and a word for an unknown one is suggested", () => {
  const data = table(20, 9);
  const { fitted, train } = fitPreparation(data, [
    "standardise",
    { name: "pca", options: { components: 2 } },
    { name: "min-max", options: { low: -1, high: 1 } },
    "pad",
  ]);
  expect(fitted.map(({ name, width }) => [name, width])).toEqual([
    ["standardise", 9],
    ["pca", 9],
    ["min-max", 2],
    ["pad", 2],
  ]);
  expect([Math.min(...train.features), Math.max(...train.features)]).toEqual([-1, 1]);
  expect(() => fitPreparation(data, ["standardize"])).toThrow('Did you mean "standardise"?');
  expect(() => fitPreparation(data, [{ name: "pca", options: { component: 2 } }])).toThrow(
    'Did you mean "components"?',
  );
});

describe("numbers at the ends of what doubles hold", () => {
  test.each([1e300, 1e-300, 1e308, 1e-318])("standardise gives the same at %f", (unit) => {
    const features = [-1, 1, 0.5, -0.5, 0.25, 1].map((x) => x * unit);
    const plain = fitPreparation(rows(1, -1, 1, 0.5, -0.5, 0.25, 1), ["standardise"]).train.features;
    const { train } = fitPreparation(rows(1, ...features), ["standardise"]);
    const digits = unit < 1e-310 ? 2 : 12;
    train.features.forEach((x, k) => expect(x).toBeCloseTo(plain[k], digits));
  });

  test("min-max does not lose a range beyond them", () => {
    const { train } = fitPreparation(rows(1, -1.7e308, 1.7e308, 0), [{ name: "min-max", options: { high: 1 } }]);
    close(train.features, [0, 1, 0.5]);
  });

  test("pca says what to do", () => {
    expect(() =>
      fitPreparation(rows(2, 1e300, 1, 2e300, 2, 5e300, 1), [{ name: "pca", options: { components: 1 } }]),
    ).toThrow("Put standardise before it");
    const steps = ["standardise", { name: "pca", options: { components: 1 } }];
    expect(fitPreparation(rows(2, 1e300, 1, 2e300, 2, 5e300, 1), steps).train.features.every(Number.isFinite)).toBe(
      true,
    );
  });
});

describe("standardise", () => {
  test("is scikit-learn's StandardScaler; a constant feature becomes 0", () => {
    const { train } = fitPreparation(table(8, 3), ["standardise"]);
    close(train.features.slice(3, 6), [-1.0656862761738717, 0.27628324232744655, -0.5692375550199563]);
    // Ten tenths of 0.1 do not add up to 0.1: a mean by sums would leave rounding errors, blown up by their own deviation.
    const constant = fitPreparation(rows(2, ...Array.from({ length: 10 }, (_, k) => [0.1, k]).flat()), ["standardise"]);
    expect(Array.from(constant.train.features.filter((_, k) => k % 2 === 0))).toEqual(new Array(10).fill(0));
    const { features } = applyPreparation(rows(2, 7, 4.5), constant.fitted);
    expect(Array.from(features)).toEqual([0, 0]);
  });
});

test("min-max: the training range becomes the angles, rows outside are cut off", () => {
  const { fitted, train } = fitPreparation(rows(2, 2, 5, 4, 5, 3, 5), ["min-max"]);
  close(train.features, [0, 0, Math.PI, 0, Math.PI / 2, 0]);
  close(applyPreparation(rows(2, 100, 6, -100, 4), fitted).features, [Math.PI, 0, 0, 0]);
  expect(() => fitPreparation(rows(1, 1, 2), [{ name: "min-max", options: { low: 2, high: 2 } }])).toThrow(
    "low must be below",
  );
});

test("unit-norm: rows of length 1, also very long and short ones; a zero row is refused by number", () => {
  const { train } = fitPreparation(rows(2, 3, 4, 3e200, -4e200, 3e-200, 4e-200), ["unit-norm"]);
  close(train.features, [0.6, 0.8, 0.6, -0.8, 0.6, 0.8]);
  expect(() => fitPreparation(rows(2, 1, 1, 0, 0), ["unit-norm"])).toThrow("table: row 1 is all zeros");
});

test("pad: to the next power of two, or to a width", () => {
  expect(Array.from(fitPreparation(rows(3, 1, 2, 3), ["pad"]).train.features)).toEqual([1, 2, 3, 0]);
  expect(fitPreparation(table(2, 4), ["pad"]).train.width).toBe(4);
  const wide = fitPreparation(rows(1, 5, 6), [{ name: "pad", options: { width: 3, value: 9 } }]).train;
  expect(Array.from(wide.features)).toEqual([5, 9, 9, 6, 9, 9]);
  expect(() => fitPreparation(table(2, 4), [{ name: "pad", options: { width: 3 } }])).toThrow("pad: width is 3");
});

test("scale and area-mean do what they did in training", () => {
  const data = table(4, 9, { height: 3, width: 3 });
  const { train } = fitPreparation(data, [{ name: "area-mean", options: { side: 2 } }, "scale"]);
  expect(train.features).toEqual(areaReduce(data, 2).features.map((x) => (Math.PI / 255) * x));
  expect(train.notes.at(-2)).toBe("Reduced images from 3 × 3 to 2 × 2 by area means.");
});

test("crop: a window where it is asked for, else the middle", () => {
  const data = rows(12, ...Array.from({ length: 12 }, (_, k) => k)); // 3 × 4
  const image = { ...data, image: { height: 3, width: 4 } };
  const take = (options: Record<string, number>): number[] =>
    Array.from(fitPreparation(image, [{ name: "crop", options }]).train.features);
  expect(take({ height: 1, width: 2 })).toEqual([5, 6]);
  expect(take({ height: 2, width: 3, top: 1, left: 0 })).toEqual([4, 5, 6, 8, 9, 10]);
  expect(() => take({ height: 2, width: 2, top: 2 })).toThrow("images of table have 3 × 4 pixels");
  expect(() => fitPreparation(data, ["crop"])).toThrow("the rows of table are not images");
});

describe("bilinear", () => {
  // 5 × 4 pixels, row by row as the rows of table(5, 4); values from SciPy's map_coordinates(order=1) at half-pixel centres.
  const image = { ...rows(20, ...table(5, 4).features), image: { height: 5, width: 4 } };
  const resize = (side: number): Float64Array =>
    fitPreparation(image, [{ name: "bilinear", options: { side } }]).train.features;

  test("smaller and larger, as SciPy has it", () => {
    close(
      resize(3),
      [
        11.277777777777777, 40, 31.22222222222222, 29, 16, 66.33333333333334, 38.22222222222221, 50.833333333333336,
        59.2777777777778,
      ],
    );
    close(
      resize(7).slice(0, 9),
      [5, 9.642857142857142, 17.071428571428573, 37.5, 54.42857142857142, 33.85714285714286, 21, 9, 20.1734693877551],
    );
  });

  test("the same size changes nothing, half of it is the mean of four", () => {
    const square = table(3, 16, { height: 4, width: 4 });
    const to = (side: number): Float64Array =>
      fitPreparation(square, [{ name: "bilinear", options: { side } }]).train.features;
    expect(to(4)).toEqual(square.features);
    close(to(2), Array.from(areaReduce(square, 2).features));
  });
});

describe("pca", () => {
  type State = { mean: number[]; directions: number[]; variances: number[]; share: number[] };
  const fit = (data: Dataset, components: number): { state: State; train: Dataset; fitted: readonly Fitted[] } => {
    const { fitted, train } = fitPreparation(data, [{ name: "pca", options: { components } }]);
    return { state: fitted[0].state as unknown as State, train, fitted };
  };

  // Golden values: scikit-learn 1.9.1, PCA(3, svd_solver="full"), signs by our rule.
  test("agrees with scikit-learn where there are more rows than features", () => {
    const { state, train, fitted } = fit(table(40, 6), 3);
    close(
      state.directions.slice(0, 6),
      [
        -0.5424664860811415, 0.016032213975597193, 0.41410148450504086, -0.23012700250099644, 0.6933877619998394,
        0.015748471459194596,
      ],
    );
    close(
      state.directions.slice(12),
      [
        0.1481980127559168, -0.42516628164631054, 0.47600526086614675, -0.39027553199351006, -0.30103582733626194,
        0.5724966492313763,
      ],
    );
    close(state.variances, [1291.554361422686, 1014.4045704453991, 816.1161395704042], 1e3);
    close(state.share, [0.2688649235702537, 0.21117021121874374, 0.16989219350267534]);
    close(train.features.slice(0, 3), [8.6421549015307, -56.81816826038434, 14.392043769970089], 10);
    const fresh = applyPreparation(rows(6, 0, 10, 20, 30, 40, 50), fitted);
    close(fresh.features, [14.303791612492967, -35.247626445960705, 0.36509345894202383], 10);
  });

  test("agrees with scikit-learn where there are fewer", () => {
    const { state, train, fitted } = fit(table(5, 9), 3);
    close(
      state.directions.slice(0, 9),
      [
        0.13165987670724755, -0.18708473077042903, -0.22397218533606747, 0.13511100656794545, 0.22075403493014834,
        0.5882542162043896, -0.26147647287188625, 0.2807608949874584, 0.5807533586972258,
      ],
    );
    close(
      state.directions.slice(18),
      [
        -0.4259477428715064, -0.2638499781489677, 0.064337955541244, 0.7851993304953834, 0.2622531925845622,
        -0.09460277635859227, 0.21415195878787086, 0.02255078738996102, -0.06463997570926562,
      ],
    );
    close(state.variances, [2625.591999555568, 1459.1696116812998, 1169.8198721160852], 1e3);
    close(train.features.slice(0, 3), [-43.51445290342215, -57.727255428714955, -14.027879444406018], 10);
    const fresh = applyPreparation(rows(9, 0, 10, 20, 30, 40, 50, 60, 70, 80), fitted);
    close(fresh.features, [28.276189440405382, -43.17723673712012, -4.12885217572434], 10);
  });

  test("directions are orthonormal and their largest component is positive", () => {
    const { state } = fit(gaussian({ rows: 50, seed: 1, features: 30 }), 20);
    const axes = Array.from({ length: 20 }, (_, k) => state.directions.slice(30 * k, 30 * (k + 1)));
    axes.forEach((axis, k) => {
      expect(norm(axis)).toBeCloseTo(1, 12);
      const largest = axis.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best));
      expect(largest).toBeGreaterThan(0);
      for (const other of axes.slice(0, k)) {
        expect(axis.reduce((sum, x, i) => sum + x * other[i], 0)).toBeCloseTo(0, 12);
      }
    });
  });

  test("refuses more directions than the rows vary in", () => {
    expect(() => fit(table(5, 9), 5)).toThrow(
      "the 5 training rows of table vary in 4 directions only. Ask for at most 4",
    );
    expect(() => fit(rows(3, 1, 2, 5, 2, 4, 5, 4, 8, 5), 2)).toThrow("vary in 1 directions only");
    expect(() => fit(rows(2, 1, 2, 1, 2), 1)).toThrow("vary in 0 directions only");
  });
});
