/** Arithmetic of two lanes of 64-bit numbers. */

// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function swapLanes(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 0);
}

/** value · (re + i im), im given with the signs (−, +). */
// @ts-ignore: decorator
@inline
export function times(value: v128, re: v128, im: v128): v128 {
  return add(mul(value, re), mul(swapLanes(value), im));
}
