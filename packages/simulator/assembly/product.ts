import { params, psi, rowBytes, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { mul } from "./vectors";
import { word } from "./walk";

/** A real product state. [rowBits, lane, t…]: amplitude = ∏ t over the bits that are 1; `lane` is that of the second lane, 0 = none. */
export function product(ip: usize): void {
  const bits = word(ip, 2);
  const lane = word(ip, 3);
  const first = lane ? v128.replace_lane<f64>(f64x2.splat(1), 1, f64.load(params + lane)) : f64x2.splat(1);
  for (let t = tileFrom; t < tileEnd; t++) {
    const tile = psi + t * tileBytes;
    for (let w: usize = 0; w < rowBytes; w += VECTOR) {
      v128.store(tile + w, first);
      v128.store(tile + w, f64x2.splat(0), 16);
    }
    let done = rowBytes;
    for (let k: usize = 0; k < bits; k++) {
      const factor = v128.load_splat<f64>(params + word(ip, 4 + k));
      for (let p = tile; p < tile + done; p += VECTOR) {
        v128.store(p + done, mul(factor, v128.load(p)));
        v128.store(p + done, f64x2.splat(0), 16);
      }
      done <<= 1;
    }
  }
}
