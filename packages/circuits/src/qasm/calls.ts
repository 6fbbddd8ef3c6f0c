import type { Angle } from "../angle.js";
import type { Operation } from "../gate.js";
import { x } from "../gates/index.js";
import { DEEPEST, evaluate, parseExpression, type Formula, type Reader, type Scope } from "./expressions.js";
import { named, type Lexer, type Token } from "./lexer.js";
import { nameFor, type KnownGate } from "./library.js";
import { controlled, inverted, powered, type Cannot } from "./modifiers.js";
import { printable } from "./source.js";
import type { Allowance } from "./synthesis.js";

/** A gate of a library, or one that the file defines: names of its angles, and calls in terms of them. */
export type GateBody =
  | KnownGate
  | {
      readonly angles: readonly string[];
      readonly qubits: number;
      /** Undefined: declared as opaque. */
      readonly body: readonly GateCall[] | undefined;
    };

interface Modifier {
  readonly kind: "inv" | "pow" | "ctrl" | "negctrl";
  readonly at: number;
  readonly value?: Formula;
}

/** One use of a gate in a file. */
export interface GateCall {
  readonly at: number;
  readonly name: string;
  readonly gate: GateBody;
  readonly modifiers: readonly Modifier[];
  readonly angles: readonly Formula[];
  /** Inside a gate's body: the places of its qubits. */
  readonly operands?: readonly number[];
}

/** What limits the work of one file. */
export interface Workload extends Reader {
  readonly maxOperations: number;
  /** Is told of a power whose division of whole numbers leaves a remainder, but which is read as a float. */
  broken(at: number): void;
  /** What a gate's body sees beside its own angles. */
  readonly constants: Scope;
  /** Calls made and operations handled so far. */
  work: number;
  /** Steps of expressions inside of gates so far. */
  steps: number;
  /** Steps that sums and products of several inputs took so far. */
  meetings: number;
}

const modifierWords = new Set(["inv", "pow", "ctrl", "negctrl"]);

/** Reads modifiers, name, angles and operands up to the semicolon; `operand` is told of each (or reads it itself). */
export function readCall(
  lex: Lexer,
  version: 2 | 3,
  gates: { get(name: string): GateBody | undefined; keys(): Iterable<string> },
  operand: (token: Token) => void,
  reads = false,
): GateCall {
  const { refuse } = lex;
  const modifiers: Modifier[] = [];
  while (version === 3 && lex.token.kind === "name" && modifierWords.has(lex.token.text)) {
    const { text, at } = lex.take();
    if (modifiers.length >= DEEPEST) {
      refuse(at, `a gate has more than ${DEEPEST} modifiers`, `${DEEPEST} are the limit`, "Use fewer modifiers.");
    }
    let value: Formula | undefined;
    if (text !== "inv" && lex.token.text === "(") {
      lex.expect("(");
      value = parseExpression(lex, version);
      lex.expect(")");
    } else if (text === "pow") lex.expect("(");
    lex.expect("@");
    modifiers.push({ kind: text as Modifier["kind"], at, value });
  }
  const name = lex.expectName("a gate");
  const gate = gates.get(name.text);
  if (!gate) {
    return refuse(
      name.at,
      `"${printable(name.text)}" is not known`,
      "a gate must be defined before its use",
      `${nameFor(name.text, gates.keys())}Define it, or write include "${version === 2 ? "qelib1.inc" : "stdgates.inc"}"; for the standard gates.`,
    );
  }
  const angles: Formula[] = [];
  if (lex.accept("(") && !lex.accept(")")) {
    do angles.push(parseExpression(lex, version));
    while (lex.accept(","));
    lex.expect(")");
  }
  const wanted = "make" in gate ? gate.angles : gate.angles.length;
  if (angles.length !== wanted) {
    refuse(
      name.at,
      `"${printable(name.text)}" has ${angles.length} angles`,
      `it takes ${wanted}`,
      "Give each angle, separated by commas.",
    );
  }
  let count = 0;
  while (!lex.accept(";")) {
    if (count > 0) lex.expect(",");
    if (lex.token.kind !== "name") {
      refuse(lex.token.at, `there is ${named(lex.token)}`, "a qubit must stand here", "Name the gate's qubits.");
    }
    operand(lex.token);
    if (!reads) lex.take();
    count++;
    if (count > DEEPEST) refuse(name.at, "a gate has too many qubits", `${DEEPEST} are the limit`, "Use fewer.");
  }
  if (gate.qubits === count && modifiers.length === 0 && count > 0) {
    return { at: name.at, name: name.text, gate, modifiers, angles };
  }
  if (count === 0 && !(gate.qubits === 0)) {
    refuse(name.at, `"${printable(name.text)}" has no qubits`, `it takes ${gate.qubits}`, "Name its qubits.");
  }
  if (count !== gate.qubits && !modifiers.some(({ kind }) => kind.endsWith("ctrl"))) {
    refuse(
      name.at,
      `"${printable(name.text)}" has ${count} qubits`,
      `it takes ${gate.qubits}`,
      "Name each qubit, separated by commas.",
    );
  }
  return { at: name.at, name: name.text, gate, modifiers, angles };
}

