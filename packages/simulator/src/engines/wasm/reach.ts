import { parity } from "../../passes/parity.js";
import type { Element } from "./elements.js";

/** Stages, or blocks of blocks of them, that are looked at together. */
const BLOCK_BITS = 5;

/** What the elements of a stage, or of a block of stages, move and see: bases of their masks and functionals over GF(2). */
interface Summary {
  readonly masks: number[];
  readonly functionals: number[];
}

/**
 * How far to the front an element can go by exchanges. Two elements may be exchanged where neither sees what the other moves;
 * parity is linear, so a basis of what a stage moves and sees stands for all its members, and one of a block for all its stages.
 */
export class Reach {
  /** Of the stages, of blocks of 2⁵ stages, of blocks of 2⁵ blocks, and so on. */
  readonly #levels: Summary[][] = [[]];

  /** The earliest stage that the element can be put into; the number of stages if it cannot pass the last. */
  earliest(element: Element): number {
    const masks = masksOf(element);
    const functionals = functionalsOf(element);
    const passes = (level: number, at: number): boolean => {
      const summary = this.#levels[level][at];
      return apart(summary.masks, functionals) && apart(masks, summary.functionals);
    };
    let first = this.#levels[0].length;
    while (first > 0 && passes(0, first - 1)) {
      // Whole blocks, where one ends here.
      let level = 1;
      while (level < this.#levels.length && first % 2 ** (BLOCK_BITS * level) === 0) {
        if (!passes(level, first / 2 ** (BLOCK_BITS * level) - 1)) break;
        level += 1;
      }
      first -= 2 ** (BLOCK_BITS * (level - 1));
    }
    return first;
  }

  /** Says that the element is in this stage. */
  add(element: Element, stage: number): void {
    for (let level = 0, at = stage; ; level++, at >>= BLOCK_BITS) {
      if (level === this.#levels.length) {
        if (this.#levels[level - 1].length === 1) return;
        // A block over what there is so far.
        this.#levels.push([]);
        for (const [k, below] of this.#levels[level - 1].entries()) {
          const whole = this.#summary(level, k >> BLOCK_BITS);
          for (const mask of below.masks) extend(whole.masks, mask);
          for (const functional of below.functionals) extend(whole.functionals, functional);
        }
        continue;
      }
      const summary = this.#summary(level, at);
      for (const mask of masksOf(element)) extend(summary.masks, mask);
      for (const functional of functionalsOf(element)) extend(summary.functionals, functional);
    }
  }

  #summary(level: number, at: number): Summary {
    return (this.#levels[level][at] ??= { masks: [], functionals: [] });
  }
}

function masksOf(element: Element): readonly number[] {
  return element.kind === "matrix" ? element.masks : element.kind === "turn" ? [element.mask] : [];
}

function functionalsOf(element: Element): readonly number[] {
  return element.kind === "matrix" ? element.functionals : [element.functional];
}

/** Whether no mask moves what a functional sees. */
function apart(masks: readonly number[], functionals: readonly number[]): boolean {
  for (const mask of masks) for (const functional of functionals) if (parity(mask & functional) === 1) return false;
  return true;
}

/** Adds a vector to a basis whose vectors have their highest bits in descending order, unless it is in its span. */
function extend(basis: number[], vector: number): void {
  let at = 0;
  for (; at < basis.length && vector !== 0; at++) {
    if (basis[at] < vector && (basis[at] ^ vector) > basis[at]) break;
    vector = Math.min(vector, basis[at] ^ vector);
  }
  if (vector !== 0) basis.splice(at, 0, vector);
}
