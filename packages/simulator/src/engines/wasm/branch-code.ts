import { addressOf, bytesOf, walk, type Places } from "./addresses.js";
import { CODE, operation } from "./codes.js";
import type { Phase, Turn } from "./elements.js";
import type { Layout } from "./tape.js";
import { addition } from "./word-code.js";

/**
 * λ = (x X + y Y + z Z) ψ behind a turn, or λ = z Z ψ behind a phase: what a shifted circuit branches off with.
 * @param offsets where x, y and z stand
 */
export function branchCode(
  element: Turn | Phase,
  [x, y, z]: readonly [number, number, number],
  places: Places,
  layout: Layout,
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
      operation(CODE.branch, [outer.length, inner.length, to, x, y, z, seen.lane, ...inner, ...outer]),
    );
  }
  const ofX = { more: true, mask, phase: 0, terms: [{ functional: 0, coefficient: x }], factor: 0 };
  const ofY = { more: true, mask, phase: 1, terms: [{ functional, coefficient: y }], factor: 0 };
  return Uint32Array.from([ofZ, ofX, ofY].flatMap((words) => addition(words, places, layout)));
}
