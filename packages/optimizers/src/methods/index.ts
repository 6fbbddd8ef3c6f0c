// Every method (chooses its own points), and the only list of them.
export { armijo } from "./armijo.js";
export { strongWolfe } from "./strong-wolfe.js";
export { lbfgs } from "./lbfgs.js";
export { qng } from "./qng.js";
export { momentumQng } from "./momentum-qng.js";
export { spsa } from "./spsa.js";
export { qnspsa } from "./qnspsa.js";
export { shotAdaptive } from "./shot-adaptive.js";
export { rotosolve } from "./rotosolve.js";
export { nelderMead } from "./nelder-mead.js";
export { cobyla } from "./cobyla.js";
export { cmaEs } from "./cma-es.js";
export { perturbed } from "./perturbed.js";
export { restarts } from "./restarts.js";
export { nlr } from "./nlr.js";
export { stay } from "./stay.js";
export { kick } from "./kick.js";
