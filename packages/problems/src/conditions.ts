import { shown, UphillError } from "@uphill/core";
import { checkGradient } from "./circuit-problem.js";
import { expectDevice } from "./device.js";
import type { Conditions } from "./family.js";

/** Every condition, once. */
export const CONDITIONS = Object.keys({
  seed: true,
  shotSeed: true,
  shots: true,
  lossShots: true,
  gradient: true,
  device: true,
} satisfies Record<keyof Conditions, true>) as readonly (keyof Conditions)[];

/**
 * Checks that a number that the user gave is whole and large enough.
 * @param who   the name of what refuses
 * @param name  the name of the number
 * @param value what the user gave
 * @param least the least that it may be
 * @throws UphillError "options"
 */
export function expectWhole(who: string, name: string, value: unknown, least: number): void {
  if (Number.isInteger(value) && Number(value) >= least) return;
  throw new UphillError({
    code: "options",
    who,
    got: value === undefined ? `${name} is missing` : `${name} is ${shown(value)}`,
    wanted: `it must be a whole number from ${least}`,
    todo: value === undefined ? `Give ${name} such a number.` : `Change ${name}.`,
  });
}

/**
 * For whoever takes conditions from a user.
 * @param who   the name of what refuses
 * @param given the conditions; what is left out is not checked
 * @throws UphillError "options" | "gradient" | "device" | "shots"
 */
export function checkConditions(who: string, given: Partial<Conditions>): void {
  const { seed = 0, shotSeed = 0, shots, lossShots, gradient, device } = given;
  checkGradient(who, gradient);
  expectDevice(who, device);
  expectWhole(who, "shots", shots ?? 1, 1);
  expectWhole(who, "lossShots", lossShots ?? 1, 1);
  expectWhole(who, "seed", seed, 0);
  expectWhole(who, "shotSeed", shotSeed, 0);
  if (shots === undefined || !gradient?.exactOnly) return;
  throw new UphillError({
    code: "shots",
    who,
    got: `shots are ${shots} and the gradient is ${gradient.name}`,
    wanted: `${gradient.name} needs exact states`,
    todo: "Leave gradient out, or use parameterShift() or finiteDifference().",
  });
}
