import { circuit } from "@uphill/circuits";
import { compile, type Program } from "@uphill/simulator";
import { uses, type Use } from "./uses.js";

/** A program's circuit with a weight of its own for every use, so that several uses can be moved at once. */
export interface Separate {
  readonly program: Program;
  /** Use k is angle k, in time order. */
  readonly uses: readonly Use[];
  /** Whether each use can move an observable. */
  readonly live: readonly boolean[];
  /** The angles of all uses at the given weights. */
  angles(weights: ArrayLike<number>): Float64Array;
}

const known = new WeakMap<Program, Separate>();

/** Compiled once for each program. */
export function separate(program: Program): Separate {
  const found = known.get(program);
  if (found) return found;
  const all = uses(program);
  const operations = program.circuit.operations.map((operation, index) => ({
    ...operation,
    angles: operation.angles.map((angle, position) => {
      const k = all.findIndex((use) => use.operation === index && use.angle === position);
      return k < 0 ? angle : { weight: k, scale: 1, offset: 0 };
    }),
  }));
  const made: Separate = {
    program: compile(circuit(program.circuit.qubits, operations), { observables: program.observables }),
    uses: all,
    live: all.map(({ operation, weight }) => program.liveOperations[operation] && program.liveWeights[weight]),
    angles: (weights) => Float64Array.from(all, ({ weight, scale, offset }) => scale * weights[weight] + offset),
  };
  known.set(program, made);
  return made;
}

/** The angles with one of them moved. */
export function moved(angles: Float64Array, use: number, delta: number): Float64Array {
  const at = Float64Array.from(angles);
  at[use] += delta;
  return at;
}
