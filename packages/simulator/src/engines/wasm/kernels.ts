/** The arguments of the kernels' `run` in its order, by the names that assembly/kernels.ts gives them. */
export const RUN_WORDS = [
  "ip",
  "end",
  "psiAt",
  "lambdaAt",
  "paramsAt",
  "outAt",
  "outStrideBytes",
  "scratchAt",
  "tiles",
  "tile",
  "row",
  "chunkCount",
  "part",
  "parts",
  "barrier",
] as const;

/** One run of the interpreter. */
export type RunWords = Record<(typeof RUN_WORDS)[number], number>;

/** The exports of assembly/kernels.ts; addresses in bytes. */
export interface KernelExports {
  run(...words: number[]): void;
  sumSlots(...words: number[]): void;
  combine(...words: number[]): void;
  widen(from: number, to: number, vectors: number): void;
  observed(...words: number[]): void;
  quadratic(...words: number[]): void;
  moments(...words: number[]): void;
  loadColumns(from: number, size: number, to: number): void;
  copy(from: number, to: number, bytes: number): void;
  applyOne(states: number, bytes: number, run: number, matrix: number): void;
  turnOverlaps(lambda: number, psi: number, bytes: number, run: number, to: number): void;
  heapStart(): number;
}

/** Sums of slots over blocks. */
interface SlotSums {
  readonly from: number;
  readonly blocks: number;
  readonly stride: number;
  readonly slots: number;
  readonly lanes: number;
  readonly to: number;
}

/** Rows of a Jacobian from the overlaps of their tiles. */
interface Combination {
  readonly slots: number;
  readonly stride: number;
  readonly lanes: number;
  readonly rows: number;
  readonly terms: number;
  readonly coefficients: number;
  readonly count: number;
  readonly width: number;
  readonly to: number;
}

/** xᵀAx of samples in tiles. */
interface Quadratic {
  readonly samples: number;
  readonly form: number;
  readonly tiles: number;
  readonly size: number;
  readonly to: number;
}

/** A = Re(U†OU), from the columns of U and of O U. */
interface Observed {
  readonly columns: number;
  readonly lambda: number;
  readonly size: number;
  readonly scale: number;
  readonly to: number;
}

/** Σ weight · xxᵀ of samples in tiles. */
interface Moments {
  readonly samples: number;
  readonly weights: number;
  readonly tiles: number;
  readonly size: number;
  readonly sums: number;
  readonly to: number;
}

/** The kernels, called by names and not by places. */
export class Kernels {
  readonly widen: KernelExports["widen"];
  readonly loadColumns: KernelExports["loadColumns"];
  readonly copy: KernelExports["copy"];
  readonly applyOne: KernelExports["applyOne"];
  readonly turnOverlaps: KernelExports["turnOverlaps"];
  readonly heapStart: KernelExports["heapStart"];
  readonly #raw: KernelExports;

  constructor(raw: KernelExports) {
    this.#raw = raw;
    this.widen = raw.widen;
    this.loadColumns = raw.loadColumns;
    this.copy = raw.copy;
    this.applyOne = raw.applyOne;
    this.turnOverlaps = raw.turnOverlaps;
    this.heapStart = raw.heapStart;
  }

  run(w: RunWords): void {
    this.#raw.run(
      w.ip,
      w.end,
      w.psiAt,
      w.lambdaAt,
      w.paramsAt,
      w.outAt,
      w.outStrideBytes,
      w.scratchAt,
      w.tiles,
      w.tile,
      w.row,
      w.chunkCount,
      w.part,
      w.parts,
      w.barrier,
    );
  }

  sumSlots({ from, blocks, stride, slots, lanes, to }: SlotSums): void {
    this.#raw.sumSlots(from, blocks, stride, slots, lanes, to);
  }

  combine({ slots, stride, lanes, rows, terms, coefficients, count, width, to }: Combination): void {
    this.#raw.combine(slots, stride, lanes, rows, terms, coefficients, count, width, to);
  }

  observed({ columns, lambda, size, scale, to }: Observed): void {
    this.#raw.observed(columns, lambda, size, scale, to);
  }

  quadratic({ samples, form, tiles, size, to }: Quadratic): void {
    this.#raw.quadratic(samples, form, tiles, size, to);
  }

  moments({ samples, weights, tiles, size, sums, to }: Moments): void {
    this.#raw.moments(samples, weights, tiles, size, sums, to);
  }
}
