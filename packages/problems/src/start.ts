import { starts } from "@uphill/circuits";
import { byName, pick, streams } from "@uphill/core";

/**
 * First weights: drawn from stream "start" of the seed, the same for every optimizer.
 * @param who who asks, for the error
 * @throws UphillError "unknown" for a start that there is none of
 */
export function startAt(
  who: string,
  name: string,
  { seed, ...shape }: { readonly weights: number; readonly layers: number; readonly seed: number },
): Float64Array {
  return pick(who, "start", byName(starts), name)({ ...shape, random: streams(seed).stream("start").at(0) });
}
