import { UphillError } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { assemble, classifier, classifierOptions, prepare, type Assembly, type ClassifierSpec } from "@uphill/problems";

const FORMAT = "uphill.model";
const VERSION = 1;

/** A trained classifier as plain data: what `JSON.stringify(model)` writes. */
export interface ModelJSON {
  /** Tells such a file from others. */
  readonly format: typeof FORMAT;
  /** The version of the format. */
  readonly version: typeof VERSION;
  /** The options of the classifier. */
  readonly spec: ClassifierSpec;
  /** The number of features in a raw row, before preparation. */
  readonly width: number;
  /** Height and width, if the rows are images. */
  readonly image?: Dataset["image"];
  /** The names of the two classes. */
  readonly classes: readonly string[];
  /** The trained weights, in radians. */
  readonly weights: readonly number[];
}

/** A trained classifier. It takes raw rows: preparation and encoding are part of the model. */
export interface Model {
  /** The options of the classifier. */
  readonly spec: ClassifierSpec;
  /** The names of the two classes. */
  readonly classes: readonly string[];
  /** The trained weights, in radians. */
  readonly weights: Float64Array;
  /**
   * Gives the decision value f of each row, in [−1, 1]. A value f ≥ 0 speaks for the second class.
   * @param features [rows, width], raw
   * @returns [rows]
   */
  decide(features: ArrayLike<number>): Float64Array;
  /**
   * Gives the class of each row.
   * @param features [rows, width], raw
   * @returns the names of the classes, [rows]
   */
  predict(features: ArrayLike<number>): string[];
  /**
   * Gives the probability of each class: (1 − f)/2 for the first and (1 + f)/2 for the second.
   * @param features [rows, width], raw
   * @returns [rows, classes]
   */
  predictProbability(features: ArrayLike<number>): Float64Array;
  /** Gives the model as plain data. `JSON.stringify` calls it. */
  toJSON(): ModelJSON;
}

type Parts = Omit<ModelJSON, "format" | "version" | "weights"> & { readonly weights: ArrayLike<number> };

export function createModel(parts: Parts): Model {
  const { spec, width, classes, image } = parts;
  const weights = Float64Array.from(parts.weights);
  // Compiled at the first prediction: training makes models that nobody asks.
  let assembly: Assembly | undefined;
  const decide = (features: ArrayLike<number>): Float64Array => {
    assembly ??= assemble(spec, { name: "model", width, classes, ...(image && { image }) });
    const { program, encoder, preparation } = assembly;
    const batch = program.prepare(encoder.load(prepare(asTable(features, parts), preparation).features));
    return program.expectations({ weights, batch });
  };
  return {
    spec,
    classes,
    weights,
    decide,
    predict: (features) => Array.from(decide(features), (f) => classes[f < 0 ? 0 : 1]),
    predictProbability: (features) =>
      Float64Array.from([...decide(features)].flatMap((f) => [(1 - f) / 2, (1 + f) / 2])),
    toJSON: () => ({
      format: FORMAT,
      version: VERSION,
      spec,
      width,
      ...(image && { image }),
      classes: [...classes],
      weights: Array.from(weights),
    }),
  };
}

function asTable(features: ArrayLike<number>, { width, image, classes }: Parts): Dataset {
  const rows = features.length / width;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new UphillError({
      code: "shape",
      who: "model",
      got: `there are ${features.length} numbers`,
      wanted: `each row has ${width} features`,
      todo: "Give whole rows, and at least one.",
    });
  }
  return {
    name: "rows",
    features: Float64Array.from(features),
    width,
    rows,
    labels: new Int32Array(rows),
    classes,
    ...(image && { image }),
    source: "",
    licence: "",
    notes: [],
  };
}

/**
 * Reads a model that `JSON.stringify(model)` wrote.
 * @param json the text, or what `JSON.parse` made of it
 * @returns the model
 * @throws UphillError "model" naming what does not fit; "options" for an option of the classifier that is out of range
 */
export function modelFromJSON(json: unknown): Model {
  const raw: unknown = typeof json === "string" ? parse(json) : json;
  const data = (typeof raw === "object" && raw !== null ? raw : {}) as Partial<Record<keyof ModelJSON, unknown>>;
  if (data.format !== FORMAT) throw refuse(`format is ${JSON.stringify(data.format)}`, `it must be "${FORMAT}"`);
  if (data.version !== VERSION)
    throw refuse(`version is ${JSON.stringify(data.version)}`, `this release reads ${VERSION}`);
  const { classes, weights, width, image, spec } = data;
  if (!Array.isArray(classes) || classes.length !== 2 || !classes.every((name) => typeof name === "string")) {
    throw refuse("classes are missing or malformed", "there must be two class names");
  }
  if (!Array.isArray(weights) || !weights.every((value): value is number => Number.isFinite(value))) {
    throw refuse("weights are missing or malformed", "they must be a list of finite numbers");
  }
  if (!Number.isInteger(width)) throw refuse(`width is ${JSON.stringify(width)}`, "it must be a whole number");
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    throw refuse("the spec is missing or malformed", "it must hold the classifier's options");
  }
  // A spec is whole: filling in what is missing would change old models whenever a default changes.
  const missing = Object.keys(classifierOptions).filter((name) => !(name in spec));
  if (missing.length > 0)
    throw refuse(`the spec lacks ${missing.join(", ")}`, "it must hold all the classifier's options");
  if (image !== undefined && !isShape(image, width as number)) {
    throw refuse(
      `image is ${JSON.stringify(image)}`,
      `height · width must be the ${width as number} features of a row`,
    );
  }
  const parts: Parts = {
    spec: classifier(spec),
    width: width as number,
    classes,
    weights,
    ...(image !== undefined && { image }),
  };
  const { circuit } = assemble(parts.spec, { name: "model", ...parts });
  if (circuit.weights !== weights.length) {
    throw refuse(`there are ${weights.length} weights`, `its circuit has ${circuit.weights}`);
  }
  return createModel(parts);
}

function isShape(image: unknown, pixels: number): image is NonNullable<Dataset["image"]> {
  if (typeof image !== "object" || image === null) return false;
  const { height, width, radians = true } = image as Partial<Record<"height" | "width" | "radians", unknown>>;
  const whole = Number.isInteger(height) && Number.isInteger(width);
  return whole && Number(height) * Number(width) === pixels && radians === true;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(
      `the text is not JSON (${(cause as Error).message})`,
      "it must be what JSON.stringify(model) wrote",
      cause,
    );
  }
}

function refuse(got: string, wanted: string, cause?: unknown): UphillError {
  return new UphillError({
    code: "model",
    who: "modelFromJSON",
    got,
    wanted,
    todo: "Check that the file is whole.",
    cause,
  });
}
