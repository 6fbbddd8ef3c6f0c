import { chunks, out, outStride, rowBytes } from "./context";

/** Where a sum over rows goes, a lane each: overlaps have a slot for every tile and chunk. */
// @ts-ignore: decorator
@inline
export function slotAt(tile: usize, chunk: usize, slot: usize): usize {
  return out + (tile * chunks + chunk) * outStride + slot * (rowBytes >> 1);
}
