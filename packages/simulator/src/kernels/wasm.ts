import type { Matrix } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import { kernelCode } from "./kernels.generated.js";
import { amplitudesBelow, entriesEach, isExchange, subIndices, type Kernels, type States } from "./kernels.js";
import { overlapFactor, type PauliMask } from "./pauli.js";

/** What the kernels use of the WebAssembly API, which is not part of the language's own library of types. */
declare const WebAssembly:
  | {
      Module: new (code: Uint8Array) => object;
      Instance: new (module: object, imports: object) => { readonly exports: unknown };
    }
  | undefined;

/** assembly/kernels.ts. Addresses are in bytes; those beyond 2 GiB come back negative. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  allocate(bytes: number): number;
  free(at: number): void;
  applyOne(re: number, im: number, length: number, run: number, ...entries: number[]): void;
  applyEach(re: number, im: number, length: number, run: number, rows: number, entries: number): void;
  applyMany(re: number, im: number, amplitudes: number, rows: number, ...rest: number[]): void;
  exchange(re: number, im: number, blocks: number, run: number, fixed: number, first: number, second: number): void;
  permute(re: number, im: number, blocks: number, run: number, fixed: number, count: number, ...at: number[]): void;
  applyDiagonal(re: number, im: number, blocks: number, run: number, count: number, table: number): void;
  addOverlap(real: boolean, out: number, ...rest: number[]): void;
  turnOverlaps(out: number, ...rest: number[]): void;
  addPauli(targetRe: number, targetIm: number, ...rest: number[]): void;
  insert(from: number, to: number, amplitudes: number, rows: number, width: number, first: number): void;
}

interface WasmStates extends States {
  /** Numbers in each part. */
  readonly length: number;
  readonly atRe: number;
  readonly atIm: number;
}

/** The most that the allocator hands out at once. */
const LARGEST_BLOCK = 2 ** 30 - 64;

let kernels: Kernels | null | undefined;

/**
 * The kernels in WebAssembly with 128-bit SIMD, or undefined where the platform has none. All programs share one memory: each
 * memory reserves gigabytes of addresses, and platforms allow few. It grows to the largest need and never shrinks, but nothing
 * stays allocated in it between calls except a scratch area.
 */
export function wasmKernels(): Kernels | undefined {
  kernels ??= start() ?? null;
  return kernels ?? undefined;
}

function start(): Kernels | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    const module = new WebAssembly.Module(decode(kernelCode));
    return over(new WebAssembly.Instance(module, {}).exports as Exports);
  } catch {
    // No SIMD, or a page whose security policy forbids WebAssembly.
    return undefined;
  }
}

