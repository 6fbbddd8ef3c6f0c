import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circuit,
  cnot,
  cphase,
  crx,
  cz,
  defineGate,
  drawSvg,
  drawText,
  gates,
  h,
  hardwareEfficient,
  input,
  iswap,
  layout,
  pauliRot,
  realMatrix,
  rot,
  rx,
  ry,
  rz,
  rzz,
  singleExcitation,
  swap,
  toffoli,
  unitary,
  weight,
  x,
  type Angle,
  type Circuit,
  type Gate,
  type Operation,
} from "../src/index.js";
import { columnsOf, numberLabel, printable } from "../src/picture/label.js";

const everyGate = Object.values(gates) as unknown as Gate[];

/** Any gate of the index on any qubits with any angles. */
const anyCircuit = fc
  .record({
    qubits: fc.integer({ min: 4, max: 7 }),
    uses: fc.array(
      fc.record({
        gate: fc.constantFrom(...everyGate),
        order: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
        angles: fc.array(
          fc.oneof(
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.nat(200).map((index): Angle => weight(index, { scale: 2, offset: -0.5 })),
            fc.nat(9).map((index): Angle => input(index)),
          ),
          { minLength: 3, maxLength: 3 },
        ),
      }),
      { maxLength: 40 },
    ),
  })
  .map(({ qubits, uses }) =>
    circuit(
      qubits,
      uses.map(({ gate, order, angles }): Operation => {
        const on = Array.from({ length: qubits }, (_, q) => q).sort((a, b) => order[a] - order[b] || a - b);
        return { gate, angles: angles.slice(0, gate.angles.length), qubits: on.slice(0, gate.qubits) };
      }),
    ),
  );

