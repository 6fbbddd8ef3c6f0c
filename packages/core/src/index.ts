export { UphillError, isUphillError, type ErrorParts } from "./errors.js";
export {
  byName,
  checkNames,
  choice,
  describeField,
  fieldFrom,
  flag,
  flagOf,
  list,
  number,
  parseOptions,
  pick,
  suggest,
  text,
  type Declared,
  type Field,
  type FieldDescription,
  type Fields,
  type ItemName,
  type OptionsOf,
  type Schema,
  type Search,
} from "./options.js";
export { cos, exp, log, sin, sinCos, ulp } from "./math.js";
export { philox, randomFrom, streams, type Random, type Stream, type Streams } from "./random.js";
export { decode, encode, exactJSON, fingerprint, sha256 } from "./codec.js";
export { inOneGo, type InParts } from "./parts.js";
export { shown } from "./shown.js";
export { inSlices, timeSlices, type Slices } from "./slices.js";
export { eigenSymmetric } from "./eigen.js";
export { dot, norm, positiveSolver, solvePositive } from "./linalg.js";
export { isSystemError, reasonOf } from "./system-error.js";
export { asciiControls, forTerminal, linesForTerminal, oneLine, quoted } from "./text.js";
