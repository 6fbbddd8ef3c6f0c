import { sin, UphillError } from "@uphill/core";
import { frequencies, type Gate } from "@uphill/circuits";

/** ∂f/∂θ = Σ coefficient · [f(θ + shift) − f(θ − shift)]. */
export interface ShiftTerm {
  readonly shift: number;
  readonly coefficient: number;
}

/**
 * The shift rule of a gate exp(−iθG), derived from the spectrum of G. Values are trigonometric polynomials in θ whose
 * frequencies are the differences of G's eigenvalues; for R frequencies Ω, 2Ω, …, RΩ the rule has 2R circuits:
 *   shift_μ = (2μ−1)π/(2RΩ),   coefficient_μ = Ω·(−1)^{μ−1} / (4R·sin²(Ω·shift_μ/2)),   μ = 1 … R.
 * One frequency gives the two-term rule, a controlled rotation's two the four-term rule.
 * @throws UphillError "derivative" for a gate without a spectrum, or whose frequencies are no multiples of the smallest
 * Source: Wierichs et al. 2022, arXiv:2107.12390, eq. 12.
 */
export function shiftRule(gate: Gate): readonly ShiftTerm[] {
  const differences = frequencies(gate);
  const unit = differences[0];
  const multiples = differences.map((difference) => difference / unit);
  if (differences.length === 0 || multiples.some((multiple) => Math.abs(multiple - Math.round(multiple)) > 1e-9)) {
    throw new UphillError({
      code: "derivative",
      who: "parameter-shift",
      got: `gate ${gate.name} ${differences.length === 0 ? "declares no spectrum" : `has frequencies ${differences.join(", ")}`}`,
      wanted: "the rule needs a gate exp(−iθG) whose frequencies are multiples of the smallest",
      todo: "Use finite-difference for this circuit.",
    });
  }
  const count = Math.round(multiples[multiples.length - 1]);
  return Array.from({ length: count }, (_, k) => {
    const place = ((2 * k + 1) * Math.PI) / (2 * count);
    const half = sin(place / 2);
    return { shift: place / unit, coefficient: ((k % 2 ? -1 : 1) * unit) / (4 * count * half * half) };
  });
}
