import { isUphillError, streams, type Random } from "@uphill/core";
import { expect, it } from "vitest";
import { fromQasm } from "../src/index.js";
import { corpus } from "./qasm-corpus.js";

/** Imports, or is refused as DESIGN.md asks: branded, with a position, in one line without a stack. */
function survives(text: string, title: string): boolean {
  try {
    fromQasm(text);
    return true;
  } catch (error) {
    if (!isUphillError(error)) throw new Error(`${title}: not refused but crashed`, { cause: error });
    expect(error.code, title).toBe("qasm");
    expect(error.who, title).toMatch(/^circuit\.qasm:[1-9]\d*:[1-9]\d*$/);
    expect(error.message.length, title).toBeLessThan(700);
    // eslint-disable-next-line no-control-regex -- that there is none is the point
    expect(error.message, title).not.toMatch(/[\u0000-\u001f]/);
    return false;
  }
}

const files = Object.values(corpus);
const words = Array.from(new Set(files.join(" ").split(/\b/)));

/** One to three changes of a file. */
function mutate(random: Random): string {
  let text = files[random.integer(files.length)];
  for (let changes = 1 + random.integer(3); changes > 0; changes--) {
    const at = random.integer(text.length + 1);
    const lines = text.split("\n");
    const kind = random.integer(8);
    if (kind === 0) text = text.slice(0, at) + String.fromCharCode(random.integer(256)) + text.slice(at + 1);
    if (kind === 1) {
      text =
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random.integer(8))) + text.slice(at + 1);
    }
    if (kind === 2) text = lines.toSpliced(random.integer(lines.length), 1).join("\n");
    if (kind === 3) text = text.slice(0, at);
    if (kind === 4)
      text = lines.toSpliced(random.integer(lines.length), 0, lines[random.integer(lines.length)]).join("\n");
    if (kind === 5) text = text.slice(0, at) + words[random.integer(words.length)] + text.slice(at);
    if (kind === 6) text = text.replace(/\d+/g, (found) => (random.integer(8) ? found : `${random.integer(1e9)}`));
    if (kind === 7) text = text.slice(0, at) + '([{@,;-/*"'.charAt(random.integer(10)).repeat(3) + text.slice(at);
  }
  return text;
}

it("2,000 mutated files: imported or refused with a position", () => {
  const random = streams(20).stream("qasm mutations").at();
  let imported = 0;
  for (let k = 0; k < 2000; k++) imported += survives(mutate(random), `mutation ${k}`) ? 1 : 0;
  // Both happen: the mutations are neither all harmless nor all hopeless.
  expect(imported).toBeGreaterThan(100);
  expect(imported).toBeLessThan(1900);
});

const three = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\n';
const MANY = 100_000;
const chain = (link: (k: number) => string, many: number): string =>
  Array.from({ length: many }, (_, k) => link(k)).join("\n");

it.each<[string, string, string]>([
  ["parentheses", `${three}rx(${"(".repeat(MANY)}1${")".repeat(MANY)}) q[0];`, "nested deeper than 1000"],
  ["open parentheses", `${three}rx(${"(".repeat(MANY)}`, "nested deeper than 1000"],
  ["signs", `${three}rx(${"-".repeat(MANY)}1) q[0];`, "nested deeper than 1000"],
  ["powers", `${three}rx(${"1**".repeat(MANY)}1) q[0];`, "nested deeper than 1000"],
  ["calls", `${three}rx(${"sin(".repeat(MANY)}1) q[0];`, "nested deeper than 1000"],
  ["modifiers", `${three}${"inv @ ".repeat(MANY)}x q[0];`, "more than 1000 modifiers"],
  ["powers of powers", `${three}${"pow(3) @ ".repeat(40)}x q[0];`, "too many operations"],
  [
    "gates in gates",
    `${three}gate g0 a {}\n${chain((k) => `gate g${k + 1} a { g${k} a; }`, 2000)}\ng2000 q[0];`,
    "deep",
  ],
  [
    "doubled gates",
    `${three}gate g0 a { x a; }\n${chain((k) => `gate g${k + 1} a { g${k} a; g${k} a; }`, 60)}\ng60 q[0];`,
    "stand for more",
  ],
  [
    "doubled nothing",
    `${three}gate g0 a {}\n${chain((k) => `gate g${k + 1} a { g${k} a; g${k} a; }`, 60)}\ng60 q[0];`,
    "stand for more",
  ],
  ["controls", `${three}ctrl(1000000) @ x q[0], q[1];`, "number of controls"],
  [
    "controls of much",
    `OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[13] q;\ngate g a { ${"sx a; ".repeat(5000)}}\nctrl(11) @ g ${Array.from({ length: 12 }, (_, k) => `q[${k}]`).join(", ")};`,
    "makes too many operations",
  ],
  [
    "controls of all",
    `OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[30] q;\nctrl(29) @ x ${Array.from({ length: 30 }, (_, k) => `q[${k}]`).join(", ")};`,
    "controls",
  ],
  ["a path", 'OPENQASM 2.0;\ninclude "../../etc/passwd";', "no file is opened"],
  ["a huge register", "OPENQASM 2.0;\nqreg q[1000000000];", "1000000000 qubits"],
  ["a huge register", "qubit[1e300] q;", "at most 30 are allowed"],
  ["huge bits", `${three}bit[1000000000] c;\nc = measure q;`, "1000000000 bits"],
  ["a long word", `${three}${"x".repeat(MANY)} q;`, "characters"],
  ["a long number", `${three}rx(${"1".repeat(MANY)}) q;`, "characters"],
  ["an open comment", `${three}/* ${"x".repeat(MANY)}`, "a comment is open"],
  ["an open body", `${three}gate g a { barrier a`, "end of the file"],
  ["nothing", "", "without a qubit"],
])("%s: %#", (_, text, message) => {
  expect(survives(text, message)).toBe(false);
  expect(() => fromQasm(text)).toThrow(message);
});

it("long files that are sound are imported", () => {
  const sum = fromQasm(`${three}rx(${"1+".repeat(MANY)}1) q[0];`);
  expect(sum.circuit.operations[0].angles).toEqual([MANY + 1]);
  const nested = fromQasm(`${three}rx(${"(".repeat(900)}1${")".repeat(900)}) q[0];`);
  expect(nested.circuit.operations[0].angles).toEqual([1]);
  expect(fromQasm(`${three}${"inv @ ".repeat(999)}s q[0];`).circuit.operations[0].gate.name).toBe("sdg");
  const deep = `${three}gate g0 a { x a; }\n${chain((k) => `gate g${k + 1} a { g${k} a; }`, 900)}\ng900 q[0];`;
  expect(fromQasm(deep).circuit.operations.length).toBe(1);
  const many = fromQasm(three + "rx(pi/4) q[0];\n".repeat(500_000) + "cx q[0], q[1];\n".repeat(500_000));
  expect(many.circuit.operations.length).toBe(1_000_000);
  expect(() => fromQasm(`${three}${"x q;\n".repeat(500_001)}`)).toThrow("more than 1000000 operations");
});
