import { describe, expect, it } from "vitest";
import { fromQasm, toQasm, type Matrix } from "../src/index.js";
import { corpus } from "./qasm-corpus.js";
import { distance, unitary as dense } from "./dense.js";

const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n';
const matrixOf = (text: string, weights: number[] = []): Matrix => dense(fromQasm(text).circuit, weights);
const three = (statements: string, qubits = 1): string => `${head}qubit[${qubits}] q;\n${statements}`;
const diagonal = (...angles: number[]): Matrix => {
  const n = angles.length;
  const place = (f: (x: number) => number): Float64Array =>
    Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? f(angles[k % n]) : 0));
  return { re: place(Math.cos), im: place(Math.sin) };
};
const probabilities = ({ re, im }: Matrix): number[] => {
  const size = Math.sqrt(re.length);
  return Array.from({ length: size }, (_, k) => re[k * size] ** 2 + im[k * size] ** 2);
};

describe("files of other tools", () => {
  it("Qiskit's 2.0: own gates and measurements", () => {
    const { circuit, measured } = fromQasm(corpus.qiskit2);
    const names = ["h", "cnot", "h", "cnot", "rz", "cnot", "h", "rx", "cphase", "u3"];
    expect(circuit.operations.map(({ gate }) => gate.name)).toEqual(names);
    expect(circuit.operations[2].qubits).toEqual([0]);
    expect(circuit.operations[8].angles).toEqual([(-3 * Math.PI) / 4]);
    expect(measured).toEqual([
      { qubit: 0, bit: "meas[0]" },
      { qubit: 1, bit: "meas[1]" },
    ]);
  });

  it("Qiskit's 3.0: parameters become weights in order of declaration", () => {
    const { circuit, weightNames, measured } = fromQasm(corpus.qiskit3);
    expect(weightNames).toEqual(["_θ_0_", "phi"]);
    expect(circuit.weights).toBe(2);
    const [first, ...rest] = circuit.operations;
    expect([first.gate.name, first.angles]).toEqual(["ry", [{ weight: 0, scale: 1, offset: 0 }]]);
    expect(rest.find(({ gate }) => gate.name === "rz")?.angles).toEqual([{ weight: 1, scale: 2, offset: 0.5 }]);
    const last = rest[rest.length - 1];
    expect([last.gate.name, last.qubits, last.angles]).toEqual([
      "crx",
      [2, 0],
      [{ weight: 1, scale: -0.5, offset: 0 }],
    ]);
    expect(measured.map(({ qubit }) => qubit)).toEqual([0, 1]);
  });

  it("Cirq's: expressions of pi", () => {
    const { circuit, measured } = fromQasm(corpus.cirq);
    const angles = circuit.operations.map(({ angles: each }) => each);
    expect(angles).toEqual([[], [], [Math.PI / 4], [], [Math.PI / 2, Math.PI, 1.75 * Math.PI], [-Math.PI / 2]]);
    expect(measured).toEqual([{ qubit: 0, bit: "m_a[0]" }]);
  });

  it("the QFT example spreads evenly, with the phases of 2πjk/16", () => {
    const { re, im } = matrixOf(corpus.qft);
    // |1010⟩ has q[0] = q[2] = 1; this QFT leaves its bits in reverse: amplitude of |k⟩ is e^{2πi·10·reverse(k)/16}/4.
    for (let k = 0; k < 16; k++) {
      const reversed = [0, 1, 2, 3].reduce((sum, bit) => sum + ((k >> bit) & 1) * 2 ** (3 - bit), 0);
      const angle = (2 * Math.PI * 10 * reversed) / 16;
      expect(re[k * 16]).toBeCloseTo(Math.cos(angle) / 4, 12);
      expect(im[k * 16]).toBeCloseTo(Math.sin(angle) / 4, 12);
    }
  });

  it("the adder adds 1 and 3", () => {
    // Order cin, a[0], a[1], b[0], b[1], cout: a = 1 stays, b becomes 4 mod 4 = 0, and the carry is 1.
    expect(probabilities(matrixOf(corpus.adder))[0b010001]).toBeCloseTo(1, 12);
  });

  it("modifiers, constants, broadcast", () => {
    const { circuit, weightNames, measured } = fromQasm(corpus.three);
    expect([circuit.qubits, circuit.weights, weightNames, measured.length]).toEqual([4, 1, ["theta"], 3]);
    expect(circuit.operations.slice(0, 3).map(({ qubits }) => qubits)).toEqual([[0], [1], [2]]);
    const again = fromQasm(toQasm(circuit)).circuit;
    expect(distance(dense(again, [0.8]), dense(circuit, [0.8]))).toBeLessThan(1e-12);
  });
});

