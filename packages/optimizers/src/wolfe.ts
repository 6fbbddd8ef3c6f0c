import { dot, number, type OptionsOf } from "@uphill/core";
import { ask, type Asking, type ValueAndGradient } from "./ask.js";
import { plus } from "./optimizer.js";

/** The options of every optimizer that searches along a line. */
export const wolfeOptions = {
  /** c₁: share of the promised fall that is enough. */
  decrease: number({ default: 1e-4, above: 0, below: 1, about: "c₁: share of the promised fall that is enough" }),
  /** c₂: share of the first slope that may be left; above c₁. */
  curvature: number({
    default: 0.9,
    above: 0,
    below: 1,
    about: "c₂: share of the first slope that may be left; above c₁",
  }),
  /** Trials outward, and again inward. */
  tries: number({ default: 10, min: 1, integer: true, about: "Trials outward, and again inward" }),
};

/** A point on the line: θ + rate · direction. */
interface Trial {
  readonly rate: number;
  readonly theta: Float64Array;
  readonly value: number;
}
interface Sloped extends Trial {
  readonly gradient: Float64Array;
  readonly slope: number;
}

/**
 * Searches along a direction p for a rate t > 0 with the strong Wolfe conditions, beginning at t = 1:
 *     φ(t) ≤ φ(0) + c₁·t·φ′(0)    |φ′(t)| ≤ c₂·|φ′(0)|,    φ(t) = value(θ + t·p).
 * It asks for a gradient only where the first condition holds. What it finds meets at least the first condition; null
 * if nothing does.
 * Source: Nocedal & Wright 2006, Algorithms 3.5 and 3.6, with SciPy's interpolation (line_search).
 */
export function* searchLine(
  theta: Float64Array,
  first: ValueAndGradient,
  direction: Float64Array,
  { decrease, curvature, tries }: OptionsOf<typeof wolfeOptions>,
): Asking<{ start: number; found: Sloped | null; trials: number }> {
  const where = { phase: "tentative" } as const;
  const at = (rate: number): Float64Array => plus(theta, rate, direction);
  const slope0 = dot(first.gradient, direction);
  let trials = 1;
  const trial = yield* ask.value(at(1), where);
  // Losses are compared only where their shots agree.
  const value0 = trial.shots === first.shots ? first.value : (yield* ask.value(theta, where)).value;
  const enough = ({ rate, value }: Trial): boolean => value <= value0 + decrease * rate * slope0;
  function* look(rate: number): Asking<Trial> {
    trials += 1;
    return { rate, theta: at(rate), value: (yield* ask.value(at(rate), where)).value };
  }
  function* tilt(point: Trial): Asking<Sloped> {
    const { gradient } = yield* ask.valueAndGradient(point.theta, where);
    return { ...point, gradient, slope: dot(gradient, direction) };
  }
  const flat = ({ slope }: Sloped): boolean => Math.abs(slope) <= -curvature * slope0;
  const ended = (found: Sloped): { start: number; found: Sloped | null; trials: number } => ({
    start: value0,
    found: found.rate > 0 ? found : null,
    trials,
  });

  let before: Sloped = { rate: 0, theta, value: value0, gradient: first.gradient, slope: slope0 };
  let point: Trial = { rate: 1, theta: at(1), value: trial.value };
  for (let k = 0; k < tries; k++) {
    if (!enough(point) || (k > 0 && point.value >= before.value)) return ended(yield* zoom(before, point));
    const sloped = yield* tilt(point);
    if (flat(sloped)) return ended(sloped);
    if (sloped.slope >= 0) return ended(yield* zoom(sloped, before));
    before = sloped;
    if (k < tries - 1) point = yield* look(2 * sloped.rate);
  }
  // Still falling at the last trial outward: that is as far as this search goes.
  return ended(before);

  /** Inward: `low` has the lowest loss that falls enough, and the line falls from there towards `high`. */
  function* zoom(low: Sloped, high: Trial): Asking<Sloped> {
    let recent: Trial | undefined;
    for (let k = 0; k <= tries; k++) {
      const next: Trial = yield* look(between(low, high, recent));
      if (!enough(next) || next.value >= low.value) {
        recent = high;
        high = next;
        continue;
      }
      const sloped: Sloped = yield* tilt(next);
      if (flat(sloped)) return sloped;
      const turned = sloped.slope * (high.rate - low.rate) >= 0;
      recent = turned ? high : low;
      if (turned) high = low;
      low = sloped;
    }
    return low;
  }
}

/**
 * Chooses the next rate between two: the minimum of a cubic, else of a parabola, else the middle. None of them may be
 * too near an end.
 */
function between(low: Sloped, high: Trial, recent: Trial | undefined): number {
  const width = high.rate - low.rate;
  const left = Math.min(low.rate, high.rate);
  const right = Math.max(low.rate, high.rate);
  // As in SciPy, the margin has the sign of the interval.
  const inside = (rate: number, share: number): boolean =>
    rate <= right - share * width && rate >= left + share * width;
  const cubic = recent ? cubicMinimum(low, high, recent) : NaN;
  if (inside(cubic, 0.2)) return cubic;
  const parabola = low.rate - low.slope / (2 * ((high.value - low.value - low.slope * width) / (width * width)));
  return inside(parabola, 0.1) ? parabola : low.rate + 0.5 * width;
}

/** Returns the minimum of the cubic through three points with the slope of the first one; NaN if there is none. */
function cubicMinimum(a: Sloped, b: Trial, c: Trial): number {
  const [db, dc] = [b.rate - a.rate, c.rate - a.rate];
  const rb = b.value - a.value - a.slope * db;
  const rc = c.value - a.value - a.slope * dc;
  const scale = (db * dc) ** 2 * (db - dc);
  const third = (dc * dc * rb - db * db * rc) / scale;
  const second = (-(dc ** 3) * rb + db ** 3 * rc) / scale;
  return a.rate + (-second + Math.sqrt(second * second - 3 * third * a.slope)) / (3 * third);
}
