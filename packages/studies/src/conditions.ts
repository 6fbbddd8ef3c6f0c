import { byName } from "@uphill/core";
import { gradientMethods, type GradientMethod } from "@uphill/gradients";
import { devices, type Conditions, type Device } from "@uphill/problems";
import type { Settings } from "./settings.js";

/** How a problem answers under these settings. */
export function conditionsOf(
  settings: Settings,
  seeds: { readonly seed: number; readonly shotSeed?: number },
): Conditions {
  const device = deviceOf(settings);
  return {
    ...seeds,
    ...(settings.shots !== undefined && { shots: settings.shots }),
    ...(settings.lossShots !== undefined && { lossShots: settings.lossShots }),
    gradient: gradientOf(settings),
    ...(device && { device }),
  };
}

/** The gradient method. */
export function gradientOf({ gradient }: Settings): GradientMethod {
  return byName(gradientMethods)[gradient]();
}

/** The device, where there is one. */
export function deviceOf({ device }: Settings): Device | undefined {
  return device === "none" ? undefined : byName(devices)[device];
}