describe("meaning", () => {
  const a = 0.7;
  it.each<[string, string, Matrix, number]>([
    ["U has its phase", "U(1.4, 0, 0) q; ry(-1.4) q;", diagonal(a, a), 1],
    ["u3 has determinant 1", "u3(0, 0.6, 0.8) q;", diagonal(-a, a), 1],
    ["gphase stays", "gphase(0.7);", diagonal(a, a), 1],
    ["ctrl gphase is a phase", "ctrl @ gphase(0.7) q;", diagonal(0, a), 1],
    ["negctrl gphase", "negctrl @ gphase(0.7) q;", diagonal(a, 0), 1],
    ["three controls", "ctrl(3) @ gphase(0.7) q[0], q[1], q[2];", diagonal(0, 0, 0, 0, 0, 0, 0, a), 3],
    [
      "controlled U keeps U's phase",
      "ctrl @ U(0.9, 0, 0) q[0], q[1]; cry(-0.9) q[0], q[1];",
      diagonal(0, 0, 0.45, 0.45),
      2,
    ],
    ["cu of the library", "cu(0, 0.1, 0.2, 0.7) q[0], q[1];", diagonal(0, 0, 0.7, 1), 2],
    [
      "controlled rzz",
      "gate z2(t) a, b { cx a, b; rz(t) b; cx a, b; } ctrl @ z2(0.7) q[0], q[1], q[2];",
      diagonal(0, 0, 0, 0, -a / 2, a / 2, a / 2, -a / 2),
      3,
    ],
    ["pow(1/2) @ z is s", "pow(1/2) @ z q;", diagonal(0, Math.PI / 2), 1],
    ["pow(1/2) @ cz", "pow(0.5) @ cz q[0], q[1];", diagonal(0, 0, 0, Math.PI / 2), 2],
    ["pow(-2) @ t", "pow(-2) @ t q;", diagonal(0, -Math.PI / 2), 1],
    ["pow(1/2) @ x is sx", "pow(1/2) @ x q; inv @ sx q;", diagonal(0, 0), 1],
    ["ctrl pow inv composed", "inv @ ctrl @ pow(1/2) @ s q[0], q[1]; cp(pi/4) q[0], q[1];", diagonal(0, 0, 0, 0), 2],
    ["order of controls", "ctrl @ negctrl @ gphase(0.7) q[0], q[1];", diagonal(0, 0, a, 0), 2],
    ["powers bind first", "p(-2**2/2 + 2*1.35) q;", diagonal(0, a), 1],
    ["functions", "p(0.7 + sin(pi) + ln(exp(1)) - arctan(tan(1))) q;", diagonal(0, a), 1],
    ["minus takes from the left", "p(2.7 - 1 - 1) q;", diagonal(0, a), 1],
  ])("%s", (_, text, truth, qubits) => {
    expect(distance(matrixOf(three(text, qubits)), truth)).toBeLessThan(1e-12);
  });

  it("controls with trained angles keep them trained", () => {
    const text = `${head}input float w;\nqubit[4] q;\n`;
    for (const gate of ["rx(w) q[2]", "ry(2*w) q[2]", "rzz(w) q[2], q[3]", "U(w, w/2, 1) q[3]", "crx(w) q[2], q[3]"]) {
      const trained = matrixOf(`${text}ctrl(2) @ ${gate.replace(") q", ") q[0], q[1], q")};`, [0.9]);
      const fixed = matrixOf(
        `${text.replace("input float w", "const float w = 0.9")}ctrl(2) @ ${gate.replace(") q", ") q[0], q[1], q")};`,
      );
      expect(distance(trained, fixed), gate).toBeLessThan(1e-12);
      const size = 16;
      const alone = matrixOf(`${text}${gate};`, [0.9]);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          const at = i * size + j;
          const inside = i >> 2 === 3 && j >> 2 === 3;
          const [re, im] = inside ? [alone.re[at], alone.im[at]] : [i === j ? 1 : 0, 0];
          expect(Math.hypot(trained.re[at] - re, trained.im[at] - im), gate).toBeLessThan(1e-12);
        }
      }
    }
    expect(fromQasm(`${text}ctrl @ rx(w) q[0], q[1];`).circuit.operations[0].gate.name).toBe("crx");
  });

  it("a trained global phase is kept, or left out on request", () => {
    const text = `${head}input float w;\nqubit q;\ngphase(w/2 + 0.1);\n`;
    expect(distance(matrixOf(text, [1.2]), diagonal(0.7, 0.7))).toBeLessThan(1e-12);
    expect(fromQasm(text).globalPhase).toBe(0.1);
    expect(fromQasm(text, { keepGlobalPhase: false }).circuit.operations).toEqual([]);
  });
});

