import { formatObservable, qaoa, scale, type Circuit, type Graph, type Observable } from "@uphill/circuits";
import { choice, number, UphillError } from "@uphill/core";
import { memoryNeeded } from "@uphill/simulator";
import { ansatzByName } from "../ansatz-names.js";
import type { Conditions } from "../conditions.js";
import type { ProblemFamily, ProblemSpec } from "../family.js";
import type { ProblemInstance } from "../instance.js";
import { counted } from "../words.js";
import { expectationInstance } from "./instance.js";
import { angles, INTERP, interpolated, type Interpolated } from "./interpolation.js";
import { bruteMemory, MOST_BRUTE } from "./outcomes.js";
import { ansatzParts } from "../parts.js";

// What families share whose solution is a bit string.

/** The most qubits of a circuit. */
export const MOST_QUBITS = 30;

/** Options of the circuit. */
export const circuitOptions = {
  layers: number({ default: 1, min: 1, integer: true, about: "Layers of the ansatz (QAOA's p)" }),
  ansatz: choice({ default: qaoa.name, values: Object.keys(ansatzByName), about: "The trained circuit" }),
  angles,
};

/** An ansatz and its options. What the problem decides is none of them. */
export const circuitParts = ansatzParts(["layers", "graph", "cost", "lean"]);

interface CircuitOptions {
  readonly qubits: number;
  readonly layers: number;
  readonly ansatz: string;
  readonly angles: string;
}

/** A bit string is sought for which this is large. */
export interface Sought {
  readonly value: Observable;
  /** What QAOA is to know: where the value is the cut of a graph, and where the circuit begins. Default: the value alone. */
  readonly qaoa?: { readonly graph: Graph; readonly lean?: string };
}

/** What a family of bit strings does with its circuit: fields of a {@link ProblemFamily}. */
export function bitStrings<O extends CircuitOptions>(
  who: string,
  {
    sought,
    reads,
    optimum,
    metrics,
  }: {
    /** The mean of its value is what is made large; the loss is minus that. */
    sought(spec: ProblemSpec<O>): Sought;
    /** The mean in words: "the expected cut". */
    readonly reads: string;
    /** The least loss of any state, where it is known. */
    optimum(spec: ProblemSpec<O>): number | null;
    /** @param probabilities of the basis states; undefined where they are too many */
    metrics(spec: ProblemSpec<O>, loss: number, probabilities?: Float64Array): Readonly<Record<string, number>>;
  },
): Pick<ProblemFamily<O>, "starts" | "parts" | "circuits" | "memory" | "instance" | "cautions"> {
  const circuitOf = (spec: ProblemSpec<O>, layers: number): Circuit => {
    const { qubits, ansatz } = spec.options;
    const family = ansatzByName[ansatz];
    const { value, qaoa: own = { cost: formatObservable(value) } } = sought(spec);
    return family({ qubits, ...spec.parts?.[ansatz], ...{ layers }, ...(family.name === qaoa.name && own) });
  };

  /** Found once for each spec: no seed is in it. */
  const starts = new WeakMap<ProblemSpec<O>, Interpolated>();
  const startOf = (spec: ProblemSpec<O>): Interpolated => {
    const { layers, ansatz, angles: given } = spec.options;
    if (ansatz !== qaoa.name)
      throw new UphillError({
        code: "start",
        who,
        got: `the ansatz is ${ansatz} and the start ${INTERP}`,
        wanted: `${INTERP} gives angles of ${qaoa.name}`,
        todo: "Choose another start, or leave the ansatz out.",
      });
    const found =
      starts.get(spec) ??
      interpolated({
        who,
        given,
        layers,
        circuit: (p) => circuitOf(spec, p),
        observable: scale(sought(spec).value, -1),
        maxBytes: Infinity,
        seed: 0,
      });
    starts.set(spec, found);
    return found;
  };

  return {
    starts: {
      [INTERP]: `angles of ${qaoa.name} lifted from those of fewer layers, which are given as angles or found by L-BFGS before the runs`,
    },
    parts: circuitParts,
    circuits: true,

    memory: ({ options: { qubits } }) => ({
      bytes: memoryNeeded(qubits, 1) + bruteMemory(qubits),
      what: counted(qubits, "qubit"),
      smaller: "qubits",
    }),

    instance(spec: ProblemSpec<O>, conditions: Conditions): ProblemInstance {
      const { qubits, layers, angles: given } = spec.options;
      const whole = expectationInstance({
        ...conditions,
        who,
        circuit: circuitOf(spec, layers),
        observable: scale(sought(spec).value, -1),
        // Whoever plans runs has counted the memory of all of them.
        maxBytes: Infinity,
        layers,
        reads,
        optimum: optimum(spec),
        metrics: (problem, theta) =>
          metrics(spec, problem.value(theta), qubits > MOST_BRUTE ? undefined : problem.probabilities(theta)),
      });
      return {
        ...whole,
        start(name) {
          if (name === INTERP) return startOf(spec).theta.slice();
          if (given === "") return whole.start(name);
          throw new UphillError({
            code: "start",
            who,
            got: `angles are given and the start is ${name}`,
            wanted: `only ${INTERP} goes by them`,
            todo: `Say --start ${INTERP}, or leave the angles out.`,
          });
        },
      };
    },

    cautions(spec, { start }) {
      if (start !== INTERP) return [];
      const { optimised, circuits, rounds } = startOf(spec);
      const same = "All seeds start from the same point.";
      if (optimised === 0) return [{ code: "one-start", text: same }];
      const which = optimised === 1 ? "1 layer" : `1 to ${optimised} layers`;
      return [
        {
          code: "start-cost",
          text: `Before the runs the start ${INTERP} optimised ${which} from exact values: ${circuits} circuit evaluations in ${counted(rounds, "round")}, which no run is charged for. ${same}`,
        },
      ];
    },
  };
}
