// Every Hamiltonian, and the only list of them.
export { transverseFieldIsing } from "./transverse-field-ising.js";
export { heisenbergXxz } from "./heisenberg-xxz.js";
export { maxcut } from "./maxcut.js";
export { h2 } from "./h2.js";
export { h2_4 } from "./h2-4.js";
export { lih } from "./lih.js";
export { lih_12 } from "./lih-12.js";
export { hubbard } from "./hubbard.js";
