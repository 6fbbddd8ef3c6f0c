import type { WasmCall, CodeRange, Tiles } from "./call.js";
import { poolFor } from "./threads.js";

/** States that are worth more than one thread. */
const WORTH_DIVIDING = 2 ** 18;

/** Runs code on tiles. @param outAt where its sums go, `outStrideBytes` apart for each tile and chunk */
export function execute(
  { task: { threads }, plan: { tape }, room }: WasmCall,
  [ip, end]: CodeRange,
  { psi, lambda, tiles }: Tiles,
  outAt = 0,
  outStrideBytes = 0,
): void {
  if (ip === end) return;
  const { tileBytes, rowBytes, chunks } = tape.layout;
  // Small states are done before another thread wakes up.
  const pool = tiles * tileBytes < WORTH_DIVIDING ? undefined : poolFor(threads);
  const words = {
    ip,
    end,
    psiAt: psi,
    lambdaAt: lambda,
    paramsAt: room.parameters,
    outAt,
    outStrideBytes,
    scratchAt: room.scratch,
    tiles,
    tile: tileBytes,
    row: rowBytes,
    chunkCount: chunks,
    part: 0,
    parts: pool?.ready(threads) ?? 1,
    barrier: room.barrier,
  };
  if (pool && words.parts > 1) pool.run(words);
  else room.machine.kernels.run(words);
}
