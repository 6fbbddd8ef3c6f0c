import { ONE_BY_ONE } from "../../memory.js";

/** How states lie in memory. */
export interface MemoryLayout {
  /** A single state with a lane bit, or a batch whose lanes are samples. */
  readonly single: boolean;
  readonly qubits: number;
  /** Index bits that number rows. */
  readonly rowBits: number;
  readonly lanes: number;
  readonly rowBytes: number;
  readonly tileBytes: number;
  /** Parts of a single state whose sums are kept apart, so that the number of threads shows nowhere. */
  readonly chunks: number;
  /** Tiles that run together. */
  readonly tiles: number;
}

/** A lone state fills vectors from here on. */
const LONE_QUBITS = 8;
const WIDEST = 8;
/** Tiles that run together fit, with those that sweep back, into a core's first cache. */
const TOGETHER_BYTES = 2 ** 14;
const CHUNKS = 16;
/** Below this a state is not worth dividing. */
const CHUNKED_ROW_BITS = 13;

/** How a batch lies in memory, and in how many tiles. */
export function layoutFor(qubits: number, rows: number): { layout: MemoryLayout; tiles: number } {
  const single = qubits >= ONE_BY_ONE || (rows === 1 && qubits >= LONE_QUBITS);
  const rowBits = single ? qubits - 1 : qubits;
  let lanes = 2;
  while (!single && lanes < WIDEST && lanes < rows) lanes *= 2;
  const rowBytes = 16 * lanes;
  const tileBytes = 2 ** rowBits * rowBytes;
  const tiles = single ? rows : Math.ceil(rows / lanes);
  const together = single ? 1 : Math.min(tiles, Math.max(1, Math.floor(TOGETHER_BYTES / tileBytes)));
  return {
    tiles,
    layout: {
      single,
      qubits,
      rowBits,
      lanes,
      rowBytes,
      tileBytes,
      chunks: rowBits >= CHUNKED_ROW_BITS ? CHUNKS : 1,
      tiles: together,
    },
  };
}
