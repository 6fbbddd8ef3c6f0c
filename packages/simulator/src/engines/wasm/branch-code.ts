import { addressOf, bytesOf, walk, type Places } from "./addresses.js";
import { operation } from "./codes.js";
import type { ParityPhase, Turn } from "./elements.js";
import type { MemoryLayout } from "./layout.js";
import * as opcodes from "./opcodes.js";
import { addition } from "./word-code.js";

/**
 * λ = (x X + y Y + z Z) ψ behind a turn, or λ = z Z ψ behind a phase: what a shifted circuit branches off with.
 * @param offsets where x, y and z stand
 */
export function branchCode(
  element: Turn | ParityPhase,
  [x, y, z]: readonly [number, number, number],
  places: Places,
  layout: MemoryLayout,
): Uint32Array {
  const { functional } = element;
  const ofZ = { more: false, mask: 0, phase: 0, terms: [{ functional, coefficient: z }], factor: 0 };
  if (element.kind === "phase") return Uint32Array.from(addition(ofZ, places, layout));
  const { mask } = element;
  const [near, seen] = [addressOf(mask, places), addressOf(functional, places)];
  if (near.lane === 0) {
    const { outer, inner } = walk([seen.rows], layout);
    const to = bytesOf(near.rows, layout);
    return Uint32Array.from(
      operation(opcodes.BRANCH, [outer.length, inner.length, to, x, y, z, seen.lane, ...inner, ...outer]),
    );
  }
  const ofX = { more: true, mask, phase: 0, terms: [{ functional: 0, coefficient: x }], factor: 0 };
  const ofY = { more: true, mask, phase: 1, terms: [{ functional, coefficient: y }], factor: 0 };
  return Uint32Array.from([ofZ, ofX, ofY].flatMap((words) => addition(words, places, layout)));
}
