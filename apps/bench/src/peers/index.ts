/** A library that ours is compared with. */
export interface PeerKind {
  readonly name: string;
  readonly language: "python" | "javascript";
  /** Its file below peers/. */
  readonly script: string;
  /** On how many threads it is timed. */
  readonly threads: readonly number[];
}

export const qulacs: PeerKind = { name: "qulacs", language: "python", script: "qulacs_peer.py", threads: [1, 2] };

export const lightning: PeerKind = {
  name: "lightning.qubit",
  language: "python",
  script: "lightning_peer.py",
  threads: [1, 2],
};

export const defaultQubit: PeerKind = {
  name: "default.qubit",
  language: "python",
  script: "default_qubit_peer.py",
  threads: [1, 2],
};

export const tensorcircuit: PeerKind = {
  name: "TensorCircuit-NG",
  language: "python",
  script: "tensorcircuit_peer.py",
  threads: [1, 2],
};

export const jsqubits: PeerKind = {
  name: "jsqubits",
  language: "javascript",
  script: "js/jsqubits.mjs",
  threads: [1],
};

export const quantumCircuit: PeerKind = {
  name: "quantum-circuit",
  language: "javascript",
  script: "js/quantum-circuit.mjs",
  threads: [1],
};
