import { UphillError } from "@uphill/core";

/** Says what to do where a name is of the wrong kind. */
export function refuseKind(who: string, got: string, wanted: string, todo: string): never {
  throw new UphillError({ code: "options", who, got, wanted, todo });
}
