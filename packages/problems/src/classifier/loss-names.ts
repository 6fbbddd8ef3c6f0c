import { byName } from "@uphill/core";
import type { JointLoss, Loss } from "./loss.js";
import * as losses from "./losses/index.js";

/** Every loss by its name. */
export const lossByName: Readonly<Record<string, Loss | JointLoss>> = byName(losses);
