import { describe, expect, it } from "vitest";
import { angleAt, drawText, fromQasm, toQasm } from "../src/index.js";

const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n';
/** As Qiskit 2 writes its ZZ feature map of two features, with two trained turns behind it. */
const featureMap = `${head}input float[64] _x_0_;
input float[64] t;
input float[64] _x_1_;
input float[64] u;
qubit[2] q;
h q[0];
p(2*_x_0_) q[0];
h q[1];
p(2*_x_1_) q[1];
cx q[0], q[1];
p(2*(pi - _x_0_)*(pi - _x_1_)) q[1];
cx q[0], q[1];
ry(t) q[0];
ry(2*u + 1) q[1];
`;
const array = (count: number, angle: string): string =>
  `${head}input array[float[64], ${count}] x;\nqubit q;\nrx(${angle}) q;\n`;
const valueOf = (text: string, inputs: number[]): number =>
  angleAt(fromQasm(text).circuit.operations[0].angles[0], [], inputs);
const x = [0.3, -1.1, 0.7];

describe("inputs that meet in one angle", () => {
  it("come with the data, in all their angles; all others are weights", () => {
    const { circuit, weightNames, inputNames, notes } = fromQasm(featureMap);
    expect([weightNames, inputNames]).toEqual([
      ["t", "u"],
      ["_x_0_", "_x_1_"],
    ]);
    expect([circuit.weights, circuit.inputs]).toEqual([2, 2]);
    expect(circuit.operations[1].angles).toEqual([{ input: 0, scale: 2, offset: 0 }]);
    expect(circuit.operations[8].angles).toEqual([{ weight: 1, scale: 2, offset: 1 }]);
    expect(angleAt(circuit.operations[5].angles[0], [], x)).toBeCloseTo(2 * (Math.PI - x[0]) * (Math.PI - x[1]), 12);
    expect(notes).toEqual([
      "_x_0_, _x_1_ come with the data, and are no weights: an angle holds a sum or a product of them.",
    ]);
    expect(drawText(circuit)).toContain("P(f(x0,x1))");
  });

  it.each<[string, number]>([
    ["x[0] + x[1]", x[0] + x[1]],
    ["x[0] - 2*x[1]/3 + x[2] - 1", x[0] - (2 * x[1]) / 3 + x[2] - 1],
    ["-(x[0]*x[1])", -(x[0] * x[1])],
    ["(x[0] + 1)*(x[1] - x[2])/pi", ((x[0] + 1) * (x[1] - x[2])) / Math.PI],
    ["2*(pi - x[0])*(pi - x[1])*(pi - x[-1])", 2 * (Math.PI - x[0]) * (Math.PI - x[1]) * (Math.PI - x[2])],
    ["(x[0] + x[1])**3", (x[0] + x[1]) ** 3],
    ["pow(x[0], 2) + x[1]", x[0] ** 2 + x[1]],
    ["x[0]**1 + x[1]*x[2]**2", x[0] + x[1] * x[2] ** 2],
  ])("%s has its value", (angle, wanted) => expect(valueOf(array(3, angle), x)).toBeCloseTo(wanted, 12));

  it("meet inside of gates, under modifiers and in global phases", () => {
    const text = `${head}gate g(a, b) q, r { crx(a*b) q, r; gphase(a + b); }
input array[float, 2] x;\nqubit[2] q;\ninv @ g(x[0], x[1]) q[0], q[1];\n`;
    const { circuit } = fromQasm(text);
    const angles = circuit.operations.map((operation) => operation.angles.map((angle) => angleAt(angle, [], x)));
    expect(angles).toEqual([[-x[0] * x[1]], [2 * (x[0] + x[1])], [-2 * (x[0] + x[1])]]);
  });

  it("that cancel leave a weight, or a number", () => {
    expect(fromQasm(array(2, "x[0]*x[1] - x[1]*x[0] + 3*x[1]")).circuit.operations[0].angles).toEqual([
      { weight: 1, scale: 3, offset: 0 },
    ]);
    expect(fromQasm(array(2, "x[0]*x[1] - x[1]*x[0] + 3")).circuit.operations[0].angles).toEqual([3]);
  });

  it("are written so that they read back to the bit", () => {
    const { circuit } = fromQasm(featureMap);
    const text = toQasm(circuit);
    expect(text).toContain("p(-6.283185307179586*x0 - 6.283185307179586*x1 + 2*x0*x1 + 19.739208802178716) q[1];");
    expect(fromQasm(text).circuit).toEqual(circuit);
    expect(toQasm(circuit, { weights: [1, 2], inputs: x })).toContain(
      `p(${angleAt(circuit.operations[5].angles[0], [], x)}) q[1];`,
    );
  });
});

