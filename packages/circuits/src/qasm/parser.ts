import { input, weight } from "../angle.js";
import type { Operation } from "../gate.js";
import { apply, readCall, type GateCall, type GateBody, type Workload } from "./calls.js";
import { DEEPEST, parseExpression, valueOf, type Scope, type FormulaValue } from "./expressions.js";
import { lexer, named, type Lexer, type Token } from "./lexer.js";
import { braket, builtins, libraries } from "./library.js";
import { checkDataNames } from "./data-names.js";
import { Notes } from "./notes.js";
import { printable, Sources, type QasmSource } from "./source.js";
import { converted, type NumberType } from "./types.js";
import { keywords, readVersion, refused, three } from "./words.js";

export interface QasmLimits {
  readonly maxOperations: number;
  readonly maxQubits: number;
  /** The text of a file that is included, or undefined where there is none. Left out, only the standard libraries are known. */
  readonly include?: (name: string) => string | undefined;
  /** Names of the inputs that come with the data, an array's for all its elements. Left out: all are weights, and may meet. */
  readonly data?: readonly string[];
}

/** A measurement at the end of a file: the qubit, and the bit that takes its value, if any. */
export interface Measured {
  readonly qubit: number;
  readonly bit: string | null;
}

export interface ParsedFile {
  readonly qubits: number;
  readonly operations: readonly Operation[];
  readonly measured: readonly Measured[];
  readonly weightNames: readonly string[];
  readonly inputNames: readonly string[];
  /** What a reader should know, in sentences. */
  readonly notes: readonly string[];
}

/** The qubits that a name stands for. */
type Register = readonly number[];

/** Files that include one another. */
const MOST_NESTED = 16;
/** Characters that included files may have together. */
const MOST_INCLUDED = 2 ** 26;
/** Elements of arrays of inputs, all together. */
const MOST_ELEMENTS = 1e6;
/** Steps that sums and products of several inputs may take: some two seconds. */
const MOST_MEETINGS = 2 ** 26;

