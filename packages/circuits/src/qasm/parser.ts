import { weight, type Angle } from "../angle.js";
import type { Operation } from "../gate.js";
import { apply, readCall, type Call, type GateBody, type Machine } from "./calls.js";
import { DEEPEST, evaluate, parseExpression, type Scope } from "./expressions.js";
import { lexer, named, type Lexer, type Token } from "./lexer.js";
import { builtins, libraries } from "./library.js";
import { printable, refuser, type Source } from "./source.js";
import { keywords, readVersion, refused, three } from "./words.js";

export interface Limits {
  readonly maxOperations: number;
  readonly maxQubits: number;
}

/** A measurement at the end of a file: the qubit, and the bit that takes its value, if any. */
export interface Measured {
  readonly qubit: number;
  readonly bit: string | null;
}

export interface Program {
  readonly qubits: number;
  readonly operations: readonly Operation[];
  readonly measured: readonly Measured[];
  readonly inputs: readonly string[];
}

interface Register {
  readonly start: number;
  readonly size: number;
}

/** Reads a whole file in one pass, statement by statement. */
export function parse(source: Source, { maxOperations, maxQubits }: Limits): Program {
  const refuse = refuser(source);
  const lex: Lexer = lexer(source, refuse);
  const version = readVersion(lex, source);
  const gates = new Map<string, GateBody>(builtins[version]);
  const own = new Set<string>();
  const registers = new Map<string, Register>();
  const bits = new Map<string, number>();
  const numbers = new Map<string, Angle>();
  const inputs: string[] = [];
  const measured = new Map<number, string | null>();
  const operations: Operation[] = [];
  const scope: Scope = (name) => numbers.get(name);
  let qubits = 0;
  const machine: Machine = { refuse, maxOperations, work: 0 };

  const cannot = (token: Token, wanted: string, todo: string): never =>
    refuse(token.at, `there is ${named(token)}`, wanted, todo);

  function declare(token: Token): string {
    const { text, at } = token;
    if (keywords.has(text)) cannot(token, "it is a word of OpenQASM", "Choose another name.");
    if (registers.has(text) || bits.has(text) || numbers.has(text) || own.has(text)) {
      refuse(at, `"${printable(text)}" is declared again`, "a name can be declared once", "Choose another name.");
    }
    return text;
  }

  /** A whole number that is known now: a size or an index. */
  function whole(what: string): number {
    const { at } = lex.token;
    const value = evaluate(parseExpression(lex, version), scope, refuse);
    if (typeof value === "number" && Number.isInteger(value)) return value;
    return refuse(at, `${what} is no whole number`, "it must be one that is known now", "Write the number.");
  }

  function size(): number {
    const { at } = lex.token;
    const value = whole("a register's size");
    if (value < 1) refuse(at, `a register has size ${value}`, "it must be at least 1", "Correct the size.");
    return value;
  }

  function addQubits(name: Token, count: number): void {
    if (qubits + count > maxQubits) {
      refuse(
        name.at,
        `the registers have ${qubits + count} qubits`,
        `at most ${maxQubits} are allowed`,
        "Use fewer qubits: a state vector of n qubits takes 16·2ⁿ bytes.",
      );
    }
    registers.set(declare(name), { start: qubits, size: count });
    qubits += count;
  }

  /** qreg q[2]; creg c[2]; */
  function oldRegister(quantum: boolean): void {
    const name = lex.expectName("a register's name");
    const sized = lex.accept("[");
    const count = sized ? size() : 1;
    if (sized) lex.expect("]");
    lex.expect(";");
    if (quantum) addQubits(name, count);
    else bits.set(declare(name), count);
  }

  /** qubit[2] q; bit[2] c; bit[2] c = measure q; */
  function newRegister(quantum: boolean): void {
    const sized = lex.accept("[");
    const count = sized ? size() : 1;
    if (sized) lex.expect("]");
    const name = lex.expectName("a register's name");
    if (quantum) addQubits(name, count);
    else {
      bits.set(declare(name), count);
      if (lex.accept("=")) measure(Array.from({ length: count }, (_, k) => `${name.text}[${k}]`));
    }
    lex.expect(";");
  }

  function type(): void {
    const token = lex.expectName("a type");
    if (token.text !== "float" && token.text !== "angle" && token.text !== "int" && token.text !== "uint") {
      cannot(token, "constants and inputs are float, angle, int or uint", "Use float[64].");
    }
    if (lex.accept("[")) {
      whole("a type's size");
      lex.expect("]");
    }
  }

  function inputStatement(): void {
    const { text } = lex.token;
    if (text !== "float" && text !== "angle") cannot(lex.token, "an input is a float or an angle", "Use float[64].");
    type();
    const name = lex.expectName("an input's name");
    lex.expect(";");
    numbers.set(declare(name), weight(inputs.length));
    inputs.push(name.text);
  }

  function constStatement(): void {
    type();
    const name = lex.expectName("a constant's name");
    lex.expect("=");
    const { at } = lex.token;
    const value = evaluate(parseExpression(lex, version), scope, refuse);
    if (typeof value !== "number") refuse(at, "a constant depends on an input", "it must be a number", "Drop const.");
    lex.expect(";");
    numbers.set(declare(name), value);
  }

  function includeStatement(): void {
    const token = lex.take();
    const { at } = token;
    if (token.kind !== "string") cannot(token, "a name in quotes must stand here", 'Write include "stdgates.inc";');
    lex.expect(";");
    if (!Object.hasOwn(libraries, token.text)) {
      refuse(
        at,
        `it includes "${printable(token.text).slice(0, 80)}"`,
        "only qelib1.inc and stdgates.inc are known, and no file is opened",
        "Paste the definitions into this file.",
      );
    }
    for (const [name, gate] of libraries[token.text]) if (!own.has(name)) gates.set(name, gate);
  }

  /** Names up to `close`, separated by commas. */
  function names(close: string): string[] {
    const found = new Set<string>();
    while (!(lex.token.kind === "symbol" && lex.token.text === close)) {
      if (found.size > 0) lex.expect(",");
      const token = lex.expectName("a name");
      if (found.size >= DEEPEST) cannot(token, `${DEEPEST} names are the limit`, "Use fewer.");
      if (found.has(token.text)) cannot(token, "it is there already", "Choose different names.");
      found.add(token.text);
    }
    lex.take();
    return Array.from(found);
  }

  function gateStatement(): void {
    const name = lex.expectName("a gate's name");
    declare(name);
    if (builtins[version].has(name.text)) cannot(name, "it is a gate of the language itself", "Choose another name.");
    const angles = lex.accept("(") ? names(")") : [];
    const on = names("{");
    if (on.length === 0) cannot(name, "a gate acts on at least one qubit", "Name its qubits before the {.");
    const body: Call[] = [];
    while (!lex.accept("}")) {
      const token = lex.token;
      if (token.kind !== "name") cannot(token, "a gate or } must stand here", "Close the gate's body.");
      if (token.text === "barrier") {
        while (lex.token.kind !== "end" && !(lex.token.kind === "symbol" && lex.token.text === ";")) lex.take();
        lex.expect(";");
        continue;
      }
      special(token, name.text);
      const operands: number[] = [];
      const call = readCall(lex, version, gates, (at) => {
        const place = on.indexOf(at.text);
        if (place < 0) cannot(at, `the qubits here are ${on.join(", ")}`, "Use a qubit of the gate.");
        operands.push(place);
      });
      body.push({ ...call, operands });
    }
    gates.set(name.text, { angles, qubits: on.length, body });
    own.add(name.text);
  }

  function special(token: Token, defining?: string): void {
    const { text } = token;
    if (Object.hasOwn(refused, text)) cannot(token, "it is not part of a circuit here", refused[text]);
    if (version === 2 && three.has(text) && !gates.has(text)) {
      cannot(token, "OpenQASM 2.0 has no such statement", "Begin the file with OPENQASM 3.0;.");
    }
    if (text === defining) cannot(token, "a gate cannot use itself", "Write its body out.");
  }

  /** q, q[0], q[-1], q[0:2]: the qubits meant, and whether it is one qubit. */
  function operand(): { at: number; on: number[]; single: boolean } {
    const name = lex.expectName("a qubit or a register");
    const register = registers.get(name.text);
    if (!register) return cannot(name, "no quantum register has this name", "Declare it before its use.");
    const indices = places(name.text, register.size);
    const on = (indices ?? Array.from({ length: register.size }, (_, k) => k)).map((k) => register.start + k);
    return { at: name.at, on, single: on.length === 1 };
  }

  /** [i] or [from:to] or [from:step:to], the end included; nothing for a whole register. */
  function places(name: string, count: number): number[] | undefined {
    if (!lex.accept("[")) return undefined;
    const { at } = lex.token;
    const found = [index(name, count)];
    while (found.length < 3 && lex.accept(":")) found.push(whole("a range's part"));
    lex.expect("]");
    if (found.length === 1) return found;
    const step = found.length === 3 ? found[1] : 1;
    const last = found[found.length - 1];
    const to = last < 0 ? last + count : last;
    const length = Math.floor((to - found[0]) / step) + 1;
    if (step === 0 || !(length >= 1) || to < 0 || to >= count) {
      refuse(at, "a range takes no qubits of the register", `"${printable(name)}" has ${count}`, "Correct the range.");
    }
    return Array.from({ length }, (_, k) => found[0] + k * step);
  }

  function index(name: string, count: number): number {
    const { at } = lex.token;
    const value = whole("an index");
    const at0 = value < 0 && version === 3 ? value + count : value;
    if (at0 >= 0 && at0 < count) return at0;
    return refuse(
      at,
      `the index is ${value}`,
      `"${printable(name)}" has places 0 to ${count - 1}`,
      "Correct the index or the register's size.",
    );
  }

  function bitNames(): string[] {
    const token = lex.expectName("a register of bits");
    const count = bits.get(token.text);
    if (count === undefined) return cannot(token, "no register of bits has this name", "Declare it before its use.");
    const indices = places(token.text, count);
    if (!indices && count > maxQubits) cannot(token, `it has ${count} bits`, "Measure into as many bits as qubits.");
    return (indices ?? Array.from({ length: count }, (_, k) => k)).map((k) => `${token.text}[${k}]`);
  }

  /** `measure q`, then `-> c` unless the bits are known. */
  function measure(known?: readonly string[]): void {
    const token = lex.token;
    if (!lex.accept("measure")) cannot(token, "only a measurement can be assigned", "Write measure.");
    const { on, at } = operand();
    const into = known ?? (lex.accept("->") ? bitNames() : undefined);
    if (into && into.length !== on.length) {
      refuse(at, `${on.length} qubits are measured into ${into.length} bits`, "they must be as many", "Name the bits.");
    }
    on.forEach((qubit, k) => measured.set(qubit, into ? into[k] : null));
  }

  function callStatement(): void {
    const operands: { at: number; on: number[]; single: boolean }[] = [];
    const call = readCall(lex, version, gates, () => operands.push(operand()), true);
    const wide = operands.filter(({ single }) => !single);
    const count = wide.length === 0 ? 1 : wide[0].on.length;
    for (const { at, on } of wide) {
      if (on.length === count) continue;
      refuse(at, `registers of ${count} and ${on.length} qubits meet`, "they must be of one size", "Index the qubits.");
    }
    for (let k = 0; k < count; k++) {
      const on = operands.map((each) => (each.single ? each.on[0] : each.on[k]));
      on.forEach((qubit, place) => {
        if (measured.has(qubit)) {
          refuse(
            operands[place].at,
            `qubit ${qubit} has been measured before this gate`,
            "measurements can only stand at the end",
            "Move the measurement after the last gate on its qubit.",
          );
        }
      });
      for (const made of apply(machine, call, scope, on, 0)) operations.push(made);
      if (operations.length > maxOperations) tooMany(call.at);
    }
  }

  function tooMany(at: number): never {
    return refuse(
      at,
      `the circuit has more than ${maxOperations} operations`,
      `${maxOperations} are the limit`,
      "Raise maxOperations or shorten the file.",
    );
  }

  function statement(): void {
    const token = lex.token;
    if (lex.accept(";")) return;
    if (token.kind !== "name") cannot(token, "a statement must begin here", "Correct the statement.");
    const { text } = token;
    special(token);
    if (text === "gphase" || text === "inv" || text === "ctrl" || text === "negctrl" || text === "pow") {
      callStatement();
      return;
    }
    if (text === "OPENQASM") cannot(token, "it can only begin a file", "Remove it.");
    if (text === "measure") {
      measure();
      lex.expect(";");
      return;
    }
    if (bits.has(text)) {
      const into = bitNames();
      lex.expect("=");
      measure(into);
      lex.expect(";");
      return;
    }
    if (text === "barrier") {
      lex.take();
      while (!lex.accept(";")) {
        operand();
        if (!lex.accept(",") && !(lex.token.kind === "symbol" && lex.token.text === ";")) lex.expect(";");
      }
      return;
    }
    const does = statements.get(text);
    if (!does) {
      callStatement();
      return;
    }
    lex.take();
    does();
  }

  const statements = new Map<string, () => void>([
    ["qreg", () => oldRegister(true)],
    ["creg", () => oldRegister(false)],
    ["qubit", () => newRegister(true)],
    ["bit", () => newRegister(false)],
    ["input", inputStatement],
    ["const", constStatement],
    ["include", includeStatement],
    ["gate", gateStatement],
  ]);

  while (lex.token.kind !== "end") statement();
  if (qubits === 0) {
    refuse(
      lex.token.at,
      "the file ends without a qubit",
      "a circuit has at least one",
      "Declare a register of qubits.",
    );
  }
  return {
    qubits,
    operations,
    measured: Array.from(measured, ([qubit, bit]) => ({ qubit, bit })),
    inputs,
  };
}
