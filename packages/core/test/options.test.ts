import { describe, expect, it } from "vitest";
import {
  byName,
  choice,
  decode,
  describeField,
  encode,
  fieldFrom,
  flag,
  isUphillError,
  list,
  number,
  parseOptions,
  pick,
  suggest,
  type Field,
  type FieldDescription,
} from "../src/index.js";

const fields = {
  learningRate: number({
    default: 0.01,
    above: 0,
    about: "Step size",
    search: { kind: "log-uniform", low: 1e-4, high: 1 },
  }),
  steps: number({ default: 10, min: 1, max: 100, integer: true, about: "How many steps" }),
  decay: number({ default: 0.5, min: 0, below: 1, about: "How much stays", scalesWith: "learningRate" }),
  axis: choice({
    default: "x",
    values: ["x", "y"],
    about: "Which axis",
    search: { kind: "choice", values: ["x", "y"] },
  }),
  nesterov: flag({ default: false, about: "Look ahead" }),
  gates: list({ default: ["rx", "ry"], values: ["rx", "ry", "rz"], about: "Which gates" }),
};
const defaults = { learningRate: 0.01, steps: 10, decay: 0.5, axis: "x", nesterov: false, gates: ["rx", "ry"] };

function caught(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("parseOptions", () => {
  it("fills in every default", () => {
    expect(parseOptions("adam", fields)).toEqual(defaults);
    expect(parseOptions("adam", fields, {})).toEqual(defaults);
    expect(parseOptions("adam", fields, { steps: undefined })).toEqual(defaults);
  });

  it("takes what is given, bounds included where they are", () => {
    const given = { learningRate: 5e-324, steps: 100, decay: 0, axis: "y", nesterov: true, gates: ["rz"] };
    expect(parseOptions("adam", fields, given)).toEqual(given);
    expect(parseOptions("adam", fields, { steps: 1 }).steps).toBe(1);
  });

  it.each([
    [{ learningRate: 0 }, "adam: learningRate is 0, but it must be a number > 0. Step size (default 0.01)."],
    [{ learningRate: NaN }, "adam: learningRate is NaN, but it must be a number > 0. Step size (default 0.01)."],
    [
      { learningRate: Infinity },
      "adam: learningRate is Infinity, but it must be a number > 0. Step size (default 0.01).",
    ],
    [{ learningRate: "1" }, 'adam: learningRate is "1", but it must be a number > 0. Step size (default 0.01).'],
    [{ steps: 0 }, "adam: steps is 0, but it must be an integer ≥ 1 and ≤ 100. How many steps (default 10)."],
    [{ steps: 101 }, "adam: steps is 101, but it must be an integer ≥ 1 and ≤ 100. How many steps (default 10)."],
    [{ steps: 1.5 }, "adam: steps is 1.5, but it must be an integer ≥ 1 and ≤ 100. How many steps (default 10)."],
    [{ decay: 1 }, "adam: decay is 1, but it must be a number ≥ 0 and < 1. How much stays (default 0.5)."],
    [{ axis: "z" }, 'adam: axis is "z", but it must be x | y. Which axis (default "x").'],
    [{ nesterov: 1 }, "adam: nesterov is 1, but it must be true | false. Look ahead (default false)."],
    [{ gates: [] }, 'adam: gates is [], but it must be list of rx | ry | rz. Which gates (default ["rx","ry"]).'],
    [{ gates: ["h"] }, 'adam: gates is ["h"], but it must be list of rx | ry | rz. Which gates (default ["rx","ry"]).'],
    [{ axis: null }, 'adam: axis is null, but it must be x | y. Which axis (default "x").'],
  ])("refuses %j", (given, message) => {
    expect(caught(() => parseOptions("adam", fields, given))).toEqual({ code: "options", message });
  });

  it("names the nearest option for one that it does not know", () => {
    expect(caught(() => parseOptions("adam", fields, { learningrate: 1 }))).toEqual({
      code: "options",
      message:
        'adam: there is an option "learningrate", but it has no such option. Did you mean "learningRate"? ' +
        "Options of adam: learningRate, steps, decay, axis, nesterov, gates.",
    });
    expect(caught(() => parseOptions("rest", {}, { a: 1 })).message).toBe(
      'rest: there is an option "a", but it has no such option. rest has no options.',
    );
    expect(caught(() => parseOptions("adam", fields, { toString: 1 })).code).toBe("options");
  });
});

describe("a field", () => {
  it("says what it takes and keeps where to search", () => {
    expect(fields.learningRate).toMatchObject({ type: "a number > 0", search: { kind: "log-uniform" } });
    expect(fields.steps).toMatchObject({ type: "an integer ≥ 1 and ≤ 100", about: "How many steps", default: 10 });
    expect(fields.decay.scalesWith).toBe("learningRate");
    expect(fields.axis).toMatchObject({ type: "x | y", search: { kind: "choice", values: ["x", "y"] } });
    expect(number({ default: 1, about: "" }).type).toBe("a number");
  });

  it("speaks Standard Schema, and takes its own default", () => {
    for (const field of Object.values(fields)) {
      expect(field.schema["~standard"].version).toBe(1);
      expect(field.schema["~standard"].validate(field.default)).toEqual({ value: field.default });
    }
  });
});

describe("a field as plain data", () => {
  const there = (field: Field<unknown>): Field<unknown> =>
    fieldFrom(decode(encode(describeField(field))) as FieldDescription);

  it("comes back whole, and refuses what it refused, in the same words", () => {
    const back = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, there(field)]));
    expect(parseOptions("nlr", back)).toEqual(parseOptions("nlr", fields));
    const tried = [0, -1, 0.5, 1, 101, 10.5, NaN, "x", "z", true, [], ["rz"], ["no"], {}, null];
    for (const key of Object.keys(fields)) {
      expect(describeField(back[key])).toEqual(describeField(fields[key as keyof typeof fields]));
      for (const value of tried) {
        const said = (those: typeof back): unknown => {
          try {
            return parseOptions("nlr", those, { [key]: value });
          } catch (error) {
            return (error as Error).message;
          }
        };
        expect(said(back)).toEqual(said(fields));
      }
    }
  });

  it("allows everything where its schema was of another kind", () => {
    const validate = (): { issues: { message: string }[] } => ({ issues: [{ message: "never" }] });
    const odd = {
      default: 1,
      about: "Odd",
      type: "odd",
      schema: { "~standard": { version: 1, vendor: "x", validate } },
    };
    expect(parseOptions("nlr", { odd: there(odd as Field<unknown>) }, { odd: "anything" })).toEqual({
      odd: "anything",
    });
  });
});

