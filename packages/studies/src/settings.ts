import { starts } from "@uphill/circuits";
import { byName, choice, number, type ItemName, type OptionsOf } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import { MOST_SHOTS } from "@uphill/simulator";
import { devices, families, type ProblemFamily } from "@uphill/problems";

/**
 * The learning rates that every optimizer is tried at unless the user gives others. They are the same for all
 * optimizers, and every report states them.
 */
export const RATE_GRID: readonly number[] = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];

/** The options that `--set` takes for every optimizer in addition to its own. */
export const sharedFields = {
  /** Which shots it meets: 0 = those that all share under a seed; any other number = others. */
  shotSeed: number({
    default: 0,
    min: 0,
    max: 2 ** 40,
    integer: true,
    about: "Which shots it meets: 0 = those that all share under a seed; any other number = others",
  }),
};

/** What families have besides the starts of circuits. */
const ownStarts = Object.values<ProblemFamily>(families).flatMap(({ starts: own = {} }) => Object.keys(own));

/** The settings of a study, with their defaults. A preset may replace the defaults. */
export const settingFields = {
  /** First seed; run k uses seed + k. */
  seed: number({ default: 1, min: 0, max: 2 ** 40, integer: true, about: "First seed; run k uses seed + k" }),
  /** Paired seeds, the same for every optimizer. */
  seeds: number({ default: 10, min: 1, max: 1000, integer: true, about: "Paired seeds, the same for every optimizer" }),
  /** Further seeds, used for nothing but the choice of the learning rate. */
  tuningSeeds: number({
    default: 4,
    min: 1,
    max: 1000,
    integer: true,
    about: "Further seeds, used for nothing but the choice of the learning rate",
  }),
  /** Optimizer steps. */
  steps: number({ default: 60, min: 1, max: 1e6, integer: true, about: "Optimizer steps" }),
  /** Weights that every optimizer starts from. */
  start: choice<string>({
    default: starts.uniform.name,
    values: [...new Set([...Object.keys(byName(starts)), ...ownStarts])],
    about: "Weights that every optimizer starts from",
  }),
  /** Shots per expectation value in gradients; 0 = exact. */
  shots: number({
    default: 0,
    min: 0,
    max: MOST_SHOTS,
    integer: true,
    about: "Shots per expectation value in gradients; 0 = exact",
  }),
  /** Shots per expectation value in compared losses; 0 = exact. */
  lossShots: number({
    default: 0,
    min: 0,
    max: MOST_SHOTS,
    integer: true,
    about: "Shots per expectation value in compared losses; 0 = exact",
  }),
  /** How gradients are computed; adjoint is charged at parameter shift's price. */
  gradient: choice({
    default: "adjoint",
    values: Object.values(gradientMethods).map(({ name }) => name) as ItemName<typeof gradientMethods>[],
    about: "How gradients are computed; adjoint is charged at parameter shift's price",
  }),
  /** Whose prices make circuits and shots time; it may cap memory and the time of a run. */
  device: choice({
    default: "none",
    values: ["none", ...(Object.keys(byName(devices)) as ItemName<typeof devices>[])],
    about: "Whose prices make circuits and shots time; it may cap memory and the time of a run",
  }),
};

const ofCircuits: readonly string[] = ["shots", "lossShots", "gradient"] satisfies (keyof typeof settingFields)[];

/**
 * Says whether a setting means nothing to a problem without circuits.
 * @param name the name of the setting
 * @returns true for such a setting
 */
export function isOfCircuits(name: string): boolean {
  return ofCircuits.includes(name);
}

/** The values of {@link settingFields}, as the command line takes them: 0 shots mean exact values. */
export type TypedSettings = OptionsOf<typeof settingFields>;

/** How a study is run. Without `shots`, gradients are exact. Without `lossShots`, compared losses are exact. */
export type Settings = Omit<TypedSettings, "shots" | "lossShots"> & {
  /** The shots for each expectation value in gradients. */
  readonly shots?: number;
  /** The shots for each expectation value in losses that an optimizer compares. */
  readonly lossShots?: number;
};

/**
 * Makes settings of what was typed.
 * @param typed the values of {@link settingFields}
 * @returns the settings
 */
export function settingsFrom({ shots, lossShots, ...rest }: TypedSettings): Settings {
  return { ...rest, ...(shots > 0 && { shots }), ...(lossShots > 0 && { lossShots }) };
}

/**
 * Makes of settings what would have been typed, in the order of the fields. Manifests, reports and sentences show
 * settings in this form.
 * @param settings the settings
 * @returns the values of {@link settingFields}
 */
export function typedSettings({ shots = 0, lossShots = 0, ...rest }: Settings): TypedSettings {
  const typed = { ...rest, shots, lossShots };
  return Object.fromEntries(
    Object.keys(settingFields).map((name) => [name, typed[name as keyof TypedSettings]]),
  ) as TypedSettings;
}
