import { cos, exp, log, sin } from "@uphill/core";
import type { Angle } from "../angle.js";
import { combine, compute, times, type Binary, type Meeting } from "./arithmetic.js";
import { named, type Lexer } from "./lexer.js";
import { printable, type Refuse } from "./source.js";

/** Nesting deeper than this is refused: of parentheses, modifiers, and gates that use gates. */
export const DEEPEST = 1000;

/**
 * An expression as steps of a stack machine. A list, not a tree: sums of a million terms and deep parentheses cost no
 * recursion.
 */
export type Formula = readonly Step[];
interface Step {
  readonly at: number;
  readonly does: "number" | "name" | "element" | "negate" | "call" | "+" | "-" | "*" | "/" | "%" | "**";
  readonly value?: number;
  readonly name?: string;
  /** Whether a number is written as a whole one, in a version that knows whole numbers. */
  readonly whole?: boolean;
}

/** What an expression comes to, and whether it is of a type of whole numbers: these divide without a remainder. */
export interface FormulaValue {
  readonly value: Angle;
  readonly whole: boolean;
}

/** What a name stands for; `name[k]` is an element of an array. */
export type Scope = (name: string) => FormulaValue | undefined;

/** Who is asked and told while an expression is worked out. */
export interface Reader {
  readonly refuse: Refuse;
  /** Is told where a division of whole numbers left a remainder. @param down whether rounding down gives another result */
  rounded?(at: number, down: boolean): void;
  /** Whether weights may meet in an angle, as a polynomial in their numbers: they become inputs once the file is read. */
  readonly weightsToo?: boolean;
  /** Is told how much work a sum or product of several inputs is, before it is done. */
  spend?(at: number, work: number): void;
}

const constants: Record<string, number> = {
  pi: Math.PI,
  π: Math.PI,
  tau: 2 * Math.PI,
  τ: 2 * Math.PI,
  euler: Math.E,
  ℇ: Math.E,
};

const functions = new Map<string, (...values: number[]) => number>([
  ["sin", (x) => sin(x)],
  ["cos", (x) => cos(x)],
  ["tan", (x) => sin(x) / cos(x)],
  ["exp", (x) => exp(x)],
  ["ln", (x) => log(x)],
  ["log", (x) => log(x)],
  ["sqrt", (x) => Math.sqrt(x)],
  ["floor", (x) => Math.floor(x)],
  ["ceiling", (x) => Math.ceil(x)],
  ...["arcsin", "asin"].map((name) => [name, (x: number) => Math.asin(x)] as const),
  ...["arccos", "acos"].map((name) => [name, (x: number) => Math.acos(x)] as const),
  ...["arctan", "atan"].map((name) => [name, (x: number) => Math.atan(x)] as const),
  ["mod", (x, y) => x - y * Math.floor(x / y)],
  ["pow", (x, y) => x ** y],
]);

const strength: Partial<Record<string, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "**": 4, "^": 4 };
const SIGN = 3;

/** Reads one expression. `^` is the power in 2.0; in 3.0 it means exclusive or, and is refused. */
export function parseExpression(lex: Lexer, version: 2 | 3): Formula {
  const steps: Step[] = [];

  function operand(depth: number): void {
    const { kind, text, at } = lex.token;
    if (depth > DEEPEST) {
      lex.refuse(
        at,
        `an expression is nested deeper than ${DEEPEST} levels`,
        `${DEEPEST} are the limit`,
        "Write it flat, or use const.",
      );
    }
    if (kind === "number") {
      lex.take();
      steps.push({ at, does: "number", value: Number(text), whole: version === 3 && /^(\d+|0[xXbBoO].*)$/.test(text) });
    } else if (kind === "name") {
      lex.take();
      if (lex.accept("(")) {
        call(text, at, depth);
      } else if (lex.accept("[")) {
        climb(1, depth + 1);
        lex.expect("]");
        steps.push({ at, does: "element", name: text });
      } else steps.push({ at, does: "name", name: text });
    } else if (lex.accept("(")) {
      climb(1, depth + 1);
      lex.expect(")");
    } else if (lex.accept("-")) {
      climb(SIGN, depth + 1);
      steps.push({ at, does: "negate" });
    } else if (lex.accept("+")) climb(SIGN, depth + 1);
    else {
      lex.refuse(at, `there is ${named(lex.token)}`, "a number or an expression must stand here", "Write an angle.");
    }
  }

  function call(name: string, at: number, depth: number): void {
    const found = functions.get(name);
    if (!found) {
      const known = Array.from(functions.keys()).join(", ");
      return lex.refuse(at, `"${printable(name)}" is no function`, `known are ${known}`, "Use one of these.");
    }
    for (let k = 0; k < found.length; k++) {
      if (k > 0) lex.expect(",");
      climb(1, depth + 1);
    }
    lex.expect(")");
    steps.push({ at, does: "call", name });
  }

  function climb(weakest: number, depth: number): void {
    operand(depth);
    for (;;) {
      const { text, at, kind } = lex.token;
      const power = kind === "symbol" ? strength[text] : undefined;
      if (power === undefined || power < weakest) return;
      if (text === "^" && version === 3) {
        lex.refuse(at, 'there is "^"', "it means exclusive or in OpenQASM 3, not a power", "Write ** for a power.");
      }
      lex.take();
      // A power holds to its right, 2**3**2 = 2**9, and takes a sign there.
      climb(text === "^" || text === "**" ? SIGN : power + 1, depth + 1);
      steps.push({ at, does: text === "^" ? "**" : (text as Binary) });
    }
  }

  climb(1, 0);
  return steps;
}