/** Where a call stands: what its names mean, the qubits that it acts on, and how many gates it is inside of. */
interface Place {
  readonly scope: Scope;
  readonly on: readonly number[];
  readonly depth: number;
}

/** Adds the operations that a call stands for to `out`. */
export function apply(machine: Workload, call: GateCall, place: Place, out: Operation[]): void {
  const { scope, on, depth } = place;
  const { refuse } = machine;
  const { gate, at } = call;
  if (depth > DEEPEST) {
    refuse(at, `gates use gates more than ${DEEPEST} deep`, `${DEEPEST} levels are the limit`, "Write the gate out.");
  }
  spend(machine, at, 1);
  if (on.length > 1 && new Set(on).size !== on.length) {
    refuse(
      at,
      `"${printable(call.name)}" acts twice on one qubit`,
      "a gate's qubits must differ",
      "Correct the qubits.",
    );
  }
  const angles = call.angles.map((program) => evaluateIn(machine, program, scope, depth));
  if (call.modifiers.length === 0) {
    expand(machine, { gate, angles, at }, place, out);
    return;
  }

  const counts = call.modifiers.map((modifier) => controlsOf(machine, modifier, scope, depth));
  const controls = counts.reduce((sum, count) => sum + count, 0);
  if (controls + gate.qubits !== on.length) {
    refuse(
      at,
      `"${printable(call.name)}" has ${on.length} qubits`,
      `with its modifiers it takes ${controls + gate.qubits}`,
      "Name the controls first, then the gate's own qubits.",
    );
  }
  let made: Operation[] = [];
  expand(machine, { gate, angles, at }, { ...place, on: on.slice(controls) }, made);
  let end = controls;
  // The modifier next to the gate acts first; controls that stand together are applied at once.
  for (let k = call.modifiers.length - 1; k >= 0; k--) {
    const modifier = call.modifiers[k];
    const { kind } = modifier;
    const cannot: Cannot = (got, wanted, todo) => refuse(modifier.at, got, wanted, todo);
    const what = kind === "pow" ? "a power makes too many operations" : "a control makes too many operations";
    const budget: Allowance = (count) => spend(machine, modifier.at, count, kind === "inv" ? undefined : what);
    if (kind === "inv") made = inverted(made, budget);
    else if (kind === "pow") {
      made = powered(made, power(machine, modifier, scope, depth), budget, cannot);
      checkFinite(made, cannot);
    } else {
      const from = end;
      const flips: Operation[] = [];
      for (; k >= 0 && call.modifiers[k].kind.endsWith("ctrl"); k--) {
        const mine = on.slice(end - counts[k], end);
        if (call.modifiers[k].kind === "negctrl") for (const qubit of mine) flips.push(x(qubit));
        end -= counts[k];
      }
      k++;
      made = [...flips, ...controlled(made, on.slice(end, from), budget, cannot), ...flips];
    }
  }
  for (const operation of made) add(machine, at, operation, out);
}

