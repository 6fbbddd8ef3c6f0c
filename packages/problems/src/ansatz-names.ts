import { ansatze, type Ansatz } from "@uphill/circuits";
import { byName } from "@uphill/core";

/** Every ansatz by its name. */
export const ansatzByName: Readonly<Record<string, Ansatz>> = byName(ansatze);
