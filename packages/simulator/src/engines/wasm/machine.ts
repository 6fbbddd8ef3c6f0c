import { UphillError } from "@uphill/core";
import { kernelCode } from "./kernels.generated.js";
import { Kernels, type KernelExports } from "./kernels.js";

/** What the engine uses of the WebAssembly API, which is not part of the language's own library of types. */
declare const WebAssembly:
  | {
      Module: new (code: Uint8Array) => object;
      Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => Memory;
      Instance: new (module: object, imports: object) => { readonly exports: unknown };
    }
  | undefined;

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
const FIRST_PAGES = 16;
const MOST_PAGES = 65536;

/**
 * WebAssembly's memory and the kernels on it. Room is taken as from a stack, and given back when a call ends: nothing stays taken
 * between calls, calls may nest (in a cotangent function, for one), and a training step allocates nothing.
 */
export class WasmMachine {
  readonly kernels: Kernels;
  readonly memory: Memory;
  readonly #base: number;
  #top: number;
  #numbers: Float64Array;
  #words: Uint32Array;

  constructor(readonly shared: boolean) {
    this.memory = new WebAssembly!.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES, ...(shared && { shared }) });
    const instance = new WebAssembly!.Instance(compiled(shared)!, { env: { memory: this.memory } });
    this.kernels = new Kernels(instance.exports as KernelExports);
    this.#base = this.#top = Math.ceil(this.kernels.heapStart() / 64) * 64;
    this.#numbers = new Float64Array(this.memory.buffer);
    this.#words = new Uint32Array(this.memory.buffer);
  }

  /** Views of the whole memory; growth replaces them, so read them anew behind every `take`. */
  get numbers(): Float64Array {
    return this.#numbers;
  }
  get words(): Uint32Array {
    return this.#words;
  }

  /** Bytes that the memory has grown to. */
  get bytes(): number {
    return this.#numbers.byteLength;
  }

  get idle(): boolean {
    return this.#top === this.#base;
  }

  /** Runs `work`, then gives back all that it took. */
  frame<T>(work: () => T): T {
    const top = this.#top;
    try {
      return work();
    } finally {
      this.#top = top;
    }
  }

  /** Room for some bytes at a multiple of `alignment`. @throws UphillError "memory" */
  take(bytes: number, alignment = 64): number {
    const at = Math.ceil(this.#top / alignment) * alignment;
    const end = at + bytes;
    const missing = Math.ceil((end - this.#numbers.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing, bytes);
    this.#top = end;
    return at;
  }

  #grow(pages: number, bytes: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      throw new UphillError({
        code: "memory",
        who: "simulator",
        got: `${bytes} bytes more do not fit into WebAssembly's memory`,
        wanted: "it holds at most 4 GiB",
        todo: "Use fewer rows or shifts at once, or another engine.",
      });
    }
    this.#numbers = new Float64Array(this.memory.buffer);
    this.#words = new Uint32Array(this.memory.buffer);
  }
}

/** The most that states may take: half of the addresses, as a state stands at a multiple of its size. */
export const MOST_BYTES = (MOST_PAGES * PAGE) / 2;

const modules = new Map<boolean, object | undefined>();

/** The module for a memory that is shared or not, or undefined where the platform has no WebAssembly with SIMD. */
export function compiled(shared: boolean): object | undefined {
  if (!modules.has(shared)) modules.set(shared, compile(shared));
  return modules.get(shared);
}

function compile(shared: boolean): object | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  try {
    const code = decode(kernelCode);
    if (!shared) importUnshared(code);
    return new WebAssembly.Module(code);
  } catch {
    // No SIMD, or a page whose security policy forbids WebAssembly.
    return undefined;
  }
}

/** The import reads "env" "memory", kind 2 (memory), flags 3 (shared, with a maximum); flags 1 is the same unshared. */
function importUnshared(code: Uint8Array): void {
  const wanted = [6, ...Array.from("memory", (letter) => letter.charCodeAt(0)), 2, 3];
  const at = code.findIndex((_, k) => wanted.every((byte, j) => code[k + j] === byte));
  code[at + wanted.length - 1] = 1;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64: `atob` and `Buffer` are not everywhere. */
function decode(text: string): Uint8Array {
  const value = new Uint8Array(128);
  for (let k = 0; k < 64; k++) value[DIGITS.charCodeAt(k)] = k;
  const length = text.length - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
  const bytes = new Uint8Array((length * 3) >> 2);
  for (let k = 0, at = 0; k < text.length; k += 4) {
    const bits =
      (value[text.charCodeAt(k)] << 18) |
      (value[text.charCodeAt(k + 1)] << 12) |
      (value[text.charCodeAt(k + 2)] << 6) |
      value[text.charCodeAt(k + 3)];
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = bits >> shift;
  }
  return bytes;
}

const machines = new Map<boolean, WasmMachine>();

/** The machine that all programs share: each memory reserves gigabytes of addresses, and platforms allow few. */
export function machineFor(shared: boolean): WasmMachine {
  let machine = machines.get(shared);
  if (!machine) machines.set(shared, (machine = new WasmMachine(shared)));
  return machine;
}

/** Beyond this an idle memory is worth giving back. */
const LARGE = 2 ** 26;

/** Lets go of memories that grew large and are not in use. @param unshare what must end before a shared one can go */
export function releaseLarge(unshare: () => void): void {
  for (const [shared, machine] of machines) {
    if (!machine.idle || machine.bytes <= LARGE) continue;
    if (shared) unshare();
    machines.delete(shared);
  }
}
