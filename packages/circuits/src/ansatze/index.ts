// Every ansatz, and the only list of them.
export { hardwareEfficient } from "./hardware-efficient.js";
export { stronglyEntangling } from "./strongly-entangling.js";
export { basicEntangler } from "./basic-entangler.js";
export { simplifiedTwoDesign } from "./simplified-two-design.js";
export { realAmplitudes } from "./real-amplitudes.js";
export { efficientSu2 } from "./efficient-su2.js";
export { twoLocal } from "./two-local.js";
export { qaoa } from "./qaoa.js";
export { hamiltonianVariational } from "./hamiltonian-variational.js";
export { randomLayers } from "./random-layers.js";
export { identityBlocks } from "./identity-blocks.js";
export { freeFermions } from "./free-fermions.js";
export { hartreeFockExcitations } from "./hartree-fock-excitations.js";
