import { join } from "node:path";
import { isUphillError } from "@uphill/core";
import type { Workload } from "../case.js";
import { LAYERS } from "../circuit.js";
import type { Competitor } from "../competitor.js";
import { benchRows, benchWeights } from "../data.js";
import { LEARNING_RATE, type Ours } from "../ours.js";
import * as kinds from "./index.js";
import type { PeerKind } from "./index.js";
import { ensureJavaScript, ensurePython, peersFolder } from "./install.js";
import { startPeer, type Peer } from "./process.js";

/** The largest difference between our numbers and a peer's with which it is still timed. */
const TOLERANCE = 1e-9;

/** All peers, each in one process for each number of threads. */
export interface Field {
  /** The peers that can run the case, checked against our numbers and warm, and why others cannot. */
  enter(
    workload: Workload,
    own: Ours,
  ): Promise<{ competitors: Competitor[]; refused: { name: string; why: string }[] }>;
  readonly versions: Readonly<Record<string, string>>;
  close(): void;
}

/** One peer on one number of threads. */
export interface Seat {
  readonly name: string;
  readonly threads: number;
  readonly start: () => Peer;
}

/** Installs what is missing and seats all peers. @throws UphillError "bench-install" */
export async function openField(threadCounts: readonly number[], say: (line: string) => void): Promise<Field> {
  const python = await ensurePython(say);
  let withoutJavaScript: string | undefined;
  try {
    await ensureJavaScript(say);
  } catch (error) {
    if (!isUphillError(error)) throw error;
    withoutJavaScript = error.message;
    say(`Without the JavaScript peers. ${error.message}`);
  }
  return createField(
    Object.values(kinds)
      .filter(({ language }) => language === "python" || withoutJavaScript === undefined)
      .flatMap((kind) =>
        kind.threads
          .filter((threads) => threadCounts.includes(threads))
          .map((threads) => ({ name: kind.name, threads, start: () => startKind(kind, threads, python) })),
      ),
  );
}

/** Peers start at their first case, and again after an end. */
export function createField(seats: readonly Seat[]): Field {
  const running = new Map<Seat, Peer>();
  const versions: Record<string, string> = {};

  async function peerOf(seat: Seat): Promise<Peer> {
    const there = running.get(seat);
    if (there && !there.ended) return there;
    const peer = seat.start();
    running.set(seat, peer);
    Object.assign(versions, await peer.versions());
    return peer;
  }

  return {
    async enter(workload, own) {
      const work = describe(workload, own);
      const competitors: Competitor[] = [];
      const refused: { name: string; why: string }[] = [];
      for (const seat of seats) {
        const { threads } = seat;
        const refuse = (name: string, why: string): void =>
          void refused.push({ name: threads === 1 ? name : `${name}, ${threads} threads`, why });
        try {
          const peer = await peerOf(seat);
          const loaded = await peer.load(work);
          for (const { name, counts, ms } of loaded.variants) {
            competitors.push({ name, threads, counts, about: ms, time: (repeats) => peer.time(name, repeats) });
          }
          for (const { name, why } of loaded.refused) refuse(name || seat.name, why);
        } catch (error) {
          if (!isUphillError(error)) throw error;
          refuse(seat.name, error.message);
        }
      }
      return { competitors, refused };
    },
    versions,
    close() {
      for (const peer of running.values()) peer.close();
    },
  };
}

function startKind({ name, language, script }: PeerKind, threads: number, python: string): Peer {
  const count = String(threads);
  return startPeer({
    name,
    command: language === "python" ? python : process.execPath,
    args: [join(peersFolder, script)],
    env: {
      UPHILL_BENCH_THREADS: count,
      OMP_NUM_THREADS: count,
      OPENBLAS_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
      JAX_PLATFORMS: "cpu",
      JAX_COMPILATION_CACHE_DIR: join(peersFolder, ".cache"),
      TF_CPP_MIN_LOG_LEVEL: "3",
    },
  });
}

/** A case in the words of peers/protocol.py. */
function describe({ kind, qubits, rows }: Workload, own: Ours): object {
  const weights = benchWeights(own.weights, 0);
  const data = rows > 0 ? benchRows(rows, qubits) : undefined;
  return {
    kind,
    qubits,
    layers: LAYERS,
    rows,
    weights: [...weights],
    expected: own.numbers(weights).map((part) => [...part]),
    tolerance: TOLERANCE,
    learningRate: LEARNING_RATE,
    ...(data && { states: [...data.states], labels: [...data.labels] }),
  };
}
