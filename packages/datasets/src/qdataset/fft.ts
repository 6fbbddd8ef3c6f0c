import { turn } from "./rotor.js";

/** In-place discrete Fourier transform of one size. */
export interface Fourier {
  /** Xₖ = Σⱼ xⱼ·exp(−2πijk/size); both arrays have [size] numbers. */
  forward(re: Float64Array, im: Float64Array): void;
  /** xⱼ = (1/size)·Σₖ Xₖ·exp(+2πijk/size). */
  inverse(re: Float64Array, im: Float64Array): void;
}

/**
 * Radix-2 transform (Cooley & Tukey 1965): reversed bits, then butterflies of doubling span.
 * @param size a power of two
 * Cost: 5·size·log₂ size operations.
 */
export function fourier(size: number): Fourier {
  const roots = new Float64Array(size); // exp(2πik/size) for k < size/2, real and imaginary parts in turn
  for (let k = 0; k < size / 2; k++) turn(k / size, roots, 2 * k);
  const reversed = new Uint32Array(size);
  for (let k = 1; k < size; k++) reversed[k] = (reversed[k >>> 1] >>> 1) | (k & 1 ? size / 2 : 0);

  const transform = (re: Float64Array, im: Float64Array, sign: 1 | -1): void => {
    for (let k = 0; k < size; k++) {
      const other = reversed[k];
      if (other <= k) continue;
      [re[k], re[other]] = [re[other], re[k]];
      [im[k], im[other]] = [im[other], im[k]];
    }
    for (let half = 1; half < size; half *= 2) {
      const stride = size / half; // in numbers of `roots`, which has two for each root
      for (let j = 0; j < half; j++) {
        const c = roots[j * stride];
        const s = sign * roots[j * stride + 1];
        for (let a = j; a < size; a += 2 * half) {
          const b = a + half;
          const x = re[b] * c - im[b] * s;
          const y = re[b] * s + im[b] * c;
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  };
  return {
    forward: (re, im) => transform(re, im, -1),
    inverse(re, im) {
      transform(re, im, 1);
      for (let k = 0; k < size; k++) {
        re[k] /= size;
        im[k] /= size;
      }
    },
  };
}
