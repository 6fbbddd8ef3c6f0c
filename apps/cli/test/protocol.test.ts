import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isUphillError } from "@uphill/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expectType,
  readAsk,
  readDone,
  readHello,
  readState,
} from "../../../packages/plugins/src/node/external/messages.js";
import { temporaryFolder, uphill } from "./run-cli.js";

type Schema = boolean | Readonly<Record<string, unknown>>;

const file = new URL("../../../docs/optimizer-protocol.schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(file, "utf8")) as { $defs: Record<string, Schema> };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What each keyword of JSON Schema says of a value, as far as our schema has them. */
const keywords: Record<string, (says: never, value: unknown, all: Record<string, Schema>) => boolean> = {
  $ref: (says: string, value) => valid(schema.$defs[says.replace("#/$defs/", "")], value),
  oneOf: (says: Schema[], value) => says.filter((one) => valid(one, value)).length === 1,
  type: (says: string | string[], value) => [says].flat().some((type) => isOf(type, value)),
  const: (says: unknown, value) => same(says, value),
  enum: (says: unknown[], value) => says.some((one) => same(one, value)),
  required: (says: string[], value) => !isObject(value) || says.every((name) => Object.hasOwn(value, name)),
  properties: (says: Record<string, Schema>, value) =>
    !isObject(value) ||
    Object.keys(says).every((name) => !Object.hasOwn(value, name) || valid(says[name], value[name])),
  additionalProperties: (says: Schema, value, { properties = {} }) =>
    !isObject(value) ||
    Object.keys(value).every((name) => Object.hasOwn(properties as object, name) || valid(says, value[name])),
  items: (says: Schema, value) => !Array.isArray(value) || value.every((one) => valid(says, one)),
  maxItems: (says: number, value) => !Array.isArray(value) || value.length <= says,
  maxProperties: (says: number, value) => !isObject(value) || Object.keys(value).length <= says,
  propertyNames: (says: Schema, value) => !isObject(value) || Object.keys(value).every((name) => valid(says, name)),
  minItems: (says: number, value) => !Array.isArray(value) || value.length >= says,
  minLength: (says: number, value) => typeof value !== "string" || value.length >= says,
  pattern: (says: string, value) => typeof value !== "string" || new RegExp(says, "u").test(value),
  minimum: (says: number, value) => typeof value !== "number" || value >= says,
  exclusiveMaximum: (says: number, value) => typeof value !== "number" || value < says,
  if: (says: Schema, value, { then = true, else: otherwise = true }) =>
    valid(valid(says, value) ? then : otherwise, value),
  then: () => true,
  else: () => true,
};

function isOf(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function valid(by: Schema, value: unknown): boolean {
  if (typeof by === "boolean") return by;
  return Object.entries(by).every(([keyword, says]) =>
    keywords[keyword](says as never, value, by as Record<string, Schema>),
  );
}

const fromUphill = (message: unknown): boolean => valid(schema.$defs.fromUphill, message);
const fromOptimizer = (message: unknown): boolean => valid(schema.$defs.fromOptimizer, message);

/** Reads a message as the command line does, by its type. @returns why it was refused */
function refused(message: Record<string, unknown>): string | undefined {
  const { type } = message;
  try {
    if (type === "hello") readHello("mine", message);
    else if (type === "state") readState("mine", message);
    else if (expectType("mine", message, "ask", "done") === "ask") readAsk("mine", message);
    else readDone("mine", message);
  } catch (error) {
    // Whatever it is, it is refused in a sentence.
    if (!isUphillError(error)) throw error;
    expect(error.message).toMatch(/^mine: .+, but .+\. See docs\/optimizer-protocol\.md\.$/);
    return error.message;
  }
  return undefined;
}

const hello = {
  type: "hello",
  protocol: 1,
  name: "mine",
  needs: ["value"],
  options: {
    rate: { default: 0.5, about: "Rate", above: 0, max: 2, integer: false },
    on: { default: true, about: "Whether" },
    kind: { default: "a", about: "Kind", values: ["a", "b"] },
  },
  observers: ["tentative"],
  reports: { cut: { kind: "count", about: "steps that were cut", title: "cuts", head: "cut", verb: "cut" } },
};
const sound: Record<string, unknown>[] = [
  hello,
  { type: "state", state: null },
  {
    type: "ask",
    kind: "values",
    thetas: [
      [1, 2],
      [3, 4],
    ],
    data: "next",
    shots: 10,
    phase: "tentative",
  },
  { type: "ask", kind: "overlap", thetas: [[1, 2]], others: [[3, 4]] },
  { type: "ask", kind: "gradient", thetas: [[1, 2]] },
  {
    type: "done",
    theta: [1, 2],
    state: { a: [1] },
    report: { value: 1, raised: true, signs: [{ code: "far-out", text: "Far." }] },
  },
];

/** Every place in a message, as a path of keys. */
function places(value: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [at];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    places(inner, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [at, ...below];
}

const GONE = Symbol("gone");

/** The message with another value at a place, or without it. */
function changed(message: unknown, place: readonly (string | number)[], to: unknown): unknown {
  if (place.length === 0) return to;
  const [key, ...rest] = place;
  const entries = Object.entries(message as object).flatMap(([name, value]): [string, unknown][] => {
    if (name !== String(key)) return [[name, value]];
    const inner = changed(value, rest, to);
    return inner === GONE ? [] : [[name, inner]];
  });
  return Array.isArray(message) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

describe("what an optimizer may write", () => {
  it.each(sound.map((message) => [message.type, message]))("%s is sound to reader and schema", (_, message) => {
    expect(refused(message)).toBeUndefined();
    expect(fromOptimizer(message)).toBe(true);
  });

  it("is accepted and refused alike by reader and schema, whatever is changed in it", () => {
    const words = [
      "values",
      "overlap",
      "all",
      "loss",
      "report",
      "gradient",
      "metric",
      "frequencies",
      "mine",
      "a",
      "",
      "1x",
    ];
    const values = fc.oneof(
      fc.constant(GONE),
      fc.constantFrom<unknown>(...words, null, true, 0, 1, -1, 0.5, 2, [], {}, [[]], [1], [[1]], [null], {
        value: "x",
      }),
    );
    const cases = sound.flatMap((message) =>
      places(message)
        .slice(1)
        .map((place) => ({ message, place })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...cases), values, ({ message, place }, to) => {
        const tried = changed(message, place, to) as Record<string, unknown>;
        // What a schema cannot say: that a default is among the values and within its bounds.
        if (place[0] === "options" && ["default", "values", "above", "max", "integer"].includes(String(place[2]))) {
          if (!fromOptimizer(tried)) expect(refusedOrBeyond(tried)).toBe(true);
          return;
        }
        expect(refused(tried) === undefined, JSON.stringify(tried)).toBe(fromOptimizer(tried));
      }),
      { numRuns: 3000, seed: 7 },
    );
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["no type", {}, /its message has the type left out, but it must be ask or done/],
    ["a name that is none", { ...hello, name: "2 fast" }, /its name is "2 fast"/],
    ["another protocol", { ...hello, protocol: 2 }, /its protocol is 2, but it must be 1/],
    [
      "an unknown need",
      { ...hello, needs: ["hessian"] },
      /its needs are \["hessian"\], but they must be a list of value,/,
    ],
    ["an option that is no object", { ...hello, options: { a: null } }, /its options are \{"a":null\}/],
    ["an option without a sentence", { ...hello, options: { a: { default: 1 } } }, /option a has about left out/],
    [
      "an option without values",
      { ...hello, options: { a: { default: "x", about: "A" } } },
      /option a has values left out/,
    ],
    ["no state", { type: "done", theta: [1] }, /its message has no state/],
    ["a point with a hole", { type: "done", theta: [1, null], state: 0 }, /theta is \[1,null\]/],
    ["a report of words", { type: "done", theta: [1], state: 0, report: { a: "b" } }, /its report is \{"a":"b"\}/],
    ["no points", { type: "ask", kind: "values", thetas: [] }, /thetas is \[\], but it must be a list of points/],
    [
      "a kind that is none",
      { type: "ask", kind: "hessian", thetas: [[1]] },
      /for the kind "hessian", but it must be values,/,
    ],
    ["a free phase", { type: "ask", kind: "values", thetas: [[1]], phase: "report" }, /in the phase "report"/],
    ["half a shot", { type: "ask", kind: "values", thetas: [[1]], shots: 0.5 }, /for 0.5 shots/],
    ["overlaps of nothing", { type: "ask", kind: "overlap", thetas: [[1]] }, /for overlap without others/],
    ["its own words", { type: "error", message: "too steep" }, /it says "too steep"/],
  ])("%s is refused in a sentence", (_, message, why) => {
    expect(refused(message)).toMatch(why);
  });

  it("has defaults within their own bounds", () => {
    const beyond = { ...hello, options: { rate: { default: 3, about: "Rate", max: 2 } } };
    expect(() => readHello("mine", beyond)).toThrow("mine: rate is 3, but it must be a number ≤ 2.");
  });
});

function refusedOrBeyond(message: Record<string, unknown>): boolean {
  try {
    readHello("mine", message);
  } catch (error) {
    return isUphillError(error);
  }
  return false;
}

describe("what Uphill writes", () => {
  it("is as the schema says: every line of a run that asks for all there is", () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "all.cjs"),
      `const { appendFileSync } = require("node:fs");
       const say = (message) => console.log(JSON.stringify(message));
       const needs = ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"];
       let theta, asked;
       require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
         appendFileSync("heard", line + "\\n");
         const message = JSON.parse(line);
         if (message.type === "hello") return say({ ...${JSON.stringify(hello)}, needs });
         if (message.type === "init") return say({ type: "state", state: [] });
         if (message.type === "step") [theta, asked] = [message.theta, ["values", "gradient", "metric", "overlap"]];
         const kind = asked.shift();
         if (!kind) return say({ type: "done", theta, state: { deep: [null, "x"] } });
         say({ type: "ask", kind, thetas: [theta], ...(kind === "overlap" && { others: [theta] }) });
       });`,
    );
    const command = `"${process.execPath}" all.cjs`;
    const { status, stderr } = uphill(
      folder,
      ...["optimizer", "trace", "--optimizer-command", command, "--function", "axes", "--steps", "2"],
    );
    expect(status, stderr).toBe(0);
    const heard = readFileSync(join(folder, "heard"), "utf8")
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    const types = heard.map((message) => (message as { type: string }).type);
    expect([...new Set(types)]).toEqual(["hello", "init", "step", "answer"]);
    for (const message of heard) expect(fromUphill(message), JSON.stringify(message)).toBe(true);
    expect(heard.find((message) => (message as { type: string }).type === "init")).toMatchObject({
      frequencies: [[1], [1]],
      alternatives: [[0, 1]],
    });
  });
});
