import { describe, expect, it } from "vitest";
import { fromQasm, toQasm, u3, circuit, type FromQasm, type Matrix } from "../src/index.js";
import { distance, unitary as dense } from "./dense.js";

const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n';
const three = (statements: string, qubits = 1): string => `${head}qubit[${qubits}] q;\n${statements}`;
const two = (statements: string): string => `OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[1];\n${statements}`;
const angleOf = ({ circuit: made }: FromQasm): unknown => made.operations[0].angles[0];
const matrixOf = (text: string): Matrix => dense(fromQasm(text).circuit, []);
const qubitsOf = (text: string): unknown => fromQasm(text).circuit.operations.map(({ qubits }) => qubits);

describe("whole numbers", () => {
  it.each<[string, number]>([
    ["1/2", 0],
    ["3/4*pi", 0],
    ["2 + 3 - 1/5", 5],
    ["-(1)/2", 0],
    ["-7/2", -3],
    ["-7 % 3", -1],
    ["7 % -3", 1],
    ["mod(-7, 3)", -1],
    ["pi*3/4", (Math.PI * 3) / 4],
    ["3*pi/4", (3 * Math.PI) / 4],
    ["1/2.0", 0.5],
    ["1./2", 0.5],
    ["1e0/2", 0.5],
    ["2**3/3", 2],
    ["2**-1", 0.5],
    ["pow(2, 3)/3", 2],
    ["sqrt(4)/4", 0.5],
    ["0x1F/2", 15],
    ["0b101 + 0o17 + 1_0", 30],
    ["5.5 % 2", 1.5],
  ])("OpenQASM 3 reads %s as %d", (text, value) => {
    expect(angleOf(fromQasm(three(`rx(${text}) q;`)))).toBe(value);
  });

  it("OpenQASM 2 divides really", () => {
    expect(angleOf(fromQasm(two("rx(1/2) q[0];")))).toBe(0.5);
    expect(fromQasm(two("rx(1/2) q[0];")).notes).toEqual([]);
  });

  it.each<[string, string, number]>([
    ["int k = 2.7", "k", 2],
    ["int k = -2.7", "k", -2],
    ["int k = 3", "k/2", 1],
    ["uint[4] k = 17", "k", 1],
    ["uint[4] k = -1", "k", 15],
    ["int[4] k = 9", "k", -7],
    ["float k = 3", "k/2", 1.5],
    ["float k = 1/2", "k", 0],
    ["angle[32] k = 3", "k/2", 1.5],
  ])("const %s makes %s %d", (constant, text, value) => {
    expect(angleOf(fromQasm(three(`const ${constant};\nrx(${text}) q;`)))).toBe(value);
  });

  it("a gate's angles are no whole numbers", () => {
    expect(angleOf(fromQasm(three("gate g(t) a { rx(t/2) a; } g(3) q;")))).toBe(1.5);
  });

  it("a power is a float, as in the standard library's own text", () => {
    expect(distance(matrixOf(three("pow(1/2) @ z q; sdg q;")), matrixOf(three("id q;")))).toBeLessThan(1e-12);
  });

  it("says that other tools may read such a power as none", () => {
    expect(fromQasm(three("pow(1/2) @ z q; pow(1/2) @ x q;")).notes).toEqual([
      "A power is a float, as in the standard library's own text: pow(1/2) is a root (circuit.qasm:4:1). Some tools read pow(0).",
    ]);
    expect(fromQasm(three("pow(1.0/2) @ z q; pow(4/2) @ x q;")).notes).toEqual([]);
  });

  it("says so once, with the first place, and where tools differ", () => {
    const { notes } = fromQasm(three("rx(1/2) q;\nrx(1/3) q; rx(4/2) q;"), { name: "a.qasm" });
    expect(notes).toEqual([
      "OpenQASM 3 divides whole numbers without a remainder: 1/2 is 0 (a.qasm:4:5 and 1 more). Write 1.0/2 for one half.",
    ]);
    expect(fromQasm(three("rx(-1/2) q;")).notes[0]).toContain("some tools round them down");
    expect(fromQasm(three("rx(4/2) q;")).notes).toEqual([]);
  });

  it("what is written has no division of whole numbers", () => {
    const text = toQasm(circuit(1, [u3(1, 0, 0, 0)]));
    expect(text).toContain("gphase(-(1)/2.0);");
    const back = fromQasm(text);
    expect(back.notes).toEqual([]);
    expect(distance(dense(back.circuit, []), u3.matrix(1, 0, 0))).toBeLessThan(1e-12);
  });

  it.each<[string, string]>([
    ["const int k = 1e300;", "beyond the whole numbers that are exact"],
    ["const uint k = -1;", "is negative"],
    ["const int[0] k = 1;", "a type has 0 bits"],
    ["rx(1/0) q;", "no finite value"],
    ["rx(0x) q;", '"0x" is no number'],
  ])("refuses %s", (text, message) => expect(() => fromQasm(three(text))).toThrow(message));
});

