import { isUphillError } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  angleAt,
  circuit,
  circuitFromJSON,
  circuitToJSON,
  compose,
  counts,
  drawSvg,
  expand,
  inverse,
  polynomial,
  rot,
  rx,
  ry,
  rz,
  weight,
  type Angle,
} from "../src/index.js";
import { angleLabel } from "../src/picture/label.js";

const X = [0.3, -1.1, 0.7];
/** 2(π − x0)(π − x1) */
const pair = polynomial(
  [{ inputs: [0, 1] }, { coefficient: -Math.PI, inputs: [0] }, { coefficient: -Math.PI, inputs: [1] }],
  { scale: 2, offset: 2 * Math.PI ** 2 },
);

describe("polynomial", () => {
  it("comes to the number that its formula gives", () => {
    expect(angleAt(pair, [], X)).toBeCloseTo(2 * (Math.PI - X[0]) * (Math.PI - X[1]), 12);
    expect(angleAt(polynomial([{ coefficient: 3, inputs: [2, 0, 2] }]), [], X)).toBeCloseTo(3 * X[2] ** 2 * X[0], 14);
    expect(angleAt(pair, [], [9, ...X], 1)).toBe(angleAt(pair, [], X));
    expect(angleAt(weight(1, { scale: 2, offset: 1 }), [5, 7], [])).toBe(15);
    expect(angleAt(0.4, [], [])).toBe(0.4);
  });

  it("puts equal terms together, and is the simplest angle that says the same", () => {
    const terms = [
      { inputs: [1, 0] },
      { coefficient: 2, inputs: [0, 1] },
      { coefficient: 5, inputs: [] },
      { coefficient: 4, inputs: [2] },
    ];
    expect(polynomial(terms, { scale: 2, offset: 1 })).toEqual({
      terms: [
        { coefficient: 4, inputs: [2] },
        { coefficient: 3, inputs: [0, 1] },
      ],
      scale: 2,
      offset: 11,
    });
    expect(polynomial([{ coefficient: 3, inputs: [4] }], { scale: 2 })).toEqual({ input: 4, scale: 6, offset: 0 });
    expect(polynomial([{ inputs: [0, 1] }, { coefficient: -1, inputs: [1, 0] }], { offset: 2 })).toBe(2);
    expect(polynomial([])).toBe(0);
  });

  it.each<[string, () => unknown, string]>([
    ["an index", () => polynomial([{ inputs: [0, -1] }]), "input: the index is -1"],
    ["a coefficient", () => polynomial([{ coefficient: NaN, inputs: [0] }]), "a term's coefficient is NaN"],
    ["a text", () => polynomial("x0*x1" as never), "polynomial: it was given no list of terms"],
    ["too long a term", () => polynomial([{ inputs: new Array<number>(65).fill(0) }]), "a term multiplies 65 inputs"],
    [
      "too many terms",
      () => polynomial(Array.from({ length: 4097 }, (_, k) => ({ inputs: [k] }))),
      "an angle has 4097 terms, but 4096 are the limit",
    ],
    ["no terms, made by hand", () => circuit(1, [rx({ terms: [], scale: 1, offset: 0 }, 0)]), "operation 0 (rx)"],
    [
      "an index, made by hand",
      () => circuit(1, [rx({ terms: [{ coefficient: 1, inputs: [0.5] }], scale: 1, offset: 0 }, 0)]),
      "operation 0 (rx): an angle takes input 0.5",
    ],
    [
      "an input beyond the limit",
      () => circuit(1, [rx(polynomial([{ inputs: [0, 2 ** 22] }]), 0)]),
      "an angle takes input 4194304",
    ],
  ])("refuses %s", (_, act, message) => {
    let error: unknown;
    try {
      act();
    } catch (caught) {
      error = caught;
    }
    expect(isUphillError(error)).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});

describe("circuits with polynomials", () => {
  const made = circuit(2, [ry(weight(2), 0), rz(pair, 1), rot(0.1, polynomial([{ inputs: [2, 2] }]), 0.2, 0)]);

  it("count their inputs, and are taken apart, composed and undone", () => {
    expect([made.weights, made.inputs, counts(made).inputs]).toEqual([3, 3, 3]);
    expect(expand(made).operations.map(({ gate }) => gate.name)).toEqual(["ry", "rz", "rz", "ry", "rz"]);
    expect(compose(made, made).inputs).toBe(3);
    const [first] = inverse(circuit(1, [rz(pair, 0)])).operations[0].angles;
    expect(angleAt(first, [], X)).toBe(-angleAt(pair, [], X));
  });

  it("are written as version 2, others as version 1, and come back to the bit", () => {
    const json = circuitToJSON(made);
    expect([json.version, circuitToJSON(circuit(1, [rx(0.1, 0)])).version]).toEqual([2, 1]);
    expect(circuitFromJSON(JSON.stringify(json))).toEqual(made);
    const broken = { ...json, operations: [{ gate: "rx", qubits: [0], angles: [{ terms: [{ inputs: "x" }] }] }] };
    expect(() => circuitFromJSON(broken)).toThrow("operation 0: an angle's terms are not all a coefficient and inputs");
    expect(() => circuitFromJSON({ ...json, version: 3 })).toThrow("version is 3, but this release reads 1 and 2");
  });

  it.each<[Angle, string]>([
    [polynomial([{ inputs: [0, 1] }]), "x0·x1"],
    [polynomial([{ inputs: [0, 1] }], { scale: -1, offset: -0.5 }), "-x0·x1-0.5"],
    [polynomial([{ inputs: [0] }, { coefficient: -2, inputs: [1] }], { scale: 2 }), "2·(x0-2·x1)"],
    [pair, "f(x0,x1)"],
    [polynomial([0, 3, 5, 7, 11].map((k) => ({ inputs: [k] }))), "f(x0,x3,…,x11)"],
  ])("are drawn short: %#", (angle, text) => {
    expect(angleLabel(angle)).toEqual({ text, kind: "input" });
    expect(drawSvg(circuit(1, [rx(angle, 0)]))).toContain(text);
  });
});
