// Every start (initialisation), and the only list of them.
export { uniform } from "./uniform.js";
export { unitInterval } from "./unit-interval.js";
export { normal } from "./normal.js";
export { smallAngle } from "./small-angle.js";
export { zeros } from "./zeros.js";
export { identityBlock } from "./identity-block.js";
export { linearRamp } from "./linear-ramp.js";