describe("pick, suggest and byName", () => {
  const items = { adam: { name: "adam" }, "gradient-descent": { name: "gradient-descent" } };

  it("finds an item", () => {
    expect(pick("train", "optimizer", items, "adam")).toBe(items.adam);
  });

  it("names the nearest item, or just the list", () => {
    expect(caught(() => pick("train", "optimizer", items, "adm"))).toEqual({
      code: "unknown",
      message: 'train: there is no optimizer "adm", but it must be one of adam, gradient-descent. Did you mean "adam"?',
    });
    expect(caught(() => pick("train", "optimizer", items, "zzzz")).message).toBe(
      'train: there is no optimizer "zzzz", but it must be one of adam, gradient-descent. Choose a known optimizer.',
    );
    expect(caught(() => pick("train", "optimizer", items, "toString")).code).toBe("unknown");
  });

  it("suggests what is near and nothing else", () => {
    expect(suggest("learning_rate", ["learningRate", "steps"])).toBe('Did you mean "learningRate"? ');
    expect(suggest("qqqqqqqq", ["learningRate", "steps"])).toBe("");
    expect(suggest("anything", [])).toBe("");
  });

  it("turns a module of items into a record by name", () => {
    expect(byName({ a: items.adam, b: items["gradient-descent"] })).toEqual(items);
  });
});
