// Every function to try an optimizer on, and the only list of them.
export { quadratic } from "./quadratic.js";
export { ellipsoid } from "./ellipsoid.js";
export { rosenbrock } from "./rosenbrock.js";
export { himmelblau } from "./himmelblau.js";
export { cosine } from "./cosine.js";
export { rastrigin } from "./rastrigin.js";
export { axes } from "./axes.js";
