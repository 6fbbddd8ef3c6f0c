import { UphillError } from "@uphill/core";
import { angleAt, weight, type Angle, type PolynomialTerm } from "../angle.js";
import type { Circuit } from "../circuit.js";
import { expectCircuit } from "../expected.js";
import type { Gate, Operation } from "../gate.js";
import { asTurns } from "./modifiers.js";
import { gphase, synthesise } from "./synthesis.js";

/** The options of {@link toQasm}. */
export interface ToQasmOptions {
  /** 3 (default) keeps weights as inputs; 2 has no parameters and needs their values. */
  readonly version?: 2 | 3;
  /** [weights], radians: with values, numbers are written in place of weights. */
  readonly weights?: ArrayLike<number>;
  /** [inputs], radians: likewise for the data's inputs. */
  readonly inputs?: ArrayLike<number>;
}

/**
 * The statement of a gate that each version knows in its ORIGINAL library, by its name in OpenQASM 3's; `$k` is angle k and `@k`
 * qubit k. In 2.0 a statement may differ from the gate by a global phase.
 */
const plain = (names: string, angles = ""): [string, string][] =>
  names.split(" ").map((name) => [name, `${name}${angles} @*;`]);
const both = [...plain("id x y z h s sdg t tdg cx cy cz ch ccx"), ...plain("rx ry rz crz", "($0)")];
const statements: Record<2 | 3, ReadonlyMap<string, string>> = {
  3: new Map([
    ...both,
    ...plain("sx swap cswap"),
    ...plain("p cp crx cry", "($0)"),
    // The library's u3 has another phase, and U the phase e^{iθ/2}.
    // A float: whole numbers would be divided without a remainder.
    ["u3", "U($0, $1, $2) @0; gphase(-($0)/2.0);"],
  ]),
  2: new Map([
    ...both,
    ["p", "u1($0) @0;"],
    ["cp", "cu1($0) @0, @1;"],
    ["u3", "u3($0, $1, $2) @0;"],
    ["sx", "sdg @0; h @0; sdg @0;"],
    ["swap", "cx @0, @1; cx @1, @0; cx @0, @1;"],
    ["cswap", "cx @2, @1; ccx @0, @1, @2; cx @2, @1;"],
    ["crx", "h @1; crz($0) @0, @1; h @1;"],
    ["cry", "ry(($0)/2) @1; cx @0, @1; ry(-($0)/2) @1; cx @0, @1;"],
  ]),
};

/** Names that a definition may not take. */
const taken = new Set(
  (
    "OPENQASM U CX u u0 u1 u2 u3 cu cu1 cu3 p phase cphase gphase qreg creg gate if barrier measure reset opaque include pi sin cos " +
    "tan exp ln sqrt log inv pow ctrl negctrl def cal let bit qubit int uint float angle bool const input output end return"
  ).split(" "),
);

/**
 * Writes a circuit as OpenQASM. The file uses gates of the original standard library, or defines the gates that it
 * uses. Numbers read back the same to the bit. Weights become `input float[64] w0;` …, and inputs follow as `x0` ….
 * The unitary that is read back is the same: with its global phase in 3.0, up to the phase in 2.0.
 * @param circuit the circuit
 * @param options the version, and values for weights and inputs
 * @returns the text
 * @throws UphillError "qasm" if values are missing, or for a gate with trained angles and no known parts
 */
