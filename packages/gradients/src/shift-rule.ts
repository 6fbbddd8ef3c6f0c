import { sin, UphillError } from "@uphill/core";
import { expectGate, frequencies, type Gate } from "@uphill/circuits";

/** What a shift rule looks at: any gate has it, whatever its angles. */
export type ShiftedGate = Pick<Gate, "name" | "spectrum">;

/** One term of a shift rule: ∂f/∂θ = Σ coefficient · [f(θ + shift) − f(θ − shift)]. */
export interface ShiftTerm {
  /** How far the angle is shifted, in radians. */
  readonly shift: number;
  /** The factor of the difference. */
  readonly coefficient: number;
}

/**
 * Derives the shift rule of a gate exp(−iθG) from the spectrum of G. Values are trigonometric polynomials in θ. Their
 * frequencies are the differences of the eigenvalues of G. For R frequencies Ω, 2Ω, …, RΩ the rule has 2R circuits:
 *     shift_μ = (2μ−1)π/(2RΩ),   coefficient_μ = Ω·(−1)^{μ−1} / (4R·sin²(Ω·shift_μ/2)),   μ = 1 … R.
 * One frequency gives the two-term rule. The two frequencies of a controlled rotation give the four-term rule.
 * Source: Wierichs et al. 2022, arXiv:2107.12390, eq. 12.
 * @param gate the gate
 * @param who the name of the method that asks, for the error
 * @returns the terms
 * @throws UphillError "derivative" for a gate without a spectrum, or if its frequencies are not multiples of the
 *   smallest one
 * @example
 * ```ts
 * shiftRule(rx); // [{ shift: π/2, coefficient: 1/2 }]
 * ```
 */
export function shiftRule(gate: ShiftedGate, who = "parameter-shift"): readonly ShiftTerm[] {
  expectGate("shiftRule", gate);
  return firstOrder(comb(gate, frequencies(gate), who));
}

/** The terms of a second derivative: ∂²f/∂θ² = Σ coefficient · f(θ + shift). The term with shift 0 comes first. */
export type SecondShiftRule = readonly ShiftTerm[];

/**
 * Derives the rule of the second derivative. It takes 2R − 1 shifted circuits and the unshifted one:
 *     coefficient_0 = −Ω²(2R²+1)/6,   shift_μ = μπ/(RΩ),   coefficient_μ = Ω²(−1)^{μ−1} / (2·sin²(μπ/2R)),   μ = 1 … 2R−1.
 * Source: Wierichs et al. 2022, arXiv:2107.12390, eq. 14.
 * @param gate the gate
 * @param who the name of the method that asks, for the error
 * @returns the terms
 * @throws UphillError "derivative" as {@link shiftRule}
 */
export function secondShiftRule(gate: ShiftedGate, who = "hessian"): SecondShiftRule {
  expectGate("secondShiftRule", gate);
  const { unit, count } = comb(gate, frequencies(gate), who);
  const shifted = Array.from({ length: 2 * count - 1 }, (_, k) => {
    const half = sin(((k + 1) * Math.PI) / (2 * count));
    return {
      shift: ((k + 1) * Math.PI) / (count * unit),
      coefficient: ((k % 2 ? -1 : 1) * unit * unit) / (2 * half * half),
    };
  });
  return [{ shift: 0, coefficient: (-unit * unit * (2 * count * count + 1)) / 6 }, ...shifted];
}

/**
 * The rule for states, ∂ψ/∂θ = Σ coefficient · [ψ(θ + shift) − ψ(θ − shift)]: a state turns with the eigenvalues of G
 * themselves, so the rule is that of their sizes. No device can do it; a simulator can.
 * @throws UphillError "derivative" for a gate without a spectrum, or whose eigenvalues are no multiples of the smallest
 */
export function stateShiftRule(gate: ShiftedGate, who: string): readonly ShiftTerm[] {
  // Differences from 0 are the sizes.
  const sizes = (gate.spectrum ?? []).map(Math.abs).flatMap((size) => frequencies({ spectrum: [0, size] }));
  return firstOrder(comb(gate, frequencies(gate).length === 0 ? [] : ascending(sizes), who));
}

const ascending = (sizes: readonly number[]): number[] => sizes.filter((size) => size > 1e-9).sort((a, b) => a - b);

/** Frequencies unit, 2·unit, …, count·unit. */
interface Comb {
  readonly unit: number;
  readonly count: number;
}

function firstOrder({ unit, count }: Comb): ShiftTerm[] {
  return Array.from({ length: count }, (_, k) => {
    const place = ((2 * k + 1) * Math.PI) / (2 * count);
    const half = sin(place / 2);
    return { shift: place / unit, coefficient: ((k % 2 ? -1 : 1) * unit) / (4 * count * half * half) };
  });
}

/** The smallest comb that holds the frequencies, which ascend. */
function comb(gate: ShiftedGate, found: readonly number[], who: string): Comb {
  const unit = found[0];
  const multiples = found.map((frequency) => frequency / unit);
  if (found.length === 0 || multiples.some((multiple) => Math.abs(multiple - Math.round(multiple)) > 1e-9)) {
    throw new UphillError({
      code: "derivative",
      who,
      got: `gate ${gate.name} ${found.length === 0 ? "declares no spectrum" : `has frequencies ${found.join(", ")}`}`,
      wanted: "the rule needs a gate exp(−iθG) whose frequencies are multiples of the smallest",
      todo: "Use finite-difference for this circuit.",
    });
  }
  return { unit, count: Math.round(multiples[multiples.length - 1]) };
}
