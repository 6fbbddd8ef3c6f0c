import type { Angle, PolynomialTerm } from "../angle.js";
import type { Operation } from "../gate.js";
import { printable } from "./source.js";

/** What names of a file are, once it is read. */
export interface Names {
  readonly operations: readonly Operation[];
  /** Name k is weight k. */
  readonly weightNames: readonly string[];
  /** Name k is input k. */
  readonly inputNames: readonly string[];
}

/**
 * Names that meet in one angle come with the data: no rule trains such an angle. They are inputs in all their angles, and numbered
 * anew in their order, as are the weights that are left. Without such an angle nothing changes.
 */
export function partNames(operations: readonly Operation[], names: readonly string[]): Names {
  const meeting = new Set<number>();
  const seen = new Set<readonly PolynomialTerm[]>();
  for (const { angles } of operations) {
    for (const angle of angles) {
      if (typeof angle === "number" || !("terms" in angle) || seen.has(angle.terms)) continue;
      seen.add(angle.terms);
      for (const { inputs } of angle.terms) for (const index of inputs) meeting.add(index);
    }
  }
  if (meeting.size === 0) return { operations: operations.map(onlyWeights), weightNames: names, inputNames: [] };
  const inputNames: string[] = [];
  const weightNames: string[] = [];
  const numbers = names.map((name, k) => (meeting.has(k) ? inputNames : weightNames).push(name) - 1);
  const renumbered = new Map<readonly PolynomialTerm[], readonly PolynomialTerm[]>();

  function renamed(angle: Angle): Angle {
    if (typeof angle === "number") return angle;
    const { scale, offset } = angle;
    if (!("terms" in angle)) {
      const index = "weight" in angle ? angle.weight : angle.input;
      const number = numbers[index];
      return meeting.has(index) ? { input: number, scale, offset } : { weight: number, scale, offset };
    }
    let terms = renumbered.get(angle.terms);
    if (!terms) {
      // Numbers keep their order, so terms stay sorted.
      terms = angle.terms.map(({ coefficient, inputs }) => ({ coefficient, inputs: inputs.map((k) => numbers[k]) }));
      renumbered.set(angle.terms, terms);
    }
    return { terms, scale, offset };
  }

  return {
    operations: operations.map((operation) => ({ ...operation, angles: operation.angles.map(renamed) })),
    weightNames,
    inputNames,
  };
}

/** A sum of which one name is left speaks of it as an input. */
function onlyWeights(operation: Operation): Operation {
  const { angles } = operation;
  if (!angles.some((angle) => typeof angle === "object" && "input" in angle)) return operation;
  return {
    ...operation,
    angles: angles.map((angle) =>
      typeof angle === "object" && "input" in angle
        ? { weight: angle.input, scale: angle.scale, offset: angle.offset }
        : angle,
    ),
  };
}

const MOST_LISTED = 8;

/** Names for a sentence: the first few, and how many more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map(printable).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown || "none";
}
