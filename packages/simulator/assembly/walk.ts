/** How an operation finds its words on the tape, and its way through the rows: in Gray code, a basis vector a step. */

// @ts-ignore: decorator
@inline
export function word(at: usize, k: usize): usize {
  return <usize>i32.load(at + 4 * k);
}

// @ts-ignore: decorator
@inline
export function odd(bits: usize): bool {
  return (popcnt(bits) & 1) != 0;
}

/** Where outer group `i` of a Gray-code walk begins: each step changes one basis vector. */
// @ts-ignore: decorator
@inline
export function grayStart(basis: usize, i: usize): usize {
  let bits = i ^ (i >> 1);
  let at: usize = 0;
  while (bits) {
    at ^= word(basis, <usize>ctz(bits));
    bits &= bits - 1;
  }
  return at;
}

// @ts-ignore: decorator
@inline
export function grayStep(basis: usize, next: usize): usize {
  return word(basis, <usize>ctz(next));
}

/** The number whose Gray code is given. */
export function grayIndex(code: usize): usize {
  for (let shift: usize = 1; shift < 32; shift <<= 1) code ^= code >> shift;
  return code;
}