export function toQasm(circuit: Circuit, { version = 3, weights, inputs }: ToQasmOptions = {}): string {
  expectCircuit("toQasm", circuit);
  checkValues("weights", circuit.weights, weights, version);
  checkValues("inputs", circuit.inputs, inputs, version);
  const writer = definitions(version);
  const angle = (value: Angle): string => {
    if (typeof value === "number") return numeral(value);
    const { scale, offset } = value;
    if ("weight" in value) {
      return weights ? numeral(angleAt(value, weights, [])) : affine(scale, `w${value.weight}`, offset);
    }
    if (inputs) return numeral(angleAt(value, [], inputs));
    return affine(scale, "input" in value ? `x${value.input}` : sumOf(value.terms, scale), offset);
  };
  const body = circuit.operations.map((operation) => writer.write(operation, angle, (qubit) => `q[${qubit}]`));
  const declared = (letter: string, count: number, values?: ArrayLike<number>): string[] =>
    values ? [] : Array.from({ length: count }, (_, k) => `input float[64] ${letter}${k};`);
  return (
    [
      ...(version === 3 ? ["OPENQASM 3.0;", 'include "stdgates.inc";'] : ["OPENQASM 2.0;", 'include "qelib1.inc";']),
      ...writer.lines,
      ...declared("w", circuit.weights, weights),
      ...declared("x", circuit.inputs, inputs),
      version === 3 ? `qubit[${circuit.qubits}] q;` : `qreg q[${circuit.qubits}];`,
      ...body.filter((line) => line !== ""),
    ].join("\n") + "\n"
  );
}

function checkValues(what: string, count: number, values: ArrayLike<number> | undefined, version: 2 | 3): void {
  const refuse = (got: string): never => {
    throw new UphillError({
      code: "qasm",
      who: "toQasm",
      got,
      wanted: `the circuit has ${count} ${what}${version === 2 ? ", and OpenQASM 2.0 has no parameters" : ""}`,
      todo: `Give ${what}: a list of ${count} finite numbers${version === 2 ? ", or write version 3" : ""}.`,
    });
  };
  if (!values) {
    if (version === 2 && count > 0) refuse(`no values of the ${what} are given`);
    return;
  }
  if (values.length < count) refuse(`${values.length} values of the ${what} are given`);
  for (let k = 0; k < count; k++) if (!Number.isFinite(values[k])) refuse(`${what} ${k} is ${values[k]}`);
}

