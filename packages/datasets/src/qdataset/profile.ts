import { suggest, UphillError } from "@uphill/core";

/** What the name of a set of QDataSet says: which qubits, pulses and noise were simulated. */
export interface QDatasetProfile {
  /** The name. */
  readonly name: string;
  /** The shape of the pulses. */
  readonly waveform: "gaussian" | "square";
  /** The number of qubits. */
  readonly qubits: 1 | 2;
  /** The Pauli words of the control terms. Each has a sequence of pulses. */
  readonly controls: readonly string[];
  /** The Pauli words of the noise terms, each with its noise profile 0 … 6. Empty without noise. */
  readonly noise: readonly { readonly operator: string; readonly profile: number }[];
  /** True if pulses pass a low-pass filter before they act. */
  readonly distorted: boolean;
}

const waveforms = { G: "gaussian", S: "square" } as const;

/** The operators behind each part of a name, in the order in which pulses and profiles belong to them. */
const operators = {
  "1q": { controls: { X: ["X"], XY: ["X", "Y"] }, noise: { Z: ["Z"], XZ: ["X", "Z"] } },
  "2q": {
    controls: { "IX-XI": ["XI", "IX"], "IX-XI-XX": ["XI", "IX", "XX"] },
    // The names say IZ-ZI, yet the published data take the first profile for ZI.
    noise: { "IZ-ZI": ["ZI", "IZ"] },
  },
} as const;

/**
 * Says in words what a set is: "one qubit, Gaussian pulses along X, noise N1 along Z".
 * @param profile what {@link parseQDatasetName} returned
 * @returns the words
 */
export function describeQDataset({ qubits, waveform, controls, noise, distorted }: QDatasetProfile): string {
  const pulses = `${distorted ? "distorted " : ""}${waveform === "gaussian" ? "Gaussian" : "square"} pulses`;
  const noises = noise.map(({ operator, profile }) => `N${profile} along ${operator}`);
  const along = controls.join(", ");
  return `${qubits === 1 ? "one qubit" : "two qubits"}, ${pulses} along ${along}, ${noises.length ? `noise ${noises.join(" and ")}` : "no noise"}`;
}

/** What a set is compared with where nothing else is said: its noiseless twin, or without noise the other pulse shape. */
export function usualOpponent(name: string): string {
  const [shape, qubits, controls, ...rest] = name.split("_");
  const distorted = rest.at(-1) === "D" ? ["D"] : [];
  const noisy = rest.length > distorted.length;
  return [noisy ? shape : shape === "G" ? "S" : "G", qubits, controls, ...distorted].join("_");
}

/** The 52 names of the published sets. */
export const qdatasetNames: readonly string[] = ["G", "S"].flatMap((waveform) =>
  [
    ...["1q_X", "1q_XY", "1q_XY_XZ_N1N5", "1q_XY_XZ_N1N6", "1q_XY_XZ_N3N6"],
    ...["1q_X_Z_N1", "1q_X_Z_N2", "1q_X_Z_N3", "1q_X_Z_N4"],
    ...["2q_IX-XI-XX", "2q_IX-XI-XX_IZ-ZI_N1-N5", "2q_IX-XI-XX_IZ-ZI_N1-N6", "2q_IX-XI_IZ-ZI_N1-N6"],
  ].flatMap((rest) => [`${waveform}_${rest}`, `${waveform}_${rest}_D`]),
);

/**
 * Reads the name of a set, such as `G_1q_X`, `S_1q_XY_XZ_N1N6` or `G_2q_IX-XI_IZ-ZI_N1-N6_D`. Besides the published
 * names it takes every other combination of these controls, noise operators and profiles N0 … N6.
 * @param name the name
 * @returns what the name says
 * @throws UphillError "unknown" for another name; the error suggests the nearest published one
 */
export function parseQDatasetName(name: string): QDatasetProfile {
  const refuse = (wanted: string): never => {
    const todo = `${suggest(name, qdatasetNames)}Published names: ${qdatasetNames.filter((each) => !each.endsWith("_D")).join(", ")}, each also with _D.`;
    throw new UphillError({
      code: "unknown",
      who: "QDataSet",
      got: `the name is "${name.slice(0, 80)}"`,
      wanted,
      todo,
    });
  };
  const parts = name.split("_");
  const distorted = parts.at(-1) === "D";
  if (distorted) parts.pop();
  const [shape, qubits, control = "", noise = "", profiles = ""] = parts;
  if (!(shape === "G" || shape === "S")) return refuse("it must begin with G_ or S_, for Gaussian or square pulses");
  if (!(qubits === "1q" || qubits === "2q")) return refuse("its second part must be 1q or 2q");
  const known: Record<"controls" | "noise", Record<string, readonly string[]>> = operators[qubits];
  const among = (what: string, table: object): string => `${what} of ${qubits} are ${Object.keys(table).join(" or ")}`;
  if (!Object.hasOwn(known.controls, control)) return refuse(among("the controls", known.controls));
  const found = {
    name,
    waveform: waveforms[shape],
    qubits: qubits === "1q" ? 1 : 2,
    controls: known.controls[control],
    distorted,
  } as const;
  if (parts.length === 3) return { ...found, noise: [] };
  if (!Object.hasOwn(known.noise, noise)) return refuse(among("the noise operators", known.noise));
  const numbers = Array.from(profiles.matchAll(/N(\d+)/g), ([, digits]) => Number(digits));
  const spelt = numbers.map((number) => `N${number}`).join(qubits === "1q" ? "" : "-");
  if (parts.length > 5 || spelt !== profiles || numbers.length !== known.noise[noise].length) {
    return refuse(`${noise} needs ${known.noise[noise].length} noise profile(s), as in ${examples[noise]}`);
  }
  if (numbers[0] === 6 || numbers.some((number) => number > 6)) {
    return refuse("noise profiles are N0 to N6, and N6 follows another, whose square it is");
  }
  return { ...found, noise: known.noise[noise].map((operator, k) => ({ operator, profile: numbers[k] })) };
}

const examples: Record<string, string> = { Z: "N1", XZ: "N1N5", "IZ-ZI": "N1-N5" };
