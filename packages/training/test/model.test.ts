import { areaReduce } from "@uphill/datasets";
import { sgd } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { assemble, classifier, prepare, preparationFor } from "@uphill/problems";
import { fit, modelFromJSON, type Model, type ModelJSON } from "../src/index.js";
import { caught, randomTable } from "../../problems/test/data.js";

const train = randomTable(6, 2, 1, { classes: ["cat", "dog"] });
const small = classifier({ qubits: 2, layers: 1, encoding: "angle", readout: "mean", loss: "bce" });
const { model } = fit({ model: small, train, optimizer: sgd(), steps: 3 });
const rows = randomTable(40, 2, 7).features;

describe("predictions", () => {
  it("agree with each other: f in [−1, 1], P = (1 ± f)/2, f ≥ 0 the second class", () => {
    const f = model.decide(rows);
    const classes = model.predict(rows);
    const probabilities = model.predictProbability(rows);
    expect([f.length, classes.length, probabilities.length]).toEqual([40, 40, 80]);
    expect(new Set(classes)).toEqual(new Set(["cat", "dog"]));
    f.forEach((value, row) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(classes[row]).toBe(value < 0 ? "cat" : "dog");
      expect([...probabilities.slice(2 * row, 2 * row + 2)]).toEqual([(1 - value) / 2, (1 + value) / 2]);
    });
  });

  it("do not depend on the other rows, and take any list of numbers", () => {
    const f = model.decide(rows);
    for (const row of [0, 17, 39]) expect(model.decide(rows.slice(2 * row, 2 * row + 2))[0]).toBe(f[row]);
    expect(model.decide(Array.from(rows))).toEqual(f);
    expect(model.decide(rows)).toEqual(f);
  });

  it("refuse rows that are not whole, none, and numbers that are not finite", () => {
    for (const bad of [[], [1], [1, 2, 3]]) {
      expect(caught(() => model.predict(bad)).message).toBe(
        `model: there are ${bad.length} numbers, but each row has 2 features. Give whole rows, and at least one.`,
      );
    }
    expect(caught(() => model.predict([1, 2, NaN, 4])).message).toContain("row 1, feature 0 is NaN");
  });
});

