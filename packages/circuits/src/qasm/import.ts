import { cos, sin, UphillError } from "@uphill/core";
import { simplest, type Angle, type PolynomialTerm } from "../angle.js";
import { circuit, type Circuit } from "../circuit.js";
import { unitary } from "../families.js";
import type { Gate, Operation } from "../gate.js";
import { phase, rz } from "../gates/rotations.js";
import { MOST_OPERATIONS, MOST_TERMS } from "../limits.js";
import { times } from "./arithmetic.js";
import { listed, partNames } from "./names.js";
import { parse, type Measured } from "./parser.js";
import { gphase } from "./synthesis.js";

/** The options of {@link fromQasm}. */
export interface FromQasmOptions {
  /** More operations than this are refused; default a million. */
  readonly maxOperations?: number;
  /** More qubits than this are refused; default and largest 30. */
  readonly maxQubits?: number;
  /** What errors call the text; default "circuit.qasm". */
  readonly name?: string;
  /** Whether the global phase is kept by operations at the circuit's end; default true. */
  readonly keepGlobalPhase?: boolean;
  /**
   * The text of a file that is included, or undefined where there is none. By default only the standard libraries are known; who
   * gives this decides what may be read.
   */
  readonly include?: (name: string) => string | undefined;
  /**
   * Which of the file's inputs come with the data, an array's name for all its elements; all others are weights. Default: those that
   * meet another in one angle, as in `x0*x1`.
   */
  readonly data?: readonly string[];
}

/** What {@link fromQasm} read. */
export interface FromQasm {
  /** The circuit. */
  readonly circuit: Circuit;
  /** The measurements at the file's end, in their order; a circuit itself holds none. */
  readonly measured: readonly Measured[];
  /** The names of the file's inputs that are trained: name k is weight k. */
  readonly weightNames: readonly string[];
  /** The names of the file's inputs that come with the data: name k is input k. */
  readonly inputNames: readonly string[];
  /** The part of the global phase that no gate holds and no weight moves, in radians: from gphase and OpenQASM 3's U. */
  readonly globalPhase: number;
  /** What one should know of how the file was read, in sentences: where tools differ, and what was left out. */
  readonly notes: readonly string[];
}

/**
 * Reads a circuit from OpenQASM 2.0, or from the part of 3.0 that circuits need. The first qubit that is declared is
 * qubit 0. Inputs become weights in order of declaration. Inputs that `data` names, or that meet in one angle, become
 * inputs of the circuit. It opens no file, unless `include` does.
 * @param text the program
 * @param options limits, names, `include` and `data`
 * @returns the circuit and what was found besides
 * @throws UphillError "qasm" with line and column for whatever is not understood or not part of a circuit
 */
export function fromQasm(
  text: string,
  {
    maxOperations = MOST_OPERATIONS,
    maxQubits = 30,
    name = "circuit.qasm",
    keepGlobalPhase = true,
    include,
    data,
  }: FromQasmOptions = {},
): FromQasm {
  if (typeof (text as unknown) !== "string") {
    throw new UphillError({
      code: "qasm",
      who: `${name}:1:1`,
      got: `it is ${typeof text}`,
      wanted: "it must be the text of a file",
      todo: "Read the file and give its text.",
    });
  }
  if (data !== undefined && !(Array.isArray(data) && data.every((each) => typeof each === "string"))) {
    throw new UphillError({
      code: "options",
      who: "fromQasm",
      got: "data is no list of names",
      wanted: "it names the inputs that come with the data",
      todo: 'For example data: ["x0", "x1"].',
    });
  }
  const limits = {
    maxOperations,
    maxQubits: Math.min(maxQubits, 30),
    ...(include && { include }),
    ...(data && { data }),
  };
  const program = parse({ name, text }, limits);
  const names = data
    ? { ...program, operations: program.operations }
    : partNames(program.operations, program.weightNames);
  const notes = [...program.notes];
  if (!data && names.inputNames.length > 0) {
    notes.push(
      `${listed(names.inputNames)} come with the data, and are no weights: an angle holds a sum or a product of them.`,
    );
  }
  const isPhase = ({ gate }: Operation): boolean => gate === (gphase as unknown);
  const operations = names.operations.filter((operation) => !isPhase(operation));
  const phases = sumOfPhases(names.operations.flatMap((operation) => (isPhase(operation) ? operation.angles : [])));
  const globalPhase = Math.abs(phases.fixed) < NOTHING ? 0 : phases.fixed;
  if (keepGlobalPhase) {
    const [re, im] = [cos(globalPhase), sin(globalPhase)];
    if (Math.hypot(re - 1, im) > NOTHING) {
      operations.push({
        gate: unitary({ re: [re, 0, 0, re], im: [im, 0, 0, im] }, "gphase") as unknown as Gate,
        angles: [],
        qubits: [0],
      });
    }
    for (const angle of phases.moving) {
      // diag(e^{iγ}, e^{−iγ})·diag(1, e^{2iγ}) = e^{iγ}
      operations.push(rz(times(angle, -2), 0), phase(times(angle, 2), 0));
    }
  }
  return {
    circuit: circuit(program.qubits, operations),
    measured: program.measured,
    weightNames: names.weightNames,
    inputNames: names.inputNames,
    globalPhase,
    notes,
  };
}

/** A phase, or a factor in one, that is left over by rounding. */
const NOTHING = 1e-13;

/** Phases added up: a number, and angles without an offset, one for each weight, and as few as may be for the inputs. */
function sumOfPhases(angles: readonly Angle[]): { fixed: number; moving: Angle[] } {
  let fixed = 0;
  const weights = new Map<number, number>();
  const products = new Map<string, PolynomialTerm>();
  for (const angle of angles) {
    if (typeof angle === "number") fixed += angle;
    else {
      const { scale, offset } = angle;
      fixed += offset;
      if ("weight" in angle) weights.set(angle.weight, (weights.get(angle.weight) ?? 0) + scale);
      else {
        const terms = "terms" in angle ? angle.terms : [{ coefficient: 1, inputs: [angle.input] }];
        for (const { coefficient, inputs } of terms) {
          const key = inputs.join();
          const before = products.get(key)?.coefficient ?? 0;
          products.set(key, { coefficient: before + scale * coefficient, inputs });
        }
      }
    }
  }
  const terms = Array.from(products.values()).filter(({ coefficient }) => Math.abs(coefficient) >= NOTHING);
  const moving: Angle[] = Array.from(weights, ([weight, scale]) => ({ weight, scale, offset: 0 })).filter(
    ({ scale }) => Math.abs(scale) >= NOTHING,
  );
  for (let k = 0; k < terms.length; k += MOST_TERMS) moving.push(simplest(terms.slice(k, k + MOST_TERMS), 1, 0));
  return { fixed, moving };
}
