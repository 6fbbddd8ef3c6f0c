// Every generated set, and the only list of them.
export { barsAndStripes } from "./bars-and-stripes.js";
export { circles } from "./circles.js";
export { fourier } from "./fourier.js";
export { gaussian } from "./gaussian.js";
export { hiddenManifold } from "./hidden-manifold.js";
export { linearlySeparable } from "./linearly-separable.js";
export { moons } from "./moons.js";
export { parity } from "./parity.js";
export { qdataset } from "./qdataset.js";
export { sine } from "./sine.js";
export { spirals } from "./spirals.js";