describe("what real files hold", () => {
  it("resets what nothing has happened to", () => {
    expect(qubitsOf(three("reset q;\nreset q[0];\nx q[0];\nreset q[1];\nx q[1];", 2))).toEqual([[0], [1]]);
    expect(() => fromQasm(three("cx q[0], q[1];\nreset q[1];", 2))).toThrow("qubit 1 is reset after it was used");
  });

  it("gates see global constants, not inputs", () => {
    const text = three("const float a = 0.3;\ngate g(t) p { rx(a + t) p; }\ng(0.5) q;");
    expect(angleOf(fromQasm(text))).toBe(0.8);
    expect(angleOf(fromQasm(three("const float t = 9;\ngate g(t) p { rx(t) p; }\ng(0.5) q;")))).toBe(0.5);
    const free = `${head}input float w;\nqubit q;\ngate g p { rx(w) p; }\ng q;`;
    expect(() => fromQasm(free)).toThrow('"w" is not known');
  });

  it("names parts of registers", () => {
    const text = three("qubit[2] r;\nlet a = q[1:] ++ r[0];\nx a;\nlet b = a[{2, 0}];\ny b[0];\nz a[-1];", 3);
    expect(qubitsOf(text)).toEqual([[1], [2], [3], [3], [3]]);
    expect(() => fromQasm(three("let a = q ++ q[0];", 2))).toThrow("a qubit stands twice");
  });

  it.each<[string, number[]]>([
    ["1:", [1, 2, 3]],
    [":1", [0, 1]],
    [":", [0, 1, 2, 3]],
    [":2:", [0, 2]],
    ["1:2:", [1, 3]],
    ["-2:", [2, 3]],
    [":-1:", [3, 2, 1, 0]],
    ["2:-1:0", [2, 1, 0]],
    ["{3, 1}", [3, 1]],
  ])("takes the range %s", (range, on) => {
    expect(qubitsOf(three(`x q[${range}];`, 4))).toEqual(on.map((qubit) => [qubit]));
  });

  it("takes a device's qubits", () => {
    const { circuit: made } = fromQasm(`${head}h $0;\ncx $0, $3;`);
    expect([made.qubits, made.operations[1].qubits]).toEqual([4, [0, 3]]);
    expect(() => fromQasm(three("x $0;"))).toThrow("the file declares registers");
    expect(() => fromQasm(`${head}x $0;\nqubit q;`)).toThrow("names qubits of a device");
    expect(() => fromQasm(`${head}x $30;`)).toThrow("at most 30");
  });

  it("ends where the file says so", () => {
    const { circuit: made, notes } = fromQasm(three("x q;\nend;\nif (true) y q;"));
    expect(made.operations).toHaveLength(1);
    expect(notes).toEqual(['What stands behind "end;" is left out (circuit.qasm:5:4).']);
    expect(fromQasm(three("x q;\nend;")).notes).toEqual([]);
  });

  it("leaves out pragmas and annotations, and says so", () => {
    const { circuit: made, notes } = fromQasm(three("#pragma braket result state_vector\n@lint off\nx q;\nnop q;"));
    expect(made.operations).toHaveLength(1);
    expect(notes).toEqual([
      "A pragma is left out (circuit.qasm:4:1).",
      "An annotation is left out (circuit.qasm:5:1).",
    ]);
  });

  it("lets opaque gates be declared", () => {
    expect(fromQasm(two("opaque magic(a) p;\nx q[0];")).circuit.operations).toHaveLength(1);
    expect(() => fromQasm(two("opaque magic p;\nmagic q[0];"))).toThrow("the gate is opaque");
  });

  it("takes arrays of inputs", () => {
    const { circuit: made, weightNames } = fromQasm(
      `${head}input array[float[64], 3] a;\ninput float b;\nqubit q;\nrx(2*a[1]) q;\nrx(a[-1]) q;\nrx(b) q;`,
    );
    expect(weightNames).toEqual(["a[0]", "a[1]", "a[2]", "b"]);
    expect(made.operations.map(({ angles: [angle] }) => (angle as { weight: number }).weight)).toEqual([1, 2, 3]);
    expect(() => fromQasm(`${head}input array[float, 2] a;\nqubit q;\nrx(a[2]) q;`)).toThrow('"a[2]" is not known');
    expect(() => fromQasm(`${head}input array[float, 2] a;\nqubit q;\nrx(a) q;`)).toThrow('"a" is not known');
  });

  it("takes letters outside of the basic plane", () => {
    expect(fromQasm(`${head}input float 𝜃𝜑1;\nqubit 𝓆;\nrx(𝜃𝜑1) 𝓆;`).weightNames).toEqual(["𝜃𝜑1"]);
    expect(() => fromQasm(`${head}qubit 😀;`)).toThrow('there is the character "😀"');
  });
});