/** Throws unless every tag is closed in order, attributes are quoted, and text has no bare & or <. */
function checkXml(text: string): void {
  const open: string[] = [];
  const tag = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)(\/?)>/y;
  for (let at = 0; at < text.length;) {
    if (text[at] !== "<") {
      const next = text.indexOf("<", at);
      const words = text.slice(at, next < 0 ? undefined : next);
      if (/&(?!(amp|lt|gt|quot|#39);)|>/.test(words)) throw new Error(`bare markup: ${words}`);
      // eslint-disable-next-line no-control-regex -- what XML 1.0 forbids
      if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(words)) throw new Error("a forbidden character");
      if (open.length === 0 && words.trim() !== "") throw new Error(`text outside: ${words}`);
      at += words.length;
      continue;
    }
    tag.lastIndex = at;
    const found = tag.exec(text);
    if (!found) throw new Error(`no tag: ${text.slice(at, at + 80)}`);
    const [all, closing, name, , empty] = found;
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
    at += all.length;
  }
  expect(open).toEqual([]);
}

const indices = (svg: string): number[] =>
  [...svg.matchAll(/data-operation="(\d+)"/g)].map(([, index]) => Number(index));
const lines = (...all: string[]): string => all.join("\n");

describe("layout", () => {
  it("pushes operations left, past those on other qubits", () => {
    const { columns } = layout(circuit(3, [h(0), cnot(0, 1), x(2), rx(1, 2)]));
    expect(columns.map((column) => column.map(({ index }) => index))).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it("keeps clear of lines that cross a qubit", () => {
    const { columns } = layout(circuit(3, [cz(2, 0), h(1)]));
    expect(columns.map((column) => column.map(({ index, top, bottom }) => [index, top, bottom]))).toEqual([
      [[0, 0, 2]],
      [[1, 1, 1]],
    ]);
  });

  it("places every operation once, in order on each qubit, and no two of a column on one qubit", () => {
    fc.assert(
      fc.property(anyCircuit, (made) => {
        const { columns } = layout(made);
        const last = new Array<number>(made.qubits).fill(-1);
        const seen = new Set<number>();
        for (const column of columns) {
          const taken = new Set<number>();
          expect(column.length).toBeGreaterThan(0);
          for (const { index, top, bottom, operation, marks } of column) {
            expect(operation).toBe(made.operations[index]);
            expect(marks.map(({ qubit }) => qubit)).toEqual(operation.qubits);
            seen.add(index);
            for (let qubit = top; qubit <= bottom; qubit++) {
              expect(taken.has(qubit)).toBe(false);
              taken.add(qubit);
              expect(last[qubit]).toBeLessThan(index);
              last[qubit] = index;
            }
          }
        }
        expect(seen.size).toBe(made.operations.length);
        expect(columns.flat()).toHaveLength(made.operations.length);
      }),
    );
  });

  it("shows positions where boxes look alike, stand upside down, and that matters", () => {
    const texts = (operation: Operation): string[] =>
      layout(circuit(3, [operation])).columns[0][0].marks.map(({ text }) => text);
    expect(texts(rzz(1, 2, 0))).toEqual(["RZZ", "RZZ"]);
    expect(texts(iswap(2, 0))).toEqual(["iSWAP", "iSWAP"]);
    expect(texts(singleExcitation(1, 0, 1))).toEqual(["G", "G"]);
    expect(texts(singleExcitation(1, 1, 0))).toEqual(["G₀", "G₁"]);
    const mine = unitary(cnot.matrix()) as unknown as (...qubits: number[]) => Operation;
    expect(texts(mine(0, 2))).toEqual(["U", "U"]);
    expect(texts(mine(2, 0))).toEqual(["U₀", "U₁"]);
    expect(texts(pauliRot("XZ")(1, 2, 0))).toEqual(["RX", "RZ"]);
  });
});

describe("drawText", () => {
  it("draws a Bell pair and a trained turn", () => {
    expect(drawText(circuit(2, [h(0), cnot(0, 1), rx(weight(0), 1)]))).toBe(
      lines(
        "q0: ─┤H├─●──────────", //
        "         │",
        "q1: ─────⊕─┤RX(w0)├─",
      ),
    );
  });

  it("draws a Toffoli across a qubit that it leaves alone", () => {
    expect(drawText(circuit(4, [toffoli(3, 0, 2)]))).toBe(
      lines(
        "q0: ─●─", //
        "     │",
        "q1: ─┼─",
        "     │",
        "q2: ─⊕─",
        "     │",
        "q3: ─●─",
      ),
    );
  });

  it("draws a swap across a qubit", () => {
    expect(drawText(circuit(3, [swap(0, 2), rz(input(1), 1)]))).toBe(
      lines(
        "q0: ─×──────────", //
        "     │",
        "q1: ─┼─┤RZ(x1)├─",
        "     │",
        "q2: ─×──────────",
      ),
    );
  });

  it("writes angles short, at the lowest box", () => {
    const made = circuit(2, [
      ry(weight(3, { scale: 2, offset: 0.5 }), 0),
      rzz(Math.PI / 2, 1, 0),
      crx(weight(0, { scale: -1 }), 1, 0),
      cphase(0.123456, 0, 1),
      rot(weight(1), input(0, { scale: Math.PI, offset: -Math.PI / 4 }), -3, 1),
    ]);
    expect(drawText(made)).toBe(
      lines(
        "q0: ─┤RY(2·w3+0.5)├───┤RZZ├────┤RX(-w0)├──────●──────────────────────────────",
        "                        │          │          │",
        "q1: ────────────────┤RZZ(π/2)├─────●─────┤P(0.1235)├─┤Rot(w1, π·x0-π/4, -3)├─",
      ),
    );
  });

  it("goes on below at the width, and never breaks a gate", () => {
    const made = circuit(2, [h(0), cnot(0, 1), rx(weight(0), 1), rx(weight(1), 0), h(1)]);
    expect(drawText(made, { width: 22 })).toBe(
      lines(
        "q0: ─┤H├─●─┤RX(w1)├─»",
        "         │", //
        "q1: ─────⊕─┤RX(w0)├─»",
        "",
        "",
        "q0: «─────",
        "",
        "q1: «─┤H├─",
      ),
    );
    expect(drawText(made, { width: 1 }).split("\n\n\n")).toHaveLength(4);
    expect(drawText(made, { width: Infinity }).split("\n")).toHaveLength(3);
  });

  it("lines up the labels of ten qubits and more, and draws an empty circuit", () => {
    expect(
      drawText(circuit(11, [x(10)]))
        .split("\n")
        .filter((_, k) => k === 0 || k === 20),
    ).toEqual(["q0:  ─────", "q10: ─┤X├─"]);
    expect(drawText(circuit(1, []))).toBe("q0: ─");
  });

  it.each([0, -1, NaN])("refuses the width %d", (width) => {
    expect(() => drawText(circuit(1, []), { width })).toThrow(
      `drawText: the width is ${width}, but it must be a number above 0.`,
    );
  });

  it("keeps to the width, draws every line as long as the others, and every angle", () => {
    fc.assert(
      fc.property(anyCircuit, fc.integer({ min: 80, max: 200 }), (made, width) => {
        const text = drawText(made, { width });
        const widest = Math.max(...text.split("\n").map(columnsOf));
        expect(widest).toBeLessThanOrEqual(width);
        const blocks = text.split("\n\n\n");
        for (const block of blocks) {
          const drawn = block.split("\n").filter((line) => line.startsWith("q"));
          expect(drawn).toHaveLength(made.qubits);
          expect(new Set(drawn.map(columnsOf)).size).toBe(1);
        }
        expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
        const trained = made.operations.flatMap(({ angles }) => angles.filter((angle) => typeof angle === "object"));
        expect([...text.matchAll(/[wx]\d/g)]).toHaveLength(trained.length);
        expect(drawText(made, { width })).toBe(text);
      }),
    );
  });
});

describe("drawSvg", () => {
  it("is one well-formed document that shows every operation once and says nothing odd", () => {
    fc.assert(
      fc.property(anyCircuit, (made) => {
        const svg = drawSvg(made);
        checkXml(svg);
        expect(indices(svg).sort((a, b) => a - b)).toEqual(made.operations.map((_, index) => index));
        expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
        expect(drawSvg(made)).toBe(svg);
      }),
    );
  });

  it("draws the shapes, the names and the angles, with a key to the colours", () => {
    const svg = drawSvg(
      circuit(3, [toffoli(0, 1, 2), swap(0, 2), ry(weight(0), 0), rz(input(1), 1), rx(Math.PI / 2, 2)]),
    );
    expect(svg.match(/class="control"/g)).toHaveLength(2);
    expect(svg.match(/class="target"/g)).toHaveLength(1);
    expect(svg.match(/l12 12m0 -12l-12 12/g)).toHaveLength(2);
    expect(svg).toContain('<tspan class="weight">w0</tspan>');
    expect(svg).toContain('<tspan class="input">x1</tspan>');
    expect(svg).toContain(">π/2</text>");
    expect(svg).toContain(">weight w0<");
    expect(svg).toContain(">inputs x0 … x1<");
    expect(svg).toContain("<title>0: toffoli on q0, q1, q2</title>");
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).toMatch(
      /^<svg [^>]*role="img" viewBox="0 0 \d+ \d+"[^>]*>\n<title>Circuit on 3 qubits with 5 operations</,
    );
    expect(drawSvg(circuit(1, [h(0)]))).not.toContain('key"');
  });

  it("escapes a title, a name and a symbol", () => {
    const nasty = `<b a='1'>&"\u0007\ud800`;
    const gate = defineGate({
      name: nasty,
      qubits: 2,
      angles: [],
      structure: "dense",
      symbol: [nasty, "●"],
      matrix: () => realMatrix([]),
    });
    const nameless = defineGate({
      name: nasty,
      qubits: 1,
      angles: [],
      structure: "dense",
      matrix: () => realMatrix([]),
    });
    const svg = drawSvg(circuit(2, [gate(0, 1), nameless(0)]), { title: `a\n${nasty}` });
    checkXml(svg);
    expect(svg).toContain("<title>a &lt;b a=&#39;1&#39;&gt;&amp;&quot;��</title>");
    expect(svg).not.toContain("<b");
    expect(drawText(circuit(2, [gate(0, 1)]))).toContain(`┤<b a='1'>&"��├`);
  });

  it("goes on below when it gets wide", () => {
    const sizes = (made: Circuit): number[] =>
      (/viewBox="0 0 (\d+) (\d+)"/.exec(drawSvg(made)) ?? []).slice(1).map(Number);
    const [width, height] = sizes(circuit(6, hardwareEfficient({ qubits: 6, layers: 1 }).operations));
    const [wide, high] = sizes(circuit(6, hardwareEfficient({ qubits: 6, layers: 20 }).operations));
    expect(width).toBeLessThan(wide);
    expect(wide).toBeLessThanOrEqual(1100);
    expect(high).toBeGreaterThan(3 * height);
  });

  it("draws a gate on no qubit, and one whose marks leave no room for its angle", () => {
    const nowhere = defineGate({
      name: "gphase",
      qubits: 0,
      angles: ["g"],
      structure: "diagonal",
      matrix: () => realMatrix([[1]]),
    });
    const bare = defineGate({
      name: "cp",
      qubits: 2,
      angles: ["g"],
      structure: "diagonal",
      symbol: ["●", "●"],
      matrix: () => realMatrix([]),
    });
    const made = circuit(2, [nowhere(Math.PI), bare(weight(0), 0, 1)]);
    expect(drawText(made)).toBe(
      lines(
        "q0: ─┤gphase(π)├────●─────", //
        "                    │",
        "q1: ─────────────┤cp(w0)├─",
      ),
    );
    expect(indices(drawSvg(made))).toEqual([0, 1]);
  });
});

it("draws every gate of the index in both ways", () => {
  for (const gate of everyGate) {
    const qubits = Array.from({ length: gate.qubits }, (_, k) => k);
    const made = circuit(gate.qubits, [{ gate, qubits, angles: gate.angles.map((_, k) => weight(k)) }]);
    for (const k of gate.angles.keys()) expect(drawText(made)).toContain(`w${k}`);
    expect(indices(drawSvg(made))).toEqual([0]);
  }
});

describe("labels", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [Math.PI, "π"],
    [-Math.PI / 2, "-π/2"],
    [(7 * Math.PI) / 16, "7π/16"],
    [20 * Math.PI, "20π"],
    [3.1416, "3.142"],
    [0.5, "0.5"],
    [1e-12, "1e-12"],
    [-25000000, "-2.5e7"],
    [1e22, "1e22"],
    [-Number.MAX_VALUE, "-1.798e308"],
    [5e-324, "5e-324"],
    [999999, "1e6"],
    [123456, "123500"],
  ])("writes %d as %s", (value, text) => expect(numberLabel(value)).toBe(text));

  it("shortens names and makes them printable", () => {
    expect(printable("a\u001b[31m\u202eb")).toBe("a�[31m�b");
    expect(Array.from(printable("é".repeat(100)))).toHaveLength(32);
    expect(columnsOf("a漢é\u0301√")).toBe(5);
  });
});

it("stays linear on long circuits", () => {
  // Quadratic work would take minutes here, past the test's time limit.
  const made = circuit(
    20,
    Array.from({ length: 100_000 }, (_, k) => (k % 3 ? rx(weight(k), k % 20) : cnot(k % 20, (k + 7) % 20))),
  );
  expect(drawText(made).length).toBeGreaterThan(100_000);
  expect(indices(drawSvg(made))).toHaveLength(100_000);
});
