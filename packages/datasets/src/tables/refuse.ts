import { UphillError } from "@uphill/core";

export function refuseTable(who: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "table", who, got, wanted, todo, cause });
}