/** The shortest text that reads back as the same number. */
function numeral(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function affine(scale: number, name: string, offset: number): string {
  const product = scale === 1 ? name : scale === -1 ? `-${name}` : `${numeral(scale)}*${name}`;
  if (offset === 0) return product;
  return `${product} ${offset < 0 ? "-" : "+"} ${numeral(Math.abs(offset))}`;
}

/** `x0*x1 - 2*x2`, in parentheses where a scale or a sign stands before it. */
function sumOf(terms: readonly PolynomialTerm[], scale: number): string {
  const products = terms.map(({ coefficient, inputs }) => {
    const text = affine(coefficient, inputs.map((index) => `x${index}`).join("*"), 0);
    return text.startsWith("-") ? { sign: " - ", text: text.slice(1) } : { sign: " + ", text };
  });
  const sum = products.map(({ sign, text }, k) => (k > 0 ? sign : sign === " - " ? "-" : "") + text).join("");
  return scale === 1 ? sum : `(${sum})`;
}

type AngleText = (angle: Angle) => string;
type QubitText = (qubit: number) => string;
interface Writer {
  /** The definitions so far. */
  readonly lines: readonly string[];
  write(operation: Operation, angle: AngleText, qubit: QubitText): string;
}

function definitions(version: 2 | 3): Writer {
  const lines: string[] = [];
  const names = new Set(taken);
  for (const name of statements[3].keys()) names.add(name);
  const called = new Map<Gate, string>();
  const byBody = new Map<string, string>();
  const known = (gate: Gate): string | undefined =>
    gate.qasm === undefined ? undefined : statements[version].get(gate.qasm);

  function write(operation: Operation, angle: AngleText, qubit: QubitText): string {
    const { gate, angles, qubits } = operation;
    if (gate === (gphase as unknown)) return version === 3 ? `gphase(${angle(angles[0])});` : "";
    const statement = known(gate);
    if (statement !== undefined) return fill(statement, angles.map(angle), qubits.map(qubit));
    const name = called.get(gate) ?? (inSymbols(gate) ? define(operation) : "");
    if (name === "") return flat(operation, angle, qubit);
    return fill(`${name}${listed(gate.angles.map((_, k) => `$${k}`))} @*;`, angles.map(angle), qubits.map(qubit));
  }

  /** One or no statement, or parts that cannot be a definition: written in place. */
  function flat({ gate, angles, qubits }: Operation, angle: AngleText, qubit: QubitText): string {
    return parts(gate, angles, qubits)
      .map((part) => write(part, angle, qubit))
      .filter((line) => line !== "")
      .join(" ");
  }

  /** Adds the gate's definition unless it is there; its name, or "" if it is better written in place. */
  function define({ gate }: Operation): string {
    const letters = symbols(gate.angles);
    const on = Array.from({ length: gate.qubits }, (_, k) => k);
    const angle: AngleText = (value) =>
      typeof value === "number"
        ? numeral(value)
        : "weight" in value
          ? affine(value.scale, letters[value.weight], value.offset)
          : "";
    const given = gate.angles.map((_, k) => weight(k));
    const body = parts(gate, given, on)
      .map((part) => write(part, angle, (k) => `q${k}`))
      .filter((line) => line !== "");
    const header = `${listed(letters)} ${on.map((k) => `q${k}`).join(", ")}`;
    const text = `${header} {\n  ${body.join("\n  ")}\n}`;
    const name = body.length <= 1 ? "" : (byBody.get(text) ?? fresh(gate.name));
    if (name !== "" && !byBody.has(text)) {
      byBody.set(text, name);
      lines.push(`gate ${name}${text}`);
    }
    called.set(gate, name);
    return name;
  }

  function fresh(wanted: string): string {
    const clean = wanted.replace(/[^A-Za-z0-9_]+/g, "_").replace(/_+$/, "");
    const base = /^[a-z]/.test(clean) ? clean : `g${clean}`;
    let name = base;
    for (let k = 2; names.has(name); k++) name = `${base}_${k}`;
    names.add(name);
    return name;
  }

  return { lines, write };
}

/** Several angles are numbered, because Qiskit's importer sorts a definition's angles by name. */
const symbols = (names: readonly string[]): string[] =>
  names.map((name, k) => (names.length === 1 && /^[a-z][A-Za-z0-9]*$/.test(name) && !taken.has(name) ? name : `p${k}`));
const listed = (items: readonly string[]): string => (items.length > 0 ? `(${items.join(", ")})` : "");

function fill(statement: string, angles: readonly string[], qubits: readonly string[]): string {
  return statement
    .replace("@*", () => qubits.join(", "))
    .replace(/([@$])(\d)/g, (_, kind: string, k: string) => (kind === "@" ? qubits : angles)[Number(k)]);
}

/** Whether a gate can be taken apart whatever its angles are. */
function inSymbols(gate: Gate): boolean {
  if (gate.angles.length === 0 || gate.decomposition) return true;
  const on = Array.from({ length: gate.qubits }, (_, k) => k);
  return gate.angles.length === 1 && asTurns(gate, 0, on) !== undefined;
}

/** What an operation is made of: its own parts, or turns about its generator's words, or a synthesis of its matrix. */
function parts(gate: Gate, angles: readonly Angle[], qubits: readonly number[]): Operation[] {
  const own = gate.decomposition?.(angles, qubits);
  if (own) return own;
  const turns = angles.length === 1 ? asTurns(gate, angles[0], qubits) : undefined;
  if (turns) return turns;
  const values = angles.filter((angle) => typeof angle === "number");
  if (values.length === angles.length) return synthesise(gate.matrix(...values), qubits);
  throw new UphillError({
    code: "qasm",
    who: "toQasm",
    got: `the gate ${gate.name} has angles and no known parts`,
    wanted: "it must have a decomposition, or a generator whose terms commute",
    todo: "Add a decomposition to the gate.",
  });
}
