import { checkNames, shown, UphillError } from "@uphill/core";
import { checkBudget } from "./ledger.js";
import type { MinimizeOptions } from "./run-options.js";
import { expectOptimizer, type Optimizer } from "./optimizer.js";
import { checkProblem, type Problem } from "./problem.js";
import { checkStops } from "./stops/stop.js";

/** Every option of a run, once: what is not here is refused. */
const names = Object.keys({
  optimizer: true,
  problem: true,
  start: true,
  steps: true,
  budget: true,
  stops: true,
  clock: true,
  random: true,
  tolerance: true,
  signal: true,
  from: true,
  onStep: true,
} satisfies Record<keyof MinimizeOptions, true>);

/**
 * Checks that a problem can answer what an optimizer asks.
 * @param optimizer the optimizer, or its name and needs
 * @param problem the problem, or its capabilities
 * @throws UphillError "needs" if the problem lacks something that the optimizer needs
 */
export function checkNeeds(
  { name, needs }: Pick<Optimizer, "name" | "needs">,
  { capabilities }: Pick<Problem, "capabilities">,
): void {
  const missing = needs.filter((need) => !capabilities.includes(need));
  if (missing.length === 0) return;
  throw new UphillError({
    code: "needs",
    who: name,
    got: `the problem gives ${capabilities.join(" and ")}`,
    wanted: `it needs ${missing.join(" and ")}`,
    todo: "Choose another optimizer, or give the problem what is missing.",
  });
}

/**
 * Checks all options of a run before it begins.
 * @throws UphillError with the first option that is wrong
 */
export function checkRun(who: string, options: MinimizeOptions): void {
  checkNames(who, names, options);
  const { optimizer, problem, start, steps, budget = {}, stops = [] } = options;
  const { clock, random, tolerance, signal, onStep } = options;
  expectOptimizer(who, optimizer);
  checkProblem(who, problem);
  checkNeeds(optimizer, problem);
  checkStart(who, start, problem.size);
  const refuse = (name: string, value: unknown, wanted: string, todo = `Change ${name}.`): never => {
    const got = value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`;
    throw new UphillError({ code: "options", who, got, wanted: `it must be ${wanted}`, todo });
  };
  if (!(steps === Infinity || (Number.isSafeInteger(steps) && steps >= 0)))
    refuse("steps", steps, "a whole number from 0, or Infinity", "Say how many steps the run has at most.");
  checkBudget(who, budget);
  checkStops(who, stops, problem.heldOut ?? false);
  if (random !== undefined && !isRandom(random))
    refuse("random", random, "a whole number from 0, or what streams(seed) of @uphill/core gives");
  if (tolerance !== undefined && !(tolerance >= 0)) refuse("tolerance", tolerance, "a number from 0");
  if (signal !== undefined && (typeof (signal as unknown) !== "object" || (signal as unknown) === null))
    refuse("signal", signal, "an AbortSignal", "Give the signal of an AbortController: controller.signal.");
  for (const [name, value] of Object.entries({ clock, onStep }) as [string, unknown][])
    if (value !== undefined && typeof value !== "function") refuse(name, value, "a function");
}

function isRandom(random: unknown): boolean {
  if (typeof random === "number") return Number.isSafeInteger(random) && random >= 0;
  return typeof random === "object" && random !== null && "stream" in random;
}

function checkStart(who: string, start: unknown, size: number): void {
  if (typeof start !== "object" || start === null || !("length" in start)) {
    throw new UphillError({
      code: "start",
      who,
      got: start === undefined ? "start is missing" : `start is ${shown(start)}`,
      wanted: "it must be a list of numbers",
      todo: `Give one number for each of the problem's ${size} weights.`,
    });
  }
  const numbers = start as ArrayLike<number>;
  if (numbers.length !== size) {
    throw new UphillError({
      code: "shape",
      who,
      got: `the start has ${numbers.length} numbers`,
      wanted: `the problem has ${size}`,
      todo: "Give one number for each weight.",
    });
  }
  if (!allFinite(numbers)) {
    throw new UphillError({
      code: "start",
      who,
      got: "the start has a number that is not finite",
      wanted: "a run begins at finite weights",
      todo: "Look for NaN or a division by zero where the start was made.",
    });
  }
}

export function allFinite(numbers: ArrayLike<number>): boolean {
  return Array.prototype.every.call(numbers, Number.isFinite);
}