/** Runs an expression. The result is a finite number, affine in a weight, or a polynomial in inputs; or it is refused. */
export function evaluate(program: Formula, scope: Scope, reader: Reader): Angle {
  return valueOf(program, scope, reader).value;
}

/** Runs an expression, and tells whether it is of a type of whole numbers. */
export function valueOf(program: Formula, scope: Scope, reader: Reader): FormulaValue {
  const { refuse } = reader;
  if (program.length === 1) {
    // Most expressions are a number or a name.
    const [{ does, value, whole, name }] = program;
    if (does === "number" && Number.isFinite(value)) return { value: value!, whole: whole! };
    const found = does === "name" ? scope(name!) : undefined;
    if (found) return found;
  }
  const stack: Angle[] = [];
  const wholes: boolean[] = [];
  for (const step of program) {
    const { at, does } = step;
    let whole = false;
    if (does === "number") {
      stack.push(step.value!);
      whole = step.whole!;
    } else if (does === "name" || does === "element") {
      let name = step.name!;
      if (does === "element") {
        const index = stack.pop()!;
        if (!wholes.pop()! || typeof index !== "number") {
          refuse(at, "an index is no whole number", "it must be one that is known now", "Write the number.");
        }
        name = `${name}[${index as number}]`;
      }
      const found = scope(name) ?? (Object.hasOwn(constants, name) ? { value: constants[name], whole } : undefined);
      if (found === undefined) {
        refuse(
          at,
          `"${printable(name)}" is not known`,
          "it must be a parameter, a constant or an input",
          "Declare it first.",
        );
      } else {
        stack.push(found.value);
        ({ whole } = found);
      }
    } else if (does === "negate") {
      stack.push(times(stack.pop()!, -1));
      whole = wholes.pop()!;
    } else if (does === "call") {
      const call = functions.get(step.name!)!;
      const values = stack.splice(stack.length - call.length);
      const types = wholes.splice(wholes.length - call.length);
      const ints = types.every(Boolean);
      if (values.every((value) => typeof value === "number")) {
        const [a, b] = values;
        stack.push(step.name === "mod" && ints ? a - b * Math.trunc(a / b) : call(a, b));
        whole = ints && (step.name === "mod" || (step.name === "pow" && b >= 0));
      } else {
        const [a, b] = values;
        const power = step.name === "pow" ? combine("**", a, b, meetingAt(at, reader)) : undefined;
        stack.push(power ?? unknownAngle(at, reader));
      }
    } else {
      const b = stack.pop()!;
      const a = stack.pop()!;
      const second = wholes.pop()!;
      const ints = wholes.pop()! && second;
      if (ints && (does === "/" || does === "%")) {
        // Towards zero, as in C; the remainder has the sign of what is divided.
        const quotient = (a as number) / (b as number);
        const kept = Math.trunc(quotient);
        stack.push(does === "/" ? kept + 0 : ((a as number) % (b as number)) + 0);
        if (kept !== quotient) reader.rounded?.(at, quotient < 0);
        whole = true;
      } else {
        const numbers = typeof a === "number" && typeof b === "number";
        const made = numbers ? compute(does, a, b) : combine(does, a, b, meetingAt(at, reader));
        stack.push(made ?? unknownAngle(at, reader));
        whole = ints && (does !== "**" || (b as number) >= 0);
      }
    }
    wholes.push(whole);
    const top = stack[stack.length - 1];
    if (!(typeof top === "number" ? Number.isFinite(top) : Number.isFinite(top.scale) && Number.isFinite(top.offset))) {
      refuse(at, "an expression has no finite value", "angles must be finite numbers", "Correct the expression.");
    }
  }
  return { value: stack[0], whole: wholes[0] };
}

function unknownAngle(at: number, { refuse, weightsToo = false }: Reader): never {
  return refuse(
    at,
    `an angle depends on ${weightsToo ? "inputs" : "weights or data"} otherwise than by numbers, sums and products`,
    `a trained angle is affine in one weight, an angle fed with data a sum of products of inputs`,
    weightsToo
      ? "Compute it outside and make it an input of its own."
      : "Name all of its inputs as data, or compute it outside and make it an input of its own.",
  );
}

/** What a file is allowed when several inputs meet, refused where the expression stands. */
function meetingAt(at: number, reader: Reader): Meeting {
  const { refuse, weightsToo = false } = reader;
  const todo = "Compute it outside and make it an input of its own.";
  return {
    weightsToo,
    spend: (work) => reader.spend?.(at, work),
    cannot: (got, wanted) => refuse(at, got, wanted, todo),
  };
}