function over(wasm: Exports): Kernels {
  let numbers = new Float64Array(wasm.memory.buffer);

  /** All of the memory. Growth detaches the old view, which shows in its length. */
  function heap(): Float64Array {
    if (numbers.length === 0) numbers = new Float64Array(wasm.memory.buffer);
    return numbers;
  }

  function allocate(length: number): number {
    const bytes = 8 * length;
    if (bytes <= LARGEST_BLOCK) {
      try {
        return wasm.allocate(bytes) >>> 0;
      } catch {
        // The allocator traps where the memory cannot grow.
      }
    }
    throw new UphillError({
      code: "memory",
      who: "simulator",
      got: `${bytes} bytes more do not fit into WebAssembly's memory`,
      wanted: "it holds at most 4 GiB, and 1 GiB in one piece",
      todo: 'Use fewer rows or shifts at once, or engine "auto" or "reference".',
    });
  }

  function makeStates(qubits: number, rows: number): WasmStates {
    const length = 2 ** qubits * rows;
    const atRe = allocate(length);
    let atIm: number;
    try {
      atIm = allocate(length);
    } catch (error) {
      wasm.free(atRe);
      throw error;
    }
    let re = new Float64Array(0) as Float64Array;
    let im = re;
    return {
      ...{ qubits, rows, length, atRe, atIm },
      get re() {
        if (re.length === 0) re = heap().subarray(atRe / 8, atRe / 8 + length);
        return re;
      },
      get im() {
        if (im.length === 0) im = heap().subarray(atIm / 8, atIm / 8 + length);
        return im;
      },
    };
  }
  const own = (states: States): WasmStates => states as WasmStates;

  let scratchAt = 0;
  let scratchLength = 0;
  /** Address of room for `length` numbers, good until the next call. */
  function scratch(length: number): number {
    if (scratchLength < length) {
      const grown = allocate(Math.max(1024, 2 * length));
      if (scratchLength > 0) wasm.free(scratchAt);
      scratchAt = grown;
      scratchLength = Math.max(1024, 2 * length);
    }
    return scratchAt;
  }

  /** Puts numbers, and behind them room for `more`, where the kernels can read them. */
  function put(values: ArrayLike<number>, more = 0): number {
    const at = scratch(values.length + more);
    heap().set(values, at / 8);
    return at;
  }

  return {
    allocate: makeStates,

    free(states) {
      wasm.free(own(states).atRe);
      wasm.free(own(states).atIm);
    },

    applyOne(states, qubit, { re: a, im: b }, inverse) {
      const { qubits, rows, length, atRe, atIm } = own(states);
      const run = 2 ** (qubits - 1 - qubit) * rows;
      if (inverse) wasm.applyOne(atRe, atIm, length, run, a[0], a[2], a[1], a[3], -b[0], -b[2], -b[1], -b[3]);
      else wasm.applyOne(atRe, atIm, length, run, a[0], a[1], a[2], a[3], b[0], b[1], b[2], b[3]);
    },

    applyEach(states, qubit, matrices, inverse) {
      const { qubits, rows, length, atRe, atIm } = own(states);
      const entries = put(entriesEach(matrices, rows, inverse));
      wasm.applyEach(atRe, atIm, length, 2 ** (qubits - 1 - qubit) * rows, rows, entries);
    },

    applyMany(states, on, matrix, inverse, row) {
      const { qubits, rows, atRe, atIm } = own(states);
      const offsets = subIndices(qubits, on);
      const size = offsets.length;
      const table = put([...offsets.map((offset) => offset * rows), ...entriesMany(matrix, size, inverse)], 4 * size);
      const [from, to] = row === undefined ? [0, rows] : [row, row + 1];
      wasm.applyMany(atRe, atIm, 2 ** qubits, rows, from, to, offsets[size - 1], size, table);
    },

    applyPermutation(states, on, moves) {
      if (moves.length === 0) return;
      const { qubits, rows, atRe, atIm } = own(states);
      const offsets = subIndices(qubits, on);
      const below = amplitudesBelow(qubits, on);
      const blocks = 2 ** qubits / below;
      const run = below * rows;
      const fixed = offsets[offsets.length - 1] / below;
      if (isExchange(moves)) {
        const [[first, second]] = moves;
        wasm.exchange(atRe, atIm, blocks, run, fixed, offsets[first] * rows, offsets[second] * rows);
        return;
      }
      const pairs = moves.flatMap(([from, to]) => [offsets[from] * rows, offsets[to] * rows]);
      const table = put(pairs, 2 * moves.length * run);
      wasm.permute(atRe, atIm, blocks, run, fixed, moves.length, table, table + 8 * pairs.length);
    },

    applyDiagonal(states, on, { re, im }, inverse) {
      const { qubits, rows, atRe, atIm } = own(states);
      const below = amplitudesBelow(qubits, on);
      const lowest = Math.max(...on);
      const entries = Array.from({ length: 2 ** on.length }, (_, k) => k * (2 ** on.length + 1));
      const table = put([
        ...on.map((qubit) => lowest - qubit),
        ...entries.map((entry) => re[entry]),
        ...entries.map((entry) => (inverse ? -im[entry] : im[entry])),
      ]);
      wasm.applyDiagonal(atRe, atIm, 2 ** qubits / below, below * rows, on.length, table);
    },

    addOverlap(out, left, right, mask, part, scale) {
      const { atRe, atIm, qubits, rows } = own(left);
      const other = own(right);
      const { real, factor } = overlapFactor(mask, part, scale);
      const at = put(out);
      const { flips, signs } = mask;
      wasm.addOverlap(real, at, atRe, atIm, other.atRe, other.atIm, 2 ** qubits, rows, flips, signs, factor);
      out.set(heap().subarray(at / 8, at / 8 + rows));
    },

    turnOverlaps(lambda, psi, qubit) {
      const { atRe, atIm, qubits, rows, length } = own(lambda);
      const at = scratch(3 * rows);
      wasm.turnOverlaps(at, atRe, atIm, own(psi).atRe, own(psi).atIm, length, 2 ** (qubits - 1 - qubit) * rows, rows);
      return heap().slice(at / 8, at / 8 + 3 * rows);
    },

    addPauli(target, source, { flips, signs, phaseRe, phaseIm }: PauliMask, factor) {
      const { atRe, atIm, qubits, rows } = own(source);
      const to = own(target);
      const at = put(factor);
      wasm.addPauli(to.atRe, to.atIm, atRe, atIm, 2 ** qubits, rows, flips, signs, phaseRe, phaseIm, at);
    },

    insert(from, to, slot) {
      const { atRe, atIm, qubits, rows } = own(from);
      wasm.insert(atRe, own(to).atRe, 2 ** qubits, rows, to.rows, slot * rows);
      wasm.insert(atIm, own(to).atIm, 2 ** qubits, rows, to.rows, slot * rows);
    },
  };
}

/** re [size, size] and im [size, size] of a matrix, or of its inverse. */
function entriesMany({ re, im }: Matrix, size: number, inverse: boolean): number[] {
  const at = Array.from({ length: size * size }, (_, k) => (inverse ? (k % size) * size + Math.floor(k / size) : k));
  return [...at.map((k) => re[k]), ...at.map((k) => (inverse ? -im[k] : im[k]))];
}

/** Base64 to bytes, without the platform functions that not every platform has. */
function decode(text: string): Uint8Array {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const trimmed = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((trimmed.length * 3) / 4));
  for (let k = 0, at = 0, bits = 0; k < trimmed.length; k++) {
    bits = ((bits << 6) | letters.indexOf(trimmed[k])) & 0xffffff;
    if (k % 4 > 0) bytes[at++] = bits >> (6 - 2 * (k % 4));
  }
  return bytes;
}