function expand(
  machine: Workload,
  { gate, angles, at }: { readonly gate: GateBody; readonly angles: readonly Angle[]; readonly at: number },
  { on, depth }: Place,
  out: Operation[],
): void {
  if ("make" in gate) {
    const made = gate.make(angles, on);
    spend(machine, at, made.length);
    for (const operation of made) add(machine, at, operation, out);
    return;
  }
  if (!gate.body) {
    machine.refuse(at, "the gate is opaque", "its body must be known where it is used", "Give the gate a body.");
    return;
  }
  machine.steps += angles.length;
  const given = new Map(gate.angles.map((name, k) => [name, { value: angles[k], whole: false }]));
  const inner: Scope = (name) => given.get(name) ?? machine.constants(name);
  for (const call of gate.body) {
    apply(machine, call, { scope: inner, on: call.operands!.map((operand) => on[operand]), depth: depth + 1 }, out);
  }
}

/** No list grows longer than a circuit may be. */
function add(machine: Workload, at: number, operation: Operation, out: Operation[]): void {
  out.push(operation);
  if (out.length > machine.maxOperations) tooMuch(machine, at);
}

/** What the work of one file may be, in terms of the operations that it may have. */
const WORK = 4;
const STEPS = 16;
const SMALL = 1000;

/** Refuses a file whose definitions would make too much work, before it is done and whatever is left of it in the end. */
function spend(machine: Workload, at: number, work: number, got?: string): void {
  machine.work += work;
  if (machine.work > WORK * machine.maxOperations + SMALL) tooMuch(machine, at, got);
}

function tooMuch(
  { refuse, maxOperations }: Workload,
  at: number,
  got = `the gates so far stand for more than ${maxOperations} operations`,
): never {
  return refuse(at, got, `${maxOperations} are the limit`, "Raise maxOperations or shorten the file.");
}

/** Expressions of a file's own statements are as long as they are written; those inside of gates may be met over and over. */
function evaluateIn(machine: Workload, program: Formula, scope: Scope, depth: number): Angle {
  if (depth > 0) {
    const [{ at }] = program;
    machine.steps += program.length;
    if (machine.steps > STEPS * machine.maxOperations + SMALL) {
      machine.refuse(
        at,
        `the gates so far take more than ${STEPS * machine.maxOperations} steps of arithmetic`,
        "that is the limit",
        "Work out the numbers before, or use const.",
      );
    }
  }
  return evaluate(program, scope, machine);
}

function checkFinite(made: readonly Operation[], cannot: Cannot): void {
  for (const { angles } of made) {
    for (const angle of angles) {
      if (Number.isFinite(typeof angle === "number" ? angle : angle.scale + angle.offset)) continue;
      cannot("a power has no finite angle", "angles must be finite numbers", "Use a smaller power.");
    }
  }
}

function controlsOf(machine: Workload, { kind, at, value }: Modifier, scope: Scope, depth: number): number {
  if (kind !== "ctrl" && kind !== "negctrl") return 0;
  const count = value ? evaluateIn(machine, value, scope, depth) : 1;
  if (typeof count === "number" && Number.isInteger(count) && count >= 1 && count <= DEEPEST) return count;
  return machine.refuse(at, "the number of controls is no whole number", "it must be at least 1", "Write the number.");
}

/** A power is a float: `pow(1/2)` is the square root, as the standard library's own text has it. */
function power(machine: Workload, { at, value }: Modifier, scope: Scope, depth: number): number {
  const written = value!;
  const real = written.map((step) => (step.whole ? { ...step, whole: false } : step));
  const r = evaluateIn(machine, real, scope, depth);
  if (written.some(({ does }) => does === "/")) {
    evaluate(written, scope, { refuse: machine.refuse, rounded: () => machine.broken(at) });
  }
  if (typeof r === "number") return r;
  return machine.refuse(at, "a power depends on an input", "it must be a number", "Multiply the angle instead.");
}
