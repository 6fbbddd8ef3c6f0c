import { suggest } from "@uphill/core";
import type { Angle } from "../angle.js";
import { unitary } from "../families.js";
import type { Gate, Operation } from "../gate.js";
import * as gates from "../gates/index.js";
import { times } from "./arithmetic.js";
import { controlled } from "./modifiers.js";
import { gphase } from "./synthesis.js";

/** A gate that files may use: how many angles and qubits it takes, and the operations it stands for. */
export interface KnownGate {
  readonly angles: number;
  readonly qubits: number;
  make(angles: readonly Angle[], qubits: readonly number[]): Operation[];
}

type Make = KnownGate["make"];
const known = (angles: number, qubits: number, make: Make): KnownGate => ({ angles, qubits, make });
const one = (gate: unknown): KnownGate => {
  const { angles, qubits } = gate as Gate;
  return known(angles.length, qubits, (given, on) => [{ gate: gate as Gate, angles: given, qubits: on }]);
};
const never = (got: string): never => {
  throw new Error(got);
};
const underControl = (inner: KnownGate, controls = 1): KnownGate =>
  known(inner.angles, inner.qubits + controls, (angles, on) =>
    controlled(inner.make(angles, on.slice(controls)), on.slice(0, controls), () => undefined, never),
  );

const { cnot, cphase, h, phase, rx, rxx, ryy, rz, s, sdg, swap, sx, t, tdg, u3, x, z } = gates;

const u = one(u3);
const u2 = known(2, 1, ([phi, lambda], [q]) => [u3(Math.PI / 2, phi, lambda, q)]);
const sxdg = known(0, 1, (_, [q]) => [x(q), sx(q)]);
const cu = known(4, 2, ([theta, phi, lambda, gamma], [a, b]) => [
  phase(gamma, a),
  ...underControl(u).make([theta, phi, lambda], [a, b]),
]);
const c3x = underControl(one(x), 3);

/** Simplified Toffoli gates, up to relative phases. Source: Maslov 2016, arXiv:1508.03273, as in Qiskit's qelib1.inc. */
const rccx: Make = (_, [a, b, c]) => [
  ...[h(c), t(c), cnot(b, c), tdg(c), cnot(a, c)],
  ...[t(c), cnot(b, c), tdg(c), h(c)],
];
const rc3x: Make = (_, [a, b, c, d]) => [
  ...[h(d), t(d), cnot(c, d), tdg(d), h(d), cnot(a, d), t(d), cnot(b, d), tdg(d), cnot(a, d)],
  ...[t(d), cnot(b, d), tdg(d), h(d), t(d), cnot(c, d), tdg(d), h(d)],
];

/** What is there without an include. */
export const builtins: Record<2 | 3, ReadonlyMap<string, KnownGate>> = {
  2: new Map([
    ["U", u],
    ["CX", one(cnot)],
  ]),
  3: new Map([
    // U(θ, φ, λ) of OpenQASM 3 has a phase e^{iθ/2} that our U3 has not.
    ["U", known(3, 1, ([theta, phi, lambda], [q]) => [u3(theta, phi, lambda, q), gphase(times(theta, 0.5))])],
    ["gphase", one(gphase)],
  ]),
};

/** The gates of qelib1.inc (the original's, and those that Qiskit added) and stdgates.inc. */
const common = new Map<string, KnownGate>([
  ...Object.values(gates as unknown as Record<string, Gate>).flatMap((gate) =>
    gate.qasm === undefined ? [] : [[gate.qasm, one(gate)] as const],
  ),
  ["u1", one(phase)],
  ["phase", one(phase)],
  ["CX", one(cnot)],
  ["cphase", one(gates.cphase)],
  ["cu1", one(gates.cphase)],
  ["cu", cu],
  ["u2", u2],
  ["u3", u],
  ["u", u],
  ["u0", known(1, 1, (_, [q]) => [gates.id(q)])],
  ["cu3", underControl(u)],
  ["sxdg", sxdg],
  ["csx", underControl(one(sx))],
  ["csxdg", underControl(sxdg)],
  ["cs", underControl(one(s))],
  ["csdg", underControl(one(sdg))],
  ["ccz", underControl(one(z), 2)],
  ["c3x", c3x],
  ["c4x", underControl(one(x), 4)],
  ["c3sqrtx", underControl(one(sx), 3)],
  ["rccx", known(0, 3, rccx)],
  ["rc3x", known(0, 4, rc3x)],
  ["rxx", one(gates.rxx)],
  ["ryy", one(gates.ryy)],
  ["rzz", one(gates.rzz)],
  ["rzx", known(1, 2, ([theta], [a, b]) => [h(b), gates.rzz(theta, a, b), h(b)])],
  ["iswap", one(gates.iswap)],
  ["dcx", known(0, 2, (_, [a, b]) => [cnot(a, b), cnot(b, a)])],
]);

