// Every preparation, and the only list of them.
export { areaMean } from "./area-mean.js";
export { bilinear } from "./bilinear.js";
export { crop } from "./crop.js";
export { minMax } from "./min-max.js";
export { pad } from "./pad.js";
export { pca } from "./pca.js";
export { scale } from "./scale.js";
export { square } from "./square.js";
export { standardise } from "./standardise.js";
export { unitNorm } from "./unit-norm.js";
