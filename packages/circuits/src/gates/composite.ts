import type { Angle } from "../angle.js";
import { defineGate, realMatrix, type Gate, type Matrix, type Operation } from "../gate.js";
import { negated } from "../invert.js";
import { crz, cry, phase, ry, rz } from "./rotations.js";

// Gates with several angles: each is a product of rotations, and that is how its angles are trained.

type ThreeAngles<A extends readonly string[], N extends number> = Gate<A, N>;

/** The matrix of a decomposition on the gate's own qubits, all angles given. */
function productOf(size: number, operations: readonly Operation[]): Matrix {
  return operations.reduce<Matrix>(
    (product, { gate, angles }) => multiply(size, gate.matrix(...(angles as number[])), product),
    realMatrix(Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))),
  );
}

function multiply(size: number, a: Matrix, b: Matrix): Matrix {
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        const [l, r] = [i * size + k, k * size + j];
        re[i * size + j] += a.re[l] * b.re[r] - a.im[l] * b.im[r];
        im[i * size + j] += a.re[l] * b.im[r] + a.im[l] * b.re[r];
      }
    }
  }
  return { re, im };
}

/** Rot(φ, θ, ω) = RZ(ω)·RY(θ)·RZ(φ): any turn of the Bloch sphere. */
export const rot: ThreeAngles<readonly ["phi", "theta", "omega"], 1> = defineGate({
  name: "rot",
  qubits: 1,
  angles: ["phi", "theta", "omega"],
  structure: "dense",
  symbol: ["Rot"],
  matrix: (...angles) => productOf(2, euler(angles, [0])),
  decomposition: euler,
  inverse: ([phi, theta, omega], [qubit]) => [rot(negated(omega), negated(theta), negated(phi), qubit)],
});

function euler([phi, theta, omega]: readonly Angle[], [qubit]: readonly number[]): Operation[] {
  return [rz(phi, qubit), ry(theta, qubit), rz(omega, qubit)];
}

/** U3(θ, φ, λ) = [[cos θ/2, −e^{iλ} sin θ/2], [e^{iφ} sin θ/2, e^{i(φ+λ)} cos θ/2]] = Phase(φ)·RY(θ)·Phase(λ). */
export const u3: ThreeAngles<readonly ["theta", "phi", "lambda"], 1> = defineGate({
  name: "u3",
  qubits: 1,
  angles: ["theta", "phi", "lambda"],
  structure: "dense",
  qasm: "u3",
  symbol: ["U3"],
  matrix: (...angles) => productOf(2, phaseTurnPhase(angles, [0])),
  decomposition: phaseTurnPhase,
  inverse: ([theta, phi, lambda], [qubit]) => [u3(negated(theta), negated(lambda), negated(phi), qubit)],
});

function phaseTurnPhase([theta, phi, lambda]: readonly Angle[], [qubit]: readonly number[]): Operation[] {
  return [phase(lambda, qubit), ry(theta, qubit), phase(phi, qubit)];
}

/** CRot(φ, θ, ω): Rot on the second qubit where the first is 1. */
export const crot: ThreeAngles<readonly ["phi", "theta", "omega"], 2> = defineGate({
  name: "crot",
  qubits: 2,
  angles: ["phi", "theta", "omega"],
  structure: "controlled",
  symbol: ["●", "Rot"],
  matrix: (...angles) => productOf(4, controlledEuler(angles, [0, 1])),
  decomposition: controlledEuler,
  inverse: ([phi, theta, omega], [a, b]) => [crot(negated(omega), negated(theta), negated(phi), a, b)],
});

function controlledEuler([phi, theta, omega]: readonly Angle[], [a, b]: readonly number[]): Operation[] {
  return [crz(phi, a, b), cry(theta, a, b), crz(omega, a, b)];
}
