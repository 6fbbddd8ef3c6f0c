import { byName } from "@uphill/core";
import * as methods from "./methods/index.js";
import type { OptimizerFamily } from "./optimizer.js";
import * as rules from "./rules/index.js";

/**
 * Every optimizer by its name, rules first. It is in a file of its own, so that a bundler can leave out the optimizers
 * that a page does not import.
 */
export const optimizers: Readonly<Record<string, OptimizerFamily>> = byName({
  ...rules,
  ...methods,
});