/** Reads a whole file in one pass, statement by statement. */
export function parse(source: QasmSource, { maxOperations, maxQubits, include, data }: QasmLimits): ParsedFile {
  const sources = new Sources();
  const { refuse } = sources;
  const lex: Lexer = lexer(source, sources);
  const version = readVersion(lex, source);
  const gates = new Map<string, GateBody>(builtins[version]);
  const own = new Set<string>();
  const registers = new Map<string, Register>();
  const bits = new Map<string, number>();
  const numbers = new Map<string, FormulaValue>();
  const arrays = new Map<string, number>();
  const weightNames: string[] = [];
  const inputNames: string[] = [];
  const dataNames = new Set(data);
  /** Names of data that the file declares. */
  const found = new Set<string>();
  const measured = new Map<number, string | null>();
  const operations: Operation[] = [];
  const notes = new Notes(sources);
  const scope: Scope = (name) => numbers.get(name) ?? fromEnd(name);
  let qubits = 0;
  /** Whether the qubits are the device's own, $0, $1, … */
  let physical = false;
  /** Whether a standard library has been included: then Braket's names are not known. */
  let library = false;
  /** Qubits that a gate has acted on. */
  const touched = new Set<number>();
  let nested = 0;
  let included = 0;
  const machine: Workload = {
    refuse,
    maxOperations,
    weightsToo: data === undefined,
    spend(at, work) {
      machine.meetings += work;
      if (machine.meetings <= MOST_MEETINGS) return;
      refuse(
        at,
        `sums and products of inputs take more than ${MOST_MEETINGS} steps`,
        "that is the limit",
        "Compute them outside and make them inputs of their own.",
      );
    },
    rounded: (at, down) => notes.rounded(at, down),
    broken: (at) => notes.brokenPower(at),
    constants: (name) => {
      const found = numbers.get(name);
      return typeof found?.value === "number" ? found : undefined;
    },
    work: 0,
    steps: 0,
    meetings: 0,
  };
  const known = {
    get(name: string): GateBody | undefined {
      const found = gates.get(name);
      if (found || version === 2 || library) return found;
      const other = braket.get(name);
      if (other) notes.braket();
      return other;
    },
    keys: () => (version === 2 || library ? gates.keys() : [...gates.keys(), ...braket.keys()]),
  };

  /** a[-1] is the last element of an array. */
  function fromEnd(name: string): FormulaValue | undefined {
    const at = name.indexOf("[-");
    const count = at < 0 ? undefined : arrays.get(name.slice(0, at));
    return count === undefined
      ? undefined
      : numbers.get(`${name.slice(0, at)}[${count + Number(name.slice(at + 1, -1))}]`);
  }

  const cannot = (token: Token, wanted: string, todo: string): never =>
    refuse(token.at, `there is ${named(token)}`, wanted, todo);

  function declare(token: Token): string {
    const { text, at } = token;
    if (keywords.has(text) || text.startsWith("$")) {
      cannot(token, "it is a word of OpenQASM", "Choose another name.");
    }
    if (registers.has(text) || bits.has(text) || numbers.has(text) || arrays.has(text) || own.has(text)) {
      refuse(at, `"${printable(text)}" is declared again`, "a name can be declared once", "Choose another name.");
    }
    return text;
  }

  /** A whole number that is known now: a size or an index. */
  function whole(what: string): number {
    const { at } = lex.token;
    const { value } = valueOf(parseExpression(lex, version), scope, machine);
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
    if (physical) cannot(name, "the file names qubits of a device before", "Use registers, or $0, $1, …, not both.");
    const first = qubits;
    registers.set(
      declare(name),
      Array.from({ length: count }, (_, k) => first + k),
    );
    qubits += count;
  }

  /** $3 is qubit 3; there are as many as the largest number says. */
  function device(name: Token): Register {
    if (registers.size > 0 && !physical) {
      cannot(name, "the file declares registers of qubits", "Use registers, or $0, $1, …, not both.");
    }
    const qubit = Number(name.text.slice(1));
    if (qubit >= maxQubits) {
      cannot(name, `at most ${maxQubits} qubits are allowed`, "Number the qubits from $0.");
    }
    physical = true;
    qubits = Math.max(qubits, qubit + 1);
    return [qubit];
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
      if (lex.accept("=")) measure(bitsOf(name, undefined, count));
    }
    lex.expect(";");
  }

  function type(): NumberType {
    const token = lex.expectName("a type");
    const { text: base } = token;
    if (base !== "float" && base !== "angle" && base !== "int" && base !== "uint") {
      return cannot(token, "constants and inputs are float, angle, int or uint", "Use float[64].");
    }
    if (!lex.accept("[")) return { base };
    const { at } = lex.token;
    const width = whole("a type's size");
    if (width < 1) refuse(at, `a type has ${width} bits`, "it must have at least one", "Correct the size.");
    lex.expect("]");
    return { base, width };
  }

  function inputStatement(): void {
    const listed = lex.accept("array");
    if (listed) lex.expect("[");
    const { text } = lex.token;
    if (text !== "float" && text !== "angle") cannot(lex.token, "an input is a float or an angle", "Use float[64].");
    type();
    let count: number | undefined;
    if (listed) {
      lex.expect(",");
      const { at } = lex.token;
      count = whole("an array's size");
      if (count < 1 || weightNames.length + inputNames.length + count > MOST_ELEMENTS) {
        refuse(
          at,
          `an array has ${count} elements`,
          `it has at least one, and all inputs together at most ${MOST_ELEMENTS}`,
          "Correct the size.",
        );
      }
      lex.expect("]");
    }
    const name = lex.expectName("an input's name");
    lex.expect(";");
    declare(name);
    const add = (called: string): void => {
      const named = [name.text, called].filter((each) => dataNames.has(each));
      for (const each of named) found.add(each);
      const names = named.length > 0 ? inputNames : weightNames;
      numbers.set(called, { value: (names === inputNames ? input : weight)(names.length), whole: false });
      names.push(called);
    };
    if (count === undefined) {
      add(name.text);
      return;
    }
    arrays.set(name.text, count);
    for (let k = 0; k < count; k++) add(`${name.text}[${k}]`);
  }

  function constStatement(): void {
    const wanted = type();
    const name = lex.expectName("a constant's name");
    lex.expect("=");
    const { at } = lex.token;
    const { value } = valueOf(parseExpression(lex, version), scope, machine);
    if (typeof value !== "number") {
      refuse(at, "a constant depends on an input", "it must be a number", "Drop const.");
    } else {
      lex.expect(";");
      numbers.set(
        declare(name),
        converted(value, wanted, (got, todo) => refuse(at, got, "it must fit", todo)),
      );
    }
  }

  function includeStatement(): void {
    const token = lex.take();
    const { at } = token;
    if (token.kind !== "string") cannot(token, "a name in quotes must stand here", 'Write include "stdgates.inc";');
    lex.expect(";");
    if (!Object.hasOwn(libraries, token.text)) {
      const text = include?.(token.text);
      if (text === undefined) {
        return refuse(
          at,
          `it includes "${printable(token.text).slice(0, 80)}"`,
          include
            ? "there is no such file beside the circuit"
            : "only qelib1.inc and stdgates.inc are known, and no file is opened",
          include ? "Put the file there, or paste it into this one." : "Paste the definitions into this file.",
        );
      }
      nested += 1;
      included += text.length;
      if (nested > MOST_NESTED || included > MOST_INCLUDED) {
        refuse(
          at,
          `files are included ${nested} times and have ${included} characters`,
          `${MOST_NESTED} times and ${MOST_INCLUDED} characters are the limit`,
          "Paste the definitions into this file, and include none twice.",
        );
      }
      lex.enter({ name: printable(token.text), text });
      // An included file may say its version again.
      if (lex.accept("OPENQASM")) {
        lex.take();
        lex.expect(";");
      }
      return;
    }
    library = true;
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
    const body: GateCall[] = [];
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
      const call = readCall(lex, version, known, (at) => {
        const place = on.indexOf(at.text);
        if (place < 0) cannot(at, `the qubits here are ${on.join(", ")}`, "Use a qubit of the gate.");
        operands.push(place);
      });
      body.push({ ...call, operands });
    }
    gates.set(name.text, { angles, qubits: on.length, body });
    own.add(name.text);
  }

  /** opaque magic(a) q; A gate that may be declared, but not used. */
  function opaqueStatement(): void {
    const name = lex.expectName("a gate's name");
    declare(name);
    const angles = lex.accept("(") ? names(")") : [];
    const on = names(";");
    if (on.length === 0) cannot(name, "a gate acts on at least one qubit", "Name its qubits.");
    gates.set(name.text, { angles, qubits: on.length, body: undefined });
    own.add(name.text);
  }

  /** let pair = q[0:1] ++ r; Another name for some qubits. */
  function letStatement(): void {
    const name = lex.expectName("a name");
    lex.expect("=");
    const on: number[] = [];
    do {
      const { at, on: more } = operand();
      for (const qubit of more) {
        if (on.includes(qubit)) refuse(at, "a qubit stands twice", "qubits must differ", "Name each qubit once.");
        on.push(qubit);
      }
    } while (lex.accept("++"));
    lex.expect(";");
    registers.set(declare(name), on);
  }

  /** reset q; does nothing to a qubit that is still |0⟩. */
  function resetStatement(): void {
    const { at, on } = operand();
    lex.expect(";");
    for (const qubit of on) {
      if (!touched.has(qubit) && !measured.has(qubit)) continue;
      refuse(
        at,
        `qubit ${qubit} is reset after it was used`,
        "a reset can only stand before the first gate on its qubit, where it does nothing",
        "A circuit is unitary: start from |0…0⟩ and leave the reset out.",
      );
    }
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
    const register = name.text.startsWith("$") ? device(name) : registers.get(name.text);
    if (!register) return cannot(name, "no quantum register has this name", "Declare it before its use.");
    const indices = places(name.text, register.length);
    const on = indices ? indices.map((k) => register[k]) : register.slice();
    return { at: name.at, on, single: on.length === 1 };
  }

  /** [i], [{i, j}], [from:to] or [from:step:to], the end included; nothing for a whole register. */
  function places(name: string, count: number): number[] | undefined {
    if (!lex.accept("[")) return undefined;
    const { at } = lex.token;
    if (lex.accept("{")) {
      const listed: number[] = [];
      do {
        if (listed.length >= maxQubits) refuse(at, "a set is too long", `${maxQubits} are the limit`, "Use fewer.");
        listed.push(index(name, count));
      } while (lex.accept(","));
      lex.expect("}");
      lex.expect("]");
      return listed;
    }
    /** Parts of a range that may be left out. */
    const isOpen = (): boolean => lex.token.kind === "symbol" && (lex.token.text === ":" || lex.token.text === "]");
    if (!isOpen()) {
      const one = index(name, count);
      if (lex.accept("]")) return [one];
      return range(at, name, count, one);
    }
    if (lex.token.text === "]") cannot(lex.token, "an index or a range must stand here", "Name a qubit.");
    return range(at, name, count, undefined);

    function range(place: number, of: string, size: number, first: number | undefined): number[] {
      lex.expect(":");
      const second = isOpen() ? undefined : whole("a range's part");
      const stepped = lex.accept(":");
      const third = !stepped || isOpen() ? undefined : whole("a range's part");
      lex.expect("]");
      const step = stepped ? (second ?? 1) : 1;
      const end = stepped ? third : second;
      const from = first ?? (step < 0 ? size - 1 : 0);
      const last = end ?? (step < 0 ? 0 : size - 1);
      const to = last < 0 ? last + size : last;
      const length = Math.floor((to - from) / step) + 1;
      if (step === 0 || !(length >= 1) || to < 0 || to >= size) {
        refuse(
          place,
          "a range takes no qubits of the register",
          `"${printable(of)}" has ${size}`,
          "Correct the range.",
        );
      }
      if (length > maxQubits) {
        refuse(place, `a range takes ${length} places`, `${maxQubits} are the limit`, "Take fewer.");
      }
      return Array.from({ length }, (_, k) => from + k * step);
    }
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
    return bitsOf(token, places(token.text, count), count);
  }

  /** The names of the bits at these places, or of all. */
  function bitsOf(token: Token, at: readonly number[] | undefined, count: number): string[] {
    if (!at && count > maxQubits) cannot(token, `it has ${count} bits`, "Measure into as many bits as qubits.");
    return (at ?? Array.from({ length: count }, (_, k) => k)).map((k) => `${token.text}[${k}]`);
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
    const call = readCall(lex, version, known, () => operands.push(operand()), true);
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
      for (const qubit of on) touched.add(qubit);
      apply(machine, call, { scope, on, depth: 0 }, operations);
    }
  }

  function statement(): void {
    const token = lex.token;
    if (lex.accept(";")) return;
    if (token.kind === "symbol" && (token.text === "@" || token.text === "#")) {
      // An annotation, or a pragma as older files write it.
      notes.leftOut(token.at, token.text === "@" ? "An annotation is" : "A pragma is");
      lex.takeLine();
      return;
    }
    if (token.kind !== "name") cannot(token, "a statement must begin here", "Correct the statement.");
    const { text } = token;
    special(token);
    if (text === "gphase" || text === "inv" || text === "ctrl" || text === "negctrl" || text === "pow") {
      callStatement();
      return;
    }
    if (text === "pragma") {
      notes.leftOut(token.at, "A pragma is");
      lex.takeLine();
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
      skipOperands();
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

  /** Qubits that nothing is done to. */
  function skipOperands(): void {
    while (!lex.accept(";")) {
      operand();
      if (!lex.accept(",") && !(lex.token.kind === "symbol" && lex.token.text === ";")) lex.expect(";");
    }
  }

  /** Nothing behind it is done. */
  function endStatement(): void {
    const { at } = lex.expect(";");
    if (lex.token.kind !== "end") notes.leftOut(at, 'What stands behind "end;" is');
    lex.finish();
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
    ["opaque", opaqueStatement],
    ["let", letStatement],
    ["reset", resetStatement],
    ["nop", skipOperands],
    ["end", endStatement],
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
  checkDataNames(dataNames, {
    file: source.name,
    inputs: [...weightNames, ...inputNames],
    found,
    kindOf: (name) =>
      registers.has(name) ? "qubits" : bits.has(name) ? "bits" : numbers.has(name) ? "a constant" : undefined,
  });
  return {
    qubits,
    operations,
    measured: Array.from(measured, ([qubit, bit]) => ({ qubit, bit })),
    weightNames,
    inputNames,
    notes: notes.sentences(),
  };
}
