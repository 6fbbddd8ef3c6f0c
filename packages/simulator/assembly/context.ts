/**
 * What one run works on. A state is 2ᵏ rows of `rowBytes`, each row a run of complex vectors: two real parts, then two imaginary
 * parts (32 bytes). The two lanes of a vector are two samples of a batch, or, for a single state, its lane bit. A batch is a list of
 * tiles of `tileBytes`; a single state is one tile, worked on in `chunks` whose number does not depend on the number of threads.
 * Row addresses are XORed, never added: every tile lies at a multiple of its own size. Offsets and masks of rows are in bytes.
 *
 * Every thread has its own copy. Only the functions here assign.
 */

export let psi: usize = 0;
export let lambda: usize = 0;
export let params: usize = 0;
export let out: usize = 0;
export let outStride: usize = 0;
export let scratch: usize = 0;
export let tileBytes: usize = 0;
export let rowBytes: usize = 0;
export let tileFrom: usize = 0;
export let tileEnd: usize = 0;
export let chunkFrom: usize = 0;
export let chunkEnd: usize = 0;
export let chunks: usize = 1;

export const VECTOR: usize = 32;
/** Room for the block transforms of one thread. */
const SCRATCH: usize = 65536;

/** Takes the arguments of `run`; says whether all parts share the chunks of each tile, or each has tiles of its own. */
// @ts-ignore: decorator
@inline
export function enter(
  psiAt: usize,
  lambdaAt: usize,
  paramsAt: usize,
  outAt: usize,
  outStrideBytes: usize,
  scratchAt: usize,
  tiles: usize,
  tile: usize,
  row: usize,
  chunkCount: usize,
  part: usize,
  parts: usize,
): bool {
  psi = psiAt;
  lambda = lambdaAt;
  params = paramsAt;
  out = outAt;
  outStride = outStrideBytes;
  scratch = scratchAt + part * SCRATCH;
  tileBytes = tile;
  rowBytes = row;
  chunks = chunkCount;
  const shared = parts > 1 && chunkCount > 1;
  tileFrom = shared ? 0 : (tiles * part) / parts;
  tileEnd = shared ? tiles : (tiles * (part + 1)) / parts;
  chunkFrom = shared ? (chunkCount * part) / parts : 0;
  chunkEnd = shared ? (chunkCount * (part + 1)) / parts : chunkCount;
  return shared;
}

/** Sets the chunks at hand: those from `from` to `end`, of `count`. */
// @ts-ignore: decorator
@inline
export function setChunks(count: usize, from: usize, end: usize): void {
  chunks = count;
  chunkFrom = from;
  chunkEnd = end;
}

/** Where chunk `chunk` of `total` pieces of work begins. In 64 bits: 24 qubits have 2²² pieces and 2¹⁰ chunks. */
// @ts-ignore: decorator
@inline
export function share(total: usize, chunk: usize): usize {
  return <usize>(((<u64>total) * chunk) / chunks);
}
