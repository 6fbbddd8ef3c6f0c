import { cos, sin, UphillError } from "@uphill/core";
import { circuit, type Circuit } from "../circuit.js";
import { unitary } from "../families.js";
import type { Gate, Operation } from "../gate.js";
import { phase, rz } from "../gates/rotations.js";
import { MOST_OPERATIONS } from "../limits.js";
import { parse, type Measured } from "./parser.js";
import { gphase } from "./synthesis.js";

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
}

export interface FromQasm {
  readonly circuit: Circuit;
  /** The measurements at the file's end, in their order; a circuit itself holds none. */
  readonly measured: readonly Measured[];
  /** The names of the inputs: name k is weight k. */
  readonly weightNames: readonly string[];
  /** The part of the global phase that no gate holds and no weight moves, in radians: from gphase and OpenQASM 3's U. */
  readonly globalPhase: number;
  /** What one should know of how the file was read, in sentences: where tools differ, and what was left out. */
  readonly notes: readonly string[];
}

/**
 * A circuit from OpenQASM 2.0, or from the part of 3.0 that circuits need. Register order is kept: the first qubit declared is
 * qubit 0. Inputs become weights in order of declaration; an angle that is affine in one of them is a trained angle.
 * No file is opened, unless `include` does.
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
  const limits = { maxOperations, maxQubits: Math.min(maxQubits, 30), ...(include && { include }) };
  const program = parse({ name, text }, limits);
  const operations: Operation[] = [];
  let fixed = 0;
  const scales = new Map<number, number>();
  for (const operation of program.operations) {
    if (operation.gate !== (gphase as unknown)) operations.push(operation);
    else {
      const [gamma] = operation.angles;
      if (typeof gamma === "number") fixed += gamma;
      else if ("weight" in gamma) {
        fixed += gamma.offset;
        scales.set(gamma.weight, (scales.get(gamma.weight) ?? 0) + gamma.scale);
      }
    }
  }
  const globalPhase = Math.abs(fixed) < NOTHING ? 0 : fixed;
  if (keepGlobalPhase) {
    const [re, im] = [cos(globalPhase), sin(globalPhase)];
    if (Math.hypot(re - 1, im) > NOTHING) {
      operations.push({
        gate: unitary({ re: [re, 0, 0, re], im: [im, 0, 0, im] }, "gphase") as unknown as Gate,
        angles: [],
        qubits: [0],
      });
    }
    for (const [index, scale] of scales) {
      if (Math.abs(scale) < NOTHING) continue;
      // diag(e^{iγ}, e^{−iγ})·diag(1, e^{2iγ}) = e^{iγ}
      const angle = (factor: number) => ({ weight: index, scale: factor * scale, offset: 0 });
      operations.push(rz(angle(-2), 0), phase(angle(2), 0));
    }
  }
  return {
    circuit: circuit(program.qubits, operations),
    measured: program.measured,
    weightNames: program.inputs,
    globalPhase,
    notes: program.notes,
  };
}

/** A phase, or a weight's factor in one, that is left over by rounding. */
const NOTHING = 1e-13;
