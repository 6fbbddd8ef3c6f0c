import { starts } from "@uphill/circuits";
import { byName, choice, number, type OptionsOf } from "@uphill/core";
import { gradientMethods } from "@uphill/gradients";
import { MOST_SHOTS } from "@uphill/simulator";
import { devices } from "@uphill/problems";

/** The learning rates that every optimizer is tried at unless others are given: the same for all, and stated in every report. */
export const RATE_GRID: readonly number[] = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];

/** What `--set` takes for every optimizer besides its own options. */
export const sharedFields = {
  shotSeed: number({
    default: 0,
    min: 0,
    max: 2 ** 40,
    integer: true,
    about: "Which shots it meets: 0 = those that all share under a seed; any other number = others",
  }),
};

/** How a comparison is run; `--help` shows these with their defaults, which a preset may replace. */
export const settingFields = {
  seed: number({ default: 1, min: 0, max: 2 ** 40, integer: true, about: "First seed; run k uses seed + k" }),
  seeds: number({ default: 10, min: 1, max: 1000, integer: true, about: "Paired seeds, the same for every optimizer" }),
  tuningSeeds: number({
    default: 4,
    min: 1,
    max: 1000,
    integer: true,
    about: "Further seeds, used for nothing but the choice of the learning rate",
  }),
  steps: number({ default: 60, min: 1, max: 1e6, integer: true, about: "Optimizer steps" }),
  start: choice({
    default: "uniform",
    values: Object.keys(byName(starts)),
    about: "Weights that every optimizer starts from",
  }),
  shots: number({
    default: 0,
    min: 0,
    max: MOST_SHOTS,
    integer: true,
    about: "Shots per expectation value in gradients; 0 = exact",
  }),
  lossShots: number({
    default: 0,
    min: 0,
    max: MOST_SHOTS,
    integer: true,
    about: "Shots per expectation value in compared losses; 0 = exact",
  }),
  gradient: choice({
    default: "adjoint",
    values: Object.values(gradientMethods).map(({ name }) => name),
    about: "How gradients are computed; adjoint is charged at parameter shift's price",
  }),
  device: choice({
    default: "none",
    values: ["none", ...Object.keys(byName(devices))],
    about: "Whose prices make circuits and shots time; it may cap memory and the time of a run",
  }),
};

export type Settings = OptionsOf<typeof settingFields>;
