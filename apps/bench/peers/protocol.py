"""What all Python peers share: JSON lines in, JSON lines out, and the clock.

    {"do": "hello"}                                       → {"versions": {…}}
    {"do": "load", "work": {…}}                           → {"variants": [{"name", "counts", "ms"}], "refused": [{"name", "why"}]}
    {"do": "time", "variant": name, "repeats": k}         → {"ms": [k numbers]}

`load` builds every variant, checks its numbers against the ones that came with the work (to `tolerance`), and warms it up;
a variant whose numbers differ is refused and never timed. `time` draws new angles for every call before the clock starts.
"""

import json
import os
import sys
import time
from importlib.metadata import version
from typing import Callable, NamedTuple, Sequence

LAYERS_AXES = 3  # RX, RY, RZ on every qubit
SLOW_MS = 1000

# Libraries print; only answers may reach the harness.
_answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def threads() -> int:
    """How many threads this process may use."""
    return int(os.environ.get("UPHILL_BENCH_THREADS", "1"))


def pin() -> None:
    """Keeps the process on as many cores as it may use: XLA sizes its pool by them. Call before JAX is imported."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, set(cores[-threads():]))


class Variant(NamedTuple):
    """One way to use a library."""

    name: str
    run: Callable  # weights [weights] → the arrays that are checked
    counts: bool = True  # False: a trick that no documentation tells; shown, but it decides nothing
    repeats_as_one: bool = False  # True: run(weights, k) does k steps, and the time is that of one


class Refused(Exception):
    """A case that a library cannot run here, with the reason."""


class Work:
    """A case as the harness describes it. Amplitudes and angles are float64."""

    def __init__(self, given):
        import numpy as np

        self.kind = given["kind"]
        self.qubits = given["qubits"]
        self.layers = given["layers"]
        self.rows = given["rows"]
        self.count = self.qubits * self.layers * LAYERS_AXES
        self.weights = np.array(given["weights"])
        self.expected = [np.array(part) for part in given["expected"]]
        self.tolerance = given["tolerance"]
        self.rate = given.get("learningRate")
        self.states = np.array(given["states"]).reshape(self.rows, -1) if self.rows else None
        self.labels = np.array(given["labels"]) if self.rows else None

    def gates(self):
        """The circuit in time order: (axis, qubit, index of the weight) or ("CNOT", control, target)."""
        for layer in range(self.layers):
            for qubit in range(self.qubits):
                first = (layer * self.qubits + qubit) * LAYERS_AXES
                yield "RX", qubit, first
                yield "RY", qubit, first + 1
                yield "RZ", qubit, first + 2
            for qubit in range(self.qubits - 1):
                yield "CNOT", qubit, qubit + 1

    def slopes(self, values):
        """∂ mean (f − y)² / ∂f."""
        return 2 * (values - self.labels) / self.rows


def fused(work, weights):
    """RZ·RY·RX of every layer and qubit as one matrix: [layers, qubits, 2, 2]."""
    import numpy as np

    half = np.asarray(weights).reshape(work.layers, work.qubits, LAYERS_AXES) / 2
    c, s = np.cos(half), np.sin(half)
    phase = np.exp(-1j * half[..., 2])
    out = np.empty(half.shape[:2] + (2, 2), complex)
    out[..., 0, 0] = phase * (c[..., 1] * c[..., 0] + 1j * s[..., 1] * s[..., 0])
    out[..., 0, 1] = phase * (-s[..., 1] * c[..., 0] - 1j * c[..., 1] * s[..., 0])
    out[..., 1, 0] = -np.conj(out[..., 0, 1])
    out[..., 1, 1] = np.conj(out[..., 0, 0])
    return out


def check(work, found) -> float:
    """The largest difference from the harness's numbers."""
    import numpy as np

    found = [np.asarray(part, dtype=float).ravel() for part in found]
    if [part.size for part in found] != [part.size for part in work.expected]:
        return float("inf")
    # Not `max`: it would let a NaN pass.
    return float(np.max([np.max(np.abs(a - b)) for a, b in zip(found, work.expected)]))


def serve(packages: Sequence[str], build: Callable[[Work], Sequence[Variant]]) -> None:
    """Answers requests until standard input closes. `packages` are those whose versions matter."""
    import numpy as np

    versions = {name: version(name) for name in packages}

    random = np.random.default_rng(1)
    loaded = {}
    size = 0

    def clock(variant, repeats):
        angles = random.uniform(-np.pi, np.pi, (repeats, size))
        if variant.repeats_as_one:
            begin = time.perf_counter()
            variant.run(angles[0], repeats)
            return [(time.perf_counter() - begin) * 1000 / repeats]
        out = []
        for row in angles:
            begin = time.perf_counter()
            variant.run(row)
            out.append((time.perf_counter() - begin) * 1000)
        return out

    def load(work):
        nonlocal loaded, size
        loaded, size = {}, work.count
        variants, refused = [], []
        for variant in build(work):
            try:
                begin = time.perf_counter()
                found = variant.run(work.weights)
                ms = (time.perf_counter() - begin) * 1000
                difference = check(work, found)
                if not difference <= work.tolerance:
                    raise Refused(f"its numbers differ from ours by {difference:.1e}")
                # A first run of seconds is one that compiled, or one so slow that its start does not matter.
                for _ in range(2 if ms < SLOW_MS else 1):
                    ms = clock(variant, 1)[0]
                loaded[variant.name] = variant
                variants.append({"name": variant.name, "counts": variant.counts, "ms": ms})
            except Exception as error:  # whatever a library throws is why it does not run
                refused.append({"name": variant.name, "why": str(error).strip().split("\n")[0] or type(error).__name__})
        return {"variants": variants, "refused": refused}

    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["do"] == "hello":
                answer = {"versions": versions}
            elif asked["do"] == "load":
                try:
                    answer = load(Work(asked["work"]))
                except Refused as error:
                    answer = {"variants": [], "refused": [{"name": "", "why": str(error)}]}
            else:
                answer = {"ms": clock(loaded[asked["variant"]], asked["repeats"])}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        _answers.write(json.dumps(answer) + "\n")
        _answers.flush()