describe("refused, with the place", () => {
  const two = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];\ncreg c[3];\n';
  it.each<[string, string, string]>([
    [
      "teleportation's if",
      `${two}measure q[0] -> c[0];\nif(c==1) z q[2];`,
      'circuit.qasm:6:1: there is "if" in the line "if(c==1) z q[2];"',
    ],
    ["a reset in between", `${two}x q[0];\nreset q;`, "circuit.qasm:6:7: qubit 0 is reset after it was used"],
    ["a reset behind a measurement", `${two}measure q[1] -> c[1];\nreset q[1];`, "circuit.qasm:6:7: qubit 1 is reset"],
    [
      "a gate after a measurement",
      `${two}measure q[0] -> c[0];\nx q[0];`,
      "circuit.qasm:6:3: qubit 0 has been measured",
    ],
    ["an opaque gate in use", `${two}opaque magic a;\nmagic q[0];`, "circuit.qasm:6:1: the gate is opaque"],
    ["an unknown gate", `${two}  foo q[0];`, 'circuit.qasm:5:3: "foo" is not known in the line "foo q[0];"'],
    ["a gate without its include", "qubit[2] q;\ncx q[0], q[1];", 'circuit.qasm:2:1: "cx" is not known'],
    ["recursion", `${two}gate g a { g a; }`, "a gate cannot use itself"],
    ["an index", `${two}x q[3];`, 'circuit.qasm:5:5: the index is 3 in the line "x q[3];", but "q" has places 0 to 2'],
    ["one qubit twice", `${two}cx q[1], q[1];`, "acts twice on one qubit"],
    ["registers of two sizes", `${two}qreg r[2];\ncx q, r;`, "circuit.qasm:6:7: registers of 3 and 2 qubits meet"],
    ["too few angles", `${two}rx q[0];`, '"rx" has 0 angles'],
    ["too many qubits", `${two}x q[0], q[1];`, '"x" has 2 qubits'],
    ["division by zero", `${two}rx(1/0) q[0];`, "circuit.qasm:5:5: an expression has no finite value"],
    ["modifiers in 2.0", `${two}ctrl @ x q[0], q[1];`, "OpenQASM 2.0 has no such statement"],
    [
      "a quotient of two inputs",
      `${head}input float a;\ninput float b;\nqubit q;\nrx(a / b) q;`,
      "circuit.qasm:6:6: an angle depends on inputs otherwise than by numbers, sums and products",
    ],
    [
      "a function of an input",
      `${head}input float a;\nqubit q;\nrx(sin(a)) q;`,
      "circuit.qasm:5:4: an angle depends on inputs otherwise",
    ],
    [
      "a root of an input",
      `${head}input float a;\nqubit q;\nrx(a ** 0.5) q;`,
      "circuit.qasm:5:6: an angle depends on inputs otherwise",
    ],
    ["a function of an input", `${head}input float a;\nqubit q;\nrx(sin(a)) q;`, "an angle depends on inputs"],
    ["exclusive or", three("rx(2^3) q;"), "Write ** for a power"],
    ["a variable", three("float[64] a = 1;"), "Declare numbers with const"],
    ["a loop", three("for int i in [0:2] { x q; }"), 'there is "for"'],
    ["a name twice", three("qubit q;"), '"q" is declared again'],
    ["another version", "OPENQASM 4.0;", "2.0 and 3.0 are known"],
    ["a broken power of an entangler", three("gate g a, b { h a; cx a, b; } pow(0.5) @ g q[0], q[1];", 2), "pow(0.5)"],
    ["a duration", three("rx(100ns) q;"), '"100ns" is no number'],
    [
      "a missing semicolon",
      `${two}x q[0]\nx q[1];`,
      'circuit.qasm:5:7: a statement ends without a semicolon in the line "x q[0]"',
    ],
    ["a terminal's command", `${two}\u001b[31m`, "there is the character"],
  ])("%s", (_, text, message) => {
    expect(() => fromQasm(text)).toThrow(message);
  });

  it("names the file as it is told to", () => {
    expect(() => fromQasm("foo", { name: "mine.qasm" })).toThrow("mine.qasm:1:1");
    expect(() => fromQasm("qubit[3] q;", { maxQubits: 2 })).toThrow("the registers have 3 qubits");
    expect(() => fromQasm(three("x q; x q;"), { maxOperations: 1 })).toThrow("more than 1 operations");
    expect(() => fromQasm(1 as unknown as string)).toThrow("it is number");
  });
});
