import type { Case } from "../case.js";
import { batchForward, batchJacobian, batchVjp } from "./batch.js";
import { coldStart } from "./cold-start.js";
import { forward10, forward14, forward18, forward20, forward22, forward24 } from "./forward.js";
import { gradient10, gradient14, gradient18, gradient20 } from "./gradient.js";
import { memory24 } from "./memory-24.js";
import { parameterShift } from "./parameter-shift.js";
import { threads20, threads22 } from "./threads.js";
import { trainingStep } from "./training-step.js";
import { vjp60000 } from "./vjp-60000.js";

/** All cases, in the order of the tables. */
export const cases: readonly Case[] = [
  batchForward,
  batchVjp,
  batchJacobian,
  trainingStep,
  vjp60000,
  forward10,
  forward14,
  forward18,
  forward20,
  forward22,
  forward24,
  gradient10,
  gradient14,
  gradient18,
  gradient20,
  threads20,
  threads22,
  memory24,
  parameterShift,
  coldStart,
];
