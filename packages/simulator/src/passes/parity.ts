/** 1 for an odd number of ones. */
export function parity(bits: number): number {
  bits ^= bits >> 16;
  bits ^= bits >> 8;
  bits ^= bits >> 4;
  return (0x6996 >> (bits & 15)) & 1;
}