describe("Amazon Braket's names", () => {
  it.each<[string, string, number]>([
    ["cnot q[0], q[1]; si q[0]; vi q[1];", "cx q[0], q[1]; sdg q[0]; sxdg q[1];", 2],
    ["cphaseshift(0.7) q[0], q[1]; phaseshift(0.3) q[0];", "cp(0.7) q[0], q[1]; p(0.3) q[0];", 2],
    ["cphaseshift00(0.7) q[0], q[1];", "negctrl @ negctrl @ gphase(0.7) q[0], q[1];", 2],
    ["cphaseshift01(0.7) q[0], q[1];", "negctrl @ ctrl @ gphase(0.7) q[0], q[1];", 2],
    ["cphaseshift10(0.7) q[0], q[1];", "ctrl @ negctrl @ gphase(0.7) q[0], q[1];", 2],
    ["xx(0.7) q[0], q[1]; zz(0.3) q[0], q[1];", "rxx(0.7) q[0], q[1]; rzz(0.3) q[0], q[1];", 2],
    ["xy(pi) q[0], q[1];", "iswap q[0], q[1];", 2],
    ["pswap(0) q[0], q[1];", "swap q[0], q[1];", 2],
    ["pswap(pi/2) q[0], q[1];", "iswap q[0], q[1];", 2],
    ["ecr q[0], q[1];", "rzx(pi/4) q[0], q[1]; x q[0]; rzx(-pi/4) q[0], q[1];", 2],
    ["gpi(0) q; gpi2(0) q;", "x q; rx(pi/2) q;", 1],
    ["gpi(pi/2) q; prx(0.3, 0) q;", "y q; rx(0.3) q;", 1],
    ["ms(0, 0, 0.7) q[0], q[1];", "rxx(0.7) q[0], q[1];", 2],
    ["ccnot q[0], q[1], q[2]; cv q[0], q[2];", "ccx q[0], q[1], q[2]; csx q[0], q[2];", 3],
  ])("%s", (theirs, standard, qubits) => {
    const bare = `OPENQASM 3.0;\nqubit[${qubits}] q;\n${theirs}`;
    expect(distance(matrixOf(bare), matrixOf(three(standard, qubits)))).toBeLessThan(1e-12);
    expect(fromQasm(bare).notes).toEqual([
      "Nothing is included, so gates have the meaning that Amazon Braket gives them.",
    ]);
  });

  it("are not known beside a library, where the right name is told", () => {
    for (const [wrong, right] of [
      ["cnot q[0], q[1];", "cx"],
      ["H q[0];", "h"],
      ["toffoli q[0];", "ccx"],
      ["phaseshift(1) q[0];", "p"],
      ["hh q[0];", "h"],
    ]) {
      expect(() => fromQasm(three(wrong, 2)), wrong).toThrow(`Did you mean "${right}"?`);
    }
  });

  it("give way to a file's own", () => {
    const { circuit: made, notes } = fromQasm("OPENQASM 3.0;\ngate h a { U(0, 0, 1) a; }\nqubit q;\nh q;");
    expect([made.operations[0].gate.name, notes]).toEqual(["u3", []]);
  });
});

describe("files of one's own", () => {
  const files: Record<string, string> = {
    "mine.inc": "gate mine(t) a { rx(t) a; }\n",
    "both.inc": 'include "mine.inc";\ngate pair(t) a, b { mine(t) a; mine(t) b; }\n',
    "bad.inc": "gate bad a {\n  rx(wrong) a;\n}\n",
    "round.inc": 'include "round.inc";\n',
    "versioned.inc": "OPENQASM 3.0;\ngate versioned a { }",
  };
  const read = (statements: string): FromQasm =>
    fromQasm(three(statements, 2), { include: (name) => (Object.hasOwn(files, name) ? files[name] : undefined) });

  it("are asked for by name", () => {
    expect(read('include "both.inc"; pair(0.3) q[0], q[1];').circuit.operations).toHaveLength(2);
    expect(read('include "versioned.inc"; versioned q[0]; x q[0];').circuit.operations).toHaveLength(1);
  });

  it("have errors of their own", () => {
    expect(() => read('include "bad.inc";\nbad q[0];')).toThrow(
      'bad.inc:2:6: "wrong" is not known in the line "rx(wrong) a;"',
    );
    expect(() => read('include "bad.inc";\nfoo q[0];')).toThrow('circuit.qasm:5:1: "foo" is not known');
    expect(() => read('include "other.inc";')).toThrow("there is no such file beside the circuit");
    expect(() => read('include "round.inc";')).toThrow("files are included 17 times");
    expect(() => fromQasm(three('include "mine.inc";'))).toThrow("no file is opened");
  });
});
