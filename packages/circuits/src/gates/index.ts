// Every gate, and the only list of them: tests, importers and docs iterate over this file.
export { x, y, z } from "./paulis.js";
export { id, h, s, sdg, t, tdg, sx, cnot, cy, cz, ch, swap, iswap, toffoli, cswap } from "./fixed.js";
export {
  rx,
  ry,
  rz,
  phase,
  crx,
  cry,
  crz,
  cphase,
  rxx,
  ryy,
  rzz,
  singleExcitation,
  doubleExcitation,
} from "./rotations.js";
export { rot, u3, crot } from "./composite.js";