describe("data", () => {
  it("names what comes with the data: single inputs, or whole arrays", () => {
    const text = `${head}input float a;\ninput array[float, 2] x;\nqubit q;\nrx(x[1]) q;\nrz(a) q;\n`;
    const names = (data?: string[]): (readonly string[])[] => {
      const { weightNames, inputNames } = fromQasm(text, data && { data });
      return [weightNames, inputNames];
    };
    expect(names()).toEqual([["a", "x[0]", "x[1]"], []]);
    expect(names(["x"])).toEqual([["a"], ["x[0]", "x[1]"]]);
    expect(names(["a", "x[1]"])).toEqual([["x[0]"], ["a", "x[1]"]]);
    expect(fromQasm(text, { data: ["x"] }).circuit).toMatchObject({ weights: 1, inputs: 2 });
    expect(fromQasm(text, { data: ["x"] }).notes).toEqual([]);
  });

  it.each<[string, string[], string]>([
    [array(2, "x[0]*x[1]"), [], "circuit.qasm:5:8: an angle depends on weights or data otherwise than by numbers"],
    [array(2, "x[0]*x[1]"), ["x[1]"], "Name all of its inputs as data"],
    [
      array(2, "x[0]"),
      ["y"],
      'circuit.qasm: no input is called "y", but the inputs are x[0], x[1]. Name inputs as the file declares them.',
    ],
    [array(2, "x[0]"), ["q"], 'circuit.qasm: no input is called "q", which is qubits, but the inputs are x[0], x[1].'],
    [`const float k = 2;\n${array(2, "x[0]")}`.replace(head, ""), ["k"], 'called "k", which is a constant, but'],
    [
      array(2, "x[0]"),
      ["x=1"],
      '"x=1" is no name of an input, but the inputs are x[0], x[1]. Give the names alone, such as x,y;',
    ],
    [array(2, "x[0]"), ["x", ""], '"" is no name of an input'],
    [array(2, "x[0]"), ["x y"], '"x y" is no name of an input'],
    [`${head}qubit q;`, ["x"], 'no input is called "x", but only inputs come with the data, and the file has none.'],
    [array(2, "x[0]"), "x" as never, "fromQasm: data is no list of names"],
  ])("%# is refused", (text, data, message) => expect(() => fromQasm(text, { data })).toThrow(message));
});

describe("limits, counted before the work", () => {
  const all = (count: number, item: (k: number) => string, by: string): string =>
    Array.from({ length: count }, (_, k) => item(k)).join(by);

  it.each<[string, string, string]>([
    [
      "terms of a sum",
      array(
        5000,
        all(5000, (k) => `x[${k}]`, "+"),
      ),
      "an angle has 4097 terms",
    ],
    [
      "terms of a product",
      array(
        30,
        all(30, (k) => `(1-x[${k}])`, "*"),
      ),
      "an angle has 8191 terms",
    ],
    ["factors", array(2, "(x[0]+x[1])**1000000000"), "an angle multiplies more than 64 inputs"],
    ["powers of powers", array(2, "((x[0]**8)**8)**8"), "an angle multiplies more than 64 inputs"],
    [
      "work",
      array(
        4,
        all(20, () => "(x[0]+x[1]+x[2]+x[3])**20", "-"),
      ),
      "sums and products of inputs take more than",
    ],
    ["coefficients", array(2, "1e200*x[0]*(1e200*x[1] + x[0])"), "an expression has no finite value"],
  ])("of %s", (_, text, message) => expect(() => fromQasm(text)).toThrow(message));

  it("let a long sum through", () => {
    expect(
      fromQasm(
        array(
          4000,
          all(4000, (k) => `x[${k}]`, "+"),
        ),
      ).circuit.inputs,
    ).toBe(4000);
    expect(
      valueOf(
        array(
          2,
          all(50_000, (k) => `x[${k % 2}]`, "+"),
        ),
        [1, 2],
      ),
    ).toBe(75_000);
  });
});
