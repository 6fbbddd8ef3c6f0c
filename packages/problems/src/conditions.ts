import { checkNames, shown, UphillError } from "@uphill/core";
import type { GradientMethod } from "@uphill/gradients";
import { expectDevice, type Device } from "./device.js";

/** How an instance answers: with which shots, by which gradient, on which device. */
export interface Conditions {
  /** The seed of rows, start, batches and shots. */
  readonly seed: number;
  /** Which shots it meets. 0, the default, are the shots that every run of the seed meets. */
  readonly shotSeed?: number;
  /** The shots for each expectation value in gradients. Without it, gradients are exact. */
  readonly shots?: number;
  /** The shots for each expectation value in losses that an optimizer compares. Without it, these losses are exact. */
  readonly lossShots?: number;
  /** How gradients are computed. Default: `adjoint()` for exact gradients, `parameterShift()` with shots. */
  readonly gradient?: GradientMethod;
  /** The device whose prices turn circuits and shots into seconds. */
  readonly device?: Device;
}

/** Every condition, once: what is not here is refused. */
export const conditionNames = Object.keys({
  seed: true,
  shotSeed: true,
  shots: true,
  lossShots: true,
  gradient: true,
  device: true,
} satisfies Record<keyof Conditions, true>) as readonly (keyof Conditions)[];

/**
 * For whoever takes conditions from a user.
 * @param who        the name of what refuses
 * @param conditions the conditions; what is left out is not checked, except the seed
 * @throws UphillError "options" for a count that is none, "gradient" or "device" for what is none, "shots" for an exact
 *   gradient with shots
 */
export function checkConditions(who: string, conditions: Conditions): void {
  const { seed, shotSeed = 0, shots, lossShots, gradient, device } = conditions;
  checkCount(who, "seed", seed, 0);
  checkCount(who, "shotSeed", shotSeed, 0);
  for (const [name, count] of Object.entries({ shots, lossShots }))
    if (count !== undefined) checkCount(who, name, count, 1, "Leave it out for exact values.");
  checkGradient(who, gradient);
  expectDevice(who, device);
  if (shots === undefined || !gradient?.exactOnly) return;
  throw new UphillError({
    code: "shots",
    who,
    got: `shots are ${shots} and the gradient is ${gradient.name}`,
    wanted: `${gradient.name} needs exact states`,
    todo: "Leave gradient out, or use parameterShift() or finiteDifference().",
  });
}

/**
 * Checks that a number that the user gave is whole and large enough.
 * @param who   the name of what refuses
 * @param name  the name of the number
 * @param value what the user gave
 * @param least the least that it may be
 * @param todo  what to do about it; by default to give or to change it
 * @throws UphillError "options"
 */
export function checkCount(who: string, name: string, value: unknown, least: number, todo?: string): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new UphillError({
    code: "options",
    who,
    got: value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`,
    wanted: `it must be a whole number from ${least}`,
    todo: todo ?? (value === undefined ? `Give ${name} such a number.` : `Change ${name}.`),
  });
}

/** The conditions of a family's instance. @throws UphillError as {@link checkConditions}, and for names and shots that mean nothing to it */
export function checkConditionsOf(
  { name, circuits }: { readonly name: string; readonly circuits: boolean },
  conditions: Conditions,
): void {
  checkNames(name, conditionNames, conditions);
  checkConditions(name, conditions);
  const { shots = conditions.lossShots } = conditions;
  if (circuits || shots === undefined) return;
  throw new UphillError({
    code: "options",
    who: name,
    got: `it is to answer from ${shots} shots`,
    wanted: "it has no circuits that could be measured",
    todo: "Leave shots and lossShots out.",
  });
}

/**
 * Checks a gradient method that a user gave. No method is right too.
 * @param who the function that the user called, for the error
 * @param gradient what the user gave
 * @throws UphillError "gradient" if it is not a gradient method, for example `adjoint` in place of `adjoint()`
 */
export function checkGradient(who: string, gradient: unknown): void {
  if (gradient === undefined) return;
  if (typeof gradient === "object" && gradient !== null && "estimate" in gradient && "circuits" in gradient) return;
  throw new UphillError({
    code: "gradient",
    who,
    got: `gradient is ${shown(gradient)}`,
    wanted: "it must be what a call such as parameterShift() returns",
    todo:
      typeof gradient === "function"
        ? `Call it: ${gradient.name}().`
        : "Import one from @uphill/gradients and call it.",
  });
}