describe("saved and loaded", () => {
  const reload = (made: Model): Model => modelFromJSON(JSON.stringify(made));

  it("gives identical bits, from text and from what JSON.parse made of it", () => {
    for (const loaded of [reload(model), modelFromJSON(JSON.parse(JSON.stringify(model)))]) {
      expect(loaded.toJSON()).toStrictEqual(model.toJSON());
      expect(loaded.weights).toEqual(model.weights);
      expect(loaded.decide(rows)).toEqual(model.decide(rows));
      expect(loaded.predict(rows)).toEqual(model.predict(rows));
      expect([loaded.spec, loaded.classes]).toEqual([model.spec, model.classes]);
    }
  });

  it("reduces images inside: raw 28 × 28 pixels go in", () => {
    const image = { height: 28, width: 28 };
    const pixels = randomTable(4, 784, 3, { image });
    const trained = fit({ model: classifier({ layers: 1 }), train: pixels, optimizer: sgd(), steps: 1 }).model;
    // By hand: 8 × 8 area means are the 64 amplitudes of six qubits.
    const { program, encoder } = assemble(classifier({ layers: 1 }), randomTable(4, 64));
    const loaded = encoder.load(areaReduce(pixels, 8).features);
    const wanted = program.expectations({ weights: trained.weights, batch: program.prepare(loaded) });
    expect(trained.decide(pixels.features)).toEqual(wanted);
    expect(reload(trained).decide(pixels.features)).toEqual(wanted);
    expect(trained.toJSON()).toMatchObject({ width: 784, image });
    expect(caught(() => trained.predict(new Float64Array(64))).message).toContain("each row has 784 features");
  });

  const refused = (change: Partial<Record<keyof ModelJSON, unknown>>): { code: string; message: string } =>
    caught(() => modelFromJSON({ ...model.toJSON(), ...change }));

  it.each([
    ["no object", "null", "format is undefined"],
    ["a number", "3", "format is undefined"],
    ["no JSON", "{", "the text is not JSON"],
    ["an empty text", "", "the text is not JSON"],
    ["something else", '{"format":"onnx"}', 'format is "onnx", but it must be "uphill.model"'],
    ["another version", '{"format":"uphill.model","version":3}', "version is 3, but this release reads 1 and 2"],
  ])("refuses %s", (_, text, message) => {
    const error = caught(() => modelFromJSON(text));
    expect(error.code).toBe("model");
    expect(error.message).toContain(`modelFromJSON: ${message}`);
  });

  it.each([
    [{ classes: ["a"] }, "classes are missing or malformed"],
    [{ classes: ["a", 2] }, "classes are missing or malformed"],
    [{ classes: undefined }, "classes are missing or malformed"],
    [{ weights: undefined }, "weights are missing or malformed"],
    [{ weights: [1, null, 3, 4, 5, 6] }, "weights are missing or malformed"],
    [{ weights: [1, "2", 3, 4, 5, 6] }, "weights are missing or malformed"],
    [{ weights: [1, 2] }, "there are 2 weights, but its circuit has 6"],
    [{ weights: [1, 2, 3, 4, 5, 6, 7] }, "there are 7 weights"],
    [{ width: 1.5 }, "width is 1.5"],
    [{ width: undefined }, "width is undefined"],
    [{ spec: undefined }, "the spec is missing or malformed"],
    [{ spec: null }, "the spec is missing or malformed"],
    [{ spec: [] }, "the spec is missing or malformed"],
    [{ spec: "angle" }, "the spec is missing or malformed"],
    [{ image: null }, "image is null, but height · width must be the 2 features of a row"],
    [{ image: 5 }, "image is 5"],
    [{ image: { height: 3, width: 2 } }, 'image is {"height":3,"width":2}'],
    [{ image: { height: "1", width: "2" } }, 'image is {"height":"1","width":"2"}'],
  ])("refuses %o", (change, message) => {
    const error = refused(change);
    expect(error.code).toBe("model");
    expect(error.message).toContain(`modelFromJSON: ${message}`);
  });

  it.each([
    [{ spec: { ...small, qubits: 0 } }, "classifier: qubits is 0"],
    [{ spec: { ...small, loss: "mae" } }, 'classifier: loss is "mae"'],
    [{ spec: { ...small, depth: 3 } }, 'there is an option "depth"'],
    [{ width: 3 }, "angle encoding: rows have 3 features, but 2 qubits hold 2"],
    [{ width: 0 }, "angle encoding: width is 0"],
    [{ width: -2 }, "angle encoding: width is -2"],
  ])("lets the part refuse that cannot do %o", (change, message) => {
    expect(refused(change).message).toContain(message);
  });
});

describe("preparation", () => {
  const image = { height: 28, width: 28 };

  it("reduces only images that are too large, to the largest square that fits", () => {
    expect(preparationFor({ width: 784, image }, 64)).toEqual({
      preparation: [{ name: "area-mean", options: { side: 8 } }],
      width: 64,
    });
    expect(preparationFor({ width: 784, image }, 63).width).toBe(49);
    expect(preparationFor({ width: 784, image }, 1024)).toEqual({ preparation: [], width: 784 });
    expect(preparationFor({ width: 784 }, 64)).toEqual({ preparation: [], width: 784 });
    expect(preparationFor({ width: 40, image: { height: 2, width: 20 } }, 16).width).toBe(4);
  });

  it("does what it says to the rows", () => {
    const pixels = randomTable(2, 16, 1, { image: { height: 4, width: 4 } });
    expect(prepare(pixels, [])).toBe(pixels);
    expect(prepare(pixels, preparationFor(pixels, 4).preparation).features).toEqual(areaReduce(pixels, 2).features);
  });
});
