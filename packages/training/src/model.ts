import { UphillError } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import {
  assemble,
  classifier,
  classifierOptions,
  hybridFromJSON,
  hybridToJSON,
  isHybrid,
  prepare,
  type Assembly,
  type ModelSpec,
} from "@uphill/problems";

const FORMAT = "uphill.model";
const VERSION = 2;
/** What models of version 1 left out, and what they meant. */
const LATER = { head: "none", classWeights: "none" } as const;

/** A trained classifier as plain data: what `JSON.stringify(model)` writes. */
export interface ModelJSON {
  /** Tells such a file from others. */
  readonly format: typeof FORMAT;
  /** The version of the format. */
  readonly version: typeof VERSION;
  /** The options of the classifier, or the parts of a hybrid model. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** The number of features in a raw row, before preparation. */
  readonly width: number;
  /** Height and width, if the rows are images. */
  readonly image?: Dataset["image"];
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** Everything that was trained: parameters before the circuit, its weights in radians, parameters behind it. */
  readonly weights: readonly number[];
}

/** A trained classifier. It takes raw rows: preparation and encoding are part of the model. */
export interface Model {
  /** The options of the classifier, or the parts of a hybrid model. */
  readonly spec: ModelSpec;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** Everything that was trained: parameters before the circuit, its weights in radians, parameters behind it. */
  readonly weights: Float64Array;
  /**
   * Gives the decision values of each row. Of two classes it is usually one value f in [−1, 1]; f ≥ 0 speaks for the second class.
   * Else there is one for each class, and the largest speaks for its class.
   * @param features [rows, width], raw
   * @returns [rows, decision values]
   */
  decide(features: ArrayLike<number>): Float64Array;
  /**
   * Gives the class of each row.
   * @param features [rows, width], raw
   * @returns the names of the classes, [rows]
   */
  predict(features: ArrayLike<number>): string[];
  /**
   * Gives the probability of each class. Of one decision value f: (1 − f)/2 for the first class and (1 + f)/2 for the second, f being
   * cut to [−1, 1]. Behind a loss of all decision values: their softmax. Else (1 + f)/2 of each class, divided by their sum.
   * @param features [rows, width], raw
   * @returns [rows, classes]
   */
  predictProbability(features: ArrayLike<number>): Float64Array;
  /** Gives the model as plain data. `JSON.stringify` calls it. */
  toJSON(): ModelJSON;
}

type Parts = Omit<ModelJSON, "format" | "version" | "weights" | "spec"> & {
  readonly spec: ModelSpec;
  readonly weights: ArrayLike<number>;
};

export function createModel(parts: Parts): Model {
  const { spec, width, classes, image } = parts;
  const weights = Float64Array.from(parts.weights);
  // Compiled at the first prediction: training makes models that nobody asks.
  let made: Assembly | undefined;
  const assembly = (): Assembly =>
    (made ??= assemble(spec, { name: "model", width, classes, ...(image && { image }) }));
  const read = (features: ArrayLike<number>): Float64Array => readoutsOf(assembly(), weights, asTable(features, parts));
  const decide = (features: ArrayLike<number>): Float64Array => assembly().outputs(weights, read(features));
  return {
    spec,
    classes,
    weights,
    decide,
    predict: (features) => Array.from(assembly().classes(weights, read(features)), (label) => classes[label]),
    predictProbability: (features) => assembly().probabilities(weights, read(features)),
    toJSON: () => ({
      format: FORMAT,
      version: VERSION,
      spec: isHybrid(spec) ? hybridToJSON(spec) : spec,
      width,
      ...(image && { image }),
      classes: [...classes],
      weights: Array.from(weights),
    }),
  };
}

/** The circuit's readouts of raw rows, [rows, readouts]. */
function readoutsOf(
  { program, encoder, preparation, front, sizes }: Assembly,
  theta: Float64Array,
  rows: Dataset,
): Float64Array {
  const loaded = encoder.load(prepare(rows, preparation).features);
  const inputs = front?.map.forward(theta.subarray(0, sizes.before), loaded.inputs!);
  const batch = program.prepare(inputs ? { inputs } : loaded);
  return program.expectations({ weights: theta.subarray(sizes.before, sizes.before + sizes.weights), batch });
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
  if (data.version !== VERSION && data.version !== 1)
    throw refuse(`version is ${JSON.stringify(data.version)}`, `this release reads 1 and ${VERSION}`);
  const { classes, weights, width, image, spec } = data;
  if (!Array.isArray(classes) || classes.length < 2 || !classes.every((name) => typeof name === "string")) {
    throw refuse("classes are missing or malformed", "there must be two class names or more");
  }
  if (!Array.isArray(weights) || !weights.every((value): value is number => Number.isFinite(value))) {
    throw refuse("weights are missing or malformed", "they must be a list of finite numbers");
  }
  if (!Number.isInteger(width)) throw refuse(`width is ${JSON.stringify(width)}`, "it must be a whole number");
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    throw refuse("the spec is missing or malformed", "it must hold the classifier's options");
  }
  const whole = specFrom(data.version === 1 ? { ...LATER, ...spec } : spec);
  if (image !== undefined && !isShape(image, width as number)) {
    throw refuse(
      `image is ${JSON.stringify(image)}`,
      `height · width must be the ${width as number} features of a row`,
    );
  }
  const parts: Parts = {
    spec: whole,
    width: width as number,
    classes,
    weights,
    ...(image !== undefined && { image }),
  };
  const { before, weights: own, behind } = assemble(parts.spec, { name: "model", ...parts }).sizes;
  if (before + own + behind !== weights.length) {
    const wanted =
      before + behind === 0 ? `its circuit has ${own}` : `its circuit and maps have ${before + own + behind}`;
    throw refuse(`there are ${weights.length} weights`, wanted);
  }
  return createModel(parts);
}

/** @throws UphillError "model" for a spec that is not whole, and as `classifier` and `hybrid` do */
function specFrom(spec: object): ModelSpec {
  if (isHybrid(spec)) return hybridFromJSON(spec);
  // A spec is whole: filling in what is missing would change old models whenever a default changes.
  const missing = Object.keys(classifierOptions).filter((name) => !(name in spec));
  if (missing.length > 0)
    throw refuse(`the spec lacks ${missing.join(", ")}`, "it must hold all the classifier's options");
  return classifier(spec);
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
