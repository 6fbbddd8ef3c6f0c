import { UphillError } from "@uphill/core";
import { DATA, needOf, PHASES, type Request } from "./ask.js";

/**
 * Checks a request and copies it before it is priced. The optimizer can then change its own request without changing
 * the price.
 * @param size the number of weights
 * @throws UphillError "optimizer" for a request that `ask` would not make: another kind, phase, data or number of
 *   shots, no points, or points of another size
 */
export function ownRequest(name: string, request: unknown, size: number): Request {
  const refuse = (got: string): never => {
    throw new UphillError({
      code: "optimizer",
      who: name,
      got,
      wanted: "a step may only yield the requests that ask makes",
      todo: "Write `yield* ask.value(theta)` and the like.",
    });
  };
  if (typeof request !== "object" || request === null)
    return refuse(`it yielded ${typeof request === "object" ? "null" : typeof request}`);
  const { kind, thetas, others, phase, data, shots } = request as Partial<Request>;
  // What only reads as a kind could read as another one, once it is priced.
  if (typeof kind !== "string" || !Object.hasOwn(needOf, kind))
    return refuse(`it yielded a request of kind ${typeof kind === "string" ? `"${kind}"` : typeof kind}`);
  if (!PHASES.includes(phase!)) return refuse(`it asked in the phase "${String(phase)}"`);
  if (phase === "report") return refuse('it asked in the phase "report", which is not charged');
  if (phase === "stopping") return refuse('it asked in the phase "stopping", which is that of stopping rules');
  if (data !== undefined && !DATA.includes(data)) return refuse(`it asked for the data "${data}"`);
  if (shots !== undefined && !(Number.isSafeInteger(shots) && shots > 0))
    return refuse(`it asked for ${String(shots)} shots`);
  const points = (given: unknown): Float64Array[] => {
    if (!Array.isArray(given) || given.length === 0) return refuse("it asked for nothing");
    return Array.from({ length: given.length }, (_, k) => {
      const point: unknown = given[k];
      if (!(point instanceof Float64Array)) {
        const found = typeof point === "object" && point !== null ? "no Float64Array" : String(point);
        return refuse(`a point that it asks for is ${found}`);
      }
      const own = new Float64Array(point);
      return own.length === size ? own : refuse(`a point that it asks for has ${own.length} numbers of ${size}`);
    });
  };
  const own = points(thetas);
  if (kind === "overlap" && others?.length !== own.length)
    return refuse("it asked for overlaps without the other points");
  return {
    kind,
    thetas: own,
    ...(kind === "overlap" && { others: points(others) }),
    phase: phase!,
    ...(data !== undefined && { data }),
    ...(shots !== undefined && { shots }),
  };
}
