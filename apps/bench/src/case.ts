/** What peers are asked to do; the same words stand in peers/protocol.py. */
export type WorkKind = "forward" | "gradient" | "batch-forward" | "batch-vjp" | "jacobian" | "training";

/** One amount of work that ours and every peer do: the circuit of {@link benchCircuit}, ⟨Z⟩ of the last qubit. */
export interface Workload {
  readonly kind: WorkKind;
  readonly qubits: number;
  /** Amplitude-encoded samples; 0 = one run from |0…0⟩. */
  readonly rows: number;
}

/** Does the work of one call, at weights that no call had before. */
export type Call = (weights: Float64Array) => unknown;

interface Common {
  /** As on the command line and in results.json. */
  readonly id: string;
  /** What is timed, for tables: a phrase. */
  readonly about: string;
}

/** Ours against peers: passes where the fastest peer takes at least `bar` times as long. */
export interface PeersCase extends Common {
  readonly against: "peers";
  readonly workload: Workload;
  readonly bar: number;
}

/** Ours against another way of our own: passes where that takes at least `bar` times as long. */
export interface SelfCase extends Common {
  readonly against: "self";
  readonly bar: number;
  /** The other way, as tables name it. */
  readonly other: string;
  prepare(): Promise<{
    readonly weights: number;
    readonly ours: Call;
    readonly other: Call;
    /** Gives the memory of both back. */
    release(): void;
  }>;
}

/** One number that must be at most `bar`. */
export interface MeasureCase extends Common {
  readonly against: "limit";
  readonly unit: "ms" | "MiB";
  readonly bar: number;
  /** One measurement; the median of several is judged. */
  measure(): Promise<number>;
  readonly times: number;
}

export type Case = PeersCase | SelfCase | MeasureCase;
