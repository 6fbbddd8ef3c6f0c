import type { Places } from "./addresses.js";
import { Code } from "./codes.js";
import type { MemoryLayout } from "./layout.js";
import type { WordAt } from "./word-code.js";
import { addition, correlation } from "./word-code.js";

/** A word behind the circuit, and whether i·word is meant (an odd number of Ys), by observable. */
export interface MeasuredWord extends WordAt {
  readonly ys: number;
  readonly observable: number;
}

/**
 * How words are measured: those with the same mask share a pass.
 * @returns the code, that for imaginary parts against another state, the slot of each word, and how many slots there are
 */
export function measuring(
  words: readonly MeasuredWord[],
  places: Places,
  layout: MemoryLayout,
): {
  readonly measure: Uint32Array;
  readonly cross: Uint32Array;
  readonly slots: readonly number[];
  readonly count: number;
} {
  const slots: number[] = [];
  let count = 0;
  const groups = new Map<string, { mask: number; imaginary: number; slots: Map<number, number> }>();
  for (const { mask, functional, ys } of words) {
    const imaginary = ys % 2;
    const key = `${mask} ${imaginary}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { mask, imaginary, slots: new Map() }));
    let slot = group.slots.get(functional);
    if (slot === undefined) group.slots.set(functional, (slot = count++));
    slots.push(slot);
  }
  const measure = new Code();
  const cross = new Code();
  for (const { mask, imaginary, slots: own } of groups.values()) {
    const found = [...own].map(([functional, slot]) => ({ functional, slot }));
    measure.add(correlation({ left: 0, imaginary, mask, found }, places, layout));
    cross.add(correlation({ left: 1, imaginary: 1 - imaginary, mask, found }, places, layout));
  }
  return { measure: measure.words, cross: cross.words, slots, count };
}

/**
 * λ by words: for a batch each observable has a cotangent of each row, for a single state they are in the coefficients.
 * @param factors where the cotangents of a batch stand
 */
export function seeding(
  words: readonly MeasuredWord[],
  coefficients: readonly number[],
  factors: number,
  places: Places,
  layout: MemoryLayout,
): Uint32Array {
  const { single, tiles, rowBytes } = layout;
  const seed = new Code();
  const groups = new Map<string, { mask: number; phase: number; observable: number; words: number[] }>();
  words.forEach(({ mask, ys, observable }, k) => {
    const key = single ? `${mask} ${ys % 4}` : `${observable} ${mask} ${ys % 4}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { mask, phase: ys % 4, observable, words: [] }));
    group.words.push(k);
  });
  for (const { mask, phase, observable, words: own } of groups.values()) {
    const terms = own.map((k) => ({ functional: words[k].functional, coefficient: coefficients[k] }));
    const factor = single ? 0 : factors + (observable * tiles * rowBytes) / 2;
    seed.add(addition({ more: seed.length > 0, mask, phase, terms, factor }, places, layout));
  }
  return seed.words;
}
