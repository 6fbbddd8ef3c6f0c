export { UphillError, isUphillError, type ErrorParts } from "./errors.js";
export {
  byName,
  choice,
  flag,
  list,
  number,
  parseOptions,
  pick,
  suggest,
  type Field,
  type Fields,
  type OptionsOf,
  type Schema,
  type Search,
} from "./options.js";
export { cos, exp, log, sin, sinCos, ulp } from "./math.js";
export { philox, streams, type Random, type Stream, type Streams } from "./random.js";
export { decode, encode, fingerprint, sha256 } from "./codec.js";
export { eigenSymmetric } from "./eigen.js";
export { dot, norm, solvePositive } from "./linalg.js";