/** In OpenQASM 3, u2 and u3 are RZ(φ)·RY(θ)·RZ(λ): they have determinant 1. */
const turned = (inner: KnownGate): KnownGate =>
  known(inner.angles, 1, (angles, on) => [
    ...inner.make(angles, on),
    ...angles.slice(-2).map((angle) => gphase(times(angle, -0.5))),
  ]);

export const libraries: Record<string, ReadonlyMap<string, KnownGate>> = {
  "qelib1.inc": common,
  "stdgates.inc": new Map([...common, ["u2", turned(u2)], ["u3", turned(u)]]),
};

/** A phase where two qubits have these values. */
const phaseAt = (first: 0 | 1, second: 0 | 1): Make => {
  return ([theta], [a, b]) => {
    const flips = [...(first ? [] : [x(a)]), ...(second ? [] : [x(b)])];
    return [...flips, cphase(theta, a, b), ...flips];
  };
};
const R = Math.SQRT1_2;
/** The echoed cross resonance, [[0, 0, 1, i], [0, 0, i, 1], [1, −i, 0, 0], [−i, 1, 0, 0]] / √2. */
const ecr = unitary(
  {
    re: [0, 0, R, 0, 0, 0, 0, R, R, 0, 0, 0, 0, R, 0, 0],
    im: [0, 0, 0, R, 0, 0, R, 0, 0, -R, 0, 0, -R, 0, 0, 0],
  },
  "ecr",
);

/**
 * The gates that Amazon Braket knows without an include. Its files are OpenQASM 3 and name no library.
 * Source: the matrices of braket.circuits.gates.
 */
export const braket: ReadonlyMap<string, KnownGate> = new Map<string, KnownGate>([
  ...["h", "x", "y", "z", "s", "t", "rx", "ry", "rz", "swap", "cy", "cz", "cswap", "iswap"].map(
    (name) => [name, common.get(name)!] as const,
  ),
  ["i", common.get("id")!],
  ["si", one(sdg)],
  ["ti", one(tdg)],
  ["v", one(sx)],
  ["vi", sxdg],
  ["cv", common.get("csx")!],
  ["cnot", one(cnot)],
  ["ccnot", common.get("ccx")!],
  ["phaseshift", one(phase)],
  ["cphaseshift", one(cphase)],
  ["cphaseshift00", known(1, 2, phaseAt(0, 0))],
  ["cphaseshift01", known(1, 2, phaseAt(0, 1))],
  ["cphaseshift10", known(1, 2, phaseAt(1, 0))],
  ["xx", one(rxx)],
  ["yy", one(ryy)],
  ["zz", one(gates.rzz)],
  ["xy", known(1, 2, ([theta], [a, b]) => [rxx(times(theta, -0.5), a, b), ryy(times(theta, -0.5), a, b)])],
  ["pswap", known(1, 2, ([theta], [a, b]) => [cnot(a, b), phase(theta, b), cnot(a, b), swap(a, b)])],
  ["ecr", one(ecr)],
  ["gpi", known(1, 1, ([phi], [q]) => [x(q), rz(times(phi, 2), q)])],
  ["gpi2", known(1, 1, ([phi], [q]) => [rz(times(phi, -1), q), rx(Math.PI / 2, q), rz(phi, q)])],
  ["prx", known(2, 1, ([theta, phi], [q]) => [rz(times(phi, -1), q), rx(theta, q), rz(phi, q)])],
  [
    "ms",
    known(3, 2, ([first, second, theta], [a, b]) => [
      ...[rz(times(first, -1), a), rz(times(second, -1), b), rxx(theta, a, b)],
      ...[rz(first, a), rz(second, b)],
    ]),
  ],
]);

/** `Did you mean "cx"?` for a name that is not known, or nothing. */
export function nameFor(wanted: string, known: Iterable<string>): string {
  const names = Array.from(known);
  const lower = wanted.toLowerCase();
  const other = otherNames.get(lower);
  const near = [lower, other].find((name) => name !== undefined && names.includes(name));
  return near === undefined ? suggest(wanted, names) : `Did you mean "${near}"? `;
}

/** Names elsewhere, ours to begin with, for gates of the standard libraries. */
const otherNames = new Map([
  ...Object.values(gates as unknown as Record<string, Gate>).flatMap(({ name, qasm }) =>
    qasm === undefined ? [] : [[name.toLowerCase(), qasm] as const],
  ),
  ["i", "id"],
  ["si", "sdg"],
  ["ti", "tdg"],
  ["v", "sx"],
  ["cv", "csx"],
  ["ccnot", "ccx"],
  ["fredkin", "cswap"],
  ["phaseshift", "p"],
  ["cphaseshift", "cp"],
  ["xx", "rxx"],
  ["yy", "ryy"],
  ["zz", "rzz"],
]);
