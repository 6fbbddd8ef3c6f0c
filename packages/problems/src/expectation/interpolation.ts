import { starts, type Circuit } from "@uphill/circuits";
import { streams, UphillError, type Field } from "@uphill/core";
import { lbfgs, minimize } from "@uphill/optimizers";
import { counted } from "../words.js";
import { expectationProblem, type ExpectationOptions } from "./problem.js";

/** The start that goes by the angles of fewer layers. */
export const INTERP = "interp";

/** At most so many steps for each number of layers, and where they end. */
const [STEPS, TOLERANCE] = [200, 1e-7];

/** What the option says about itself wherever there is QAOA. */
export const angles: Field<string> = {
  default: "",
  about: `Angles γ and β of one layer after the other, for --start ${INTERP}: of as many layers as the circuit has, or of fewer`,
  type: 'numbers such as "0.6 0.4 0.9 0.2"',
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) =>
        (typeof value === "string" || typeof value === "number") && numbersIn(String(value)).every(Number.isFinite)
          ? { value: String(value).trim() }
          : { issues: [{ message: "must be numbers" }] },
    },
  },
};

const numbersIn = (text: string): number[] =>
  text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map(Number);

/** Angles of one layer more: each new one lies between its neighbours, in the order of the layers. @param each angles of a layer */
export function oneLayerMore(theta: Float64Array, each = 2): Float64Array {
  const layers = theta.length / each;
  return Float64Array.from({ length: theta.length + each }, (_, k) => {
    const layer = Math.floor(k / each);
    const before = layer === 0 ? 0 : (layer / layers) * theta[k - each];
    return before + (layer === layers ? 0 : ((layers - layer) / layers) * theta[k]);
  });
}

/** Where a run starts, and what it took to find that. */
export interface Interpolated {
  readonly theta: Float64Array;
  /** Layers that were optimised, from 1 on. */
  readonly optimised: number;
  readonly circuits: number;
  readonly rounds: number;
}

/**
 * Angles of QAOA from those of fewer layers. Given angles are lifted layer by layer. Without them those of one layer are optimised from a
 * linear ramp, lifted, optimised, and so on up to one layer fewer than the circuit has: by L-BFGS, from exact values, the same for every
 * seed. What that costs is told, at the price that a run would pay.
 * @param given   angles as text, or ""
 * @param circuit the circuit of so many layers
 * @throws UphillError "start" for given angles of more layers, and for half of a layer's
 * Source: Zhou et al. 2020, arXiv:1812.01041, appendix B.1 (INTERP).
 */
export function interpolated({
  who,
  given,
  layers,
  circuit,
  ...problem
}: Omit<ExpectationOptions, "circuit"> & {
  readonly who: string;
  readonly given: string;
  readonly layers: number;
  circuit(layers: number): Circuit;
}): Interpolated {
  if (given !== "") {
    let theta = readAngles(who, given, layers);
    while (theta.length < 2 * layers) theta = oneLayerMore(theta);
    return { theta, optimised: 0, circuits: 0, rounds: 0 };
  }
  let theta = starts.linearRamp({ weights: 2, layers: 1, random: streams(problem.seed).stream("start").at(0) });
  let [circuits, rounds] = [0, 0];
  for (let p = 1; p < layers; p++) {
    const run = minimize({
      optimizer: lbfgs({ reuse: true }),
      problem: expectationProblem({ ...problem, circuit: circuit(p) }),
      start: theta,
      steps: STEPS,
      tolerance: TOLERANCE,
    });
    circuits += run.account.circuits;
    rounds += run.account.rounds;
    theta = oneLayerMore(run.theta);
  }
  return { theta, optimised: layers - 1, circuits, rounds };
}

function readAngles(who: string, text: string, layers: number): Float64Array {
  const theta = Float64Array.from(numbersIn(text));
  if (theta.length % 2 === 0 && theta.length <= 2 * layers) return theta;
  throw new UphillError({
    code: "start",
    who,
    got: theta.length === 1 ? "1 angle is given" : `${theta.length} angles are given`,
    wanted: `there must be two for each layer, and ${2 * layers} at most, since the circuit has ${counted(layers, "layer")}`,
    todo: "Write γ and β of one layer after the other, or ask for more layers.",
  });
}
