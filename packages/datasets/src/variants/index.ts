// Every variant, and the only list of them.
export { contrast } from "./contrast.js";
export { labelNoise } from "./label-noise.js";
export { pixelNoise } from "./pixel-noise.js";
export { smallSample } from "./small-sample.js";
