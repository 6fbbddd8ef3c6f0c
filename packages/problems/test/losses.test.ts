import { describe, expect, it } from "vitest";
import { losses, type JointLoss, type Loss } from "../src/index.js";

const { mse, bce, hinge, misread, crossEntropy } = losses;

// Laws of every loss; a new one joins by standing in losses/index.ts.
const all: readonly (Loss | JointLoss)[] = Object.values(losses);
const single = all.filter((loss) => !loss.joint);
const joint = all.filter((loss): loss is JointLoss => loss.joint === true);

describe.each(single.map((loss) => [loss.name, loss] as const))("contract of loss %s", (_, loss) => {
  const { name, degree } = loss;
  const value = loss.value.bind(loss);
  const slope = loss.slope.bind(loss);
  const curvature = loss.curvature.bind(loss);
  const grid = Array.from({ length: 41 }, (_, k) => -1 + k / 20);

  it("is named as in the index", () => {
    expect(Object.keys(losses)).toContain(name);
  });

  it("is finite, never negative, least at f = y, and fair to both labels", () => {
    for (const f of grid) {
      for (const y of [-1, 1]) {
        expect(value(f, y)).toBeGreaterThanOrEqual(0);
        expect([value(f, y), slope(f, y)].every(Number.isFinite)).toBe(true);
        expect(value(f, y)).toBeGreaterThanOrEqual(value(y, y));
        expect(value(-f, -y)).toBe(value(f, y));
        expect(slope(-f, -y) + slope(f, y)).toBe(0);
      }
    }
  });

  it("has the slope of central differences inside (−1, 1)", () => {
    const h = 1e-6;
    for (const f of grid.slice(1, -1)) {
      for (const y of [-1, 1]) {
        const wanted = (value(f + h, y) - value(f - h, y)) / (2 * h);
        expect(Math.abs(slope(f, y) - wanted), `f ${f}, y ${y}`).toBeLessThan(1e-6 * (1 + Math.abs(wanted)));
      }
    }
  });

  it("has the curvature of its slope inside (−1, 1)", () => {
    const h = 1e-6;
    for (const f of grid.slice(1, -1)) {
      for (const y of [-1, 1]) {
        const wanted = (slope(f + h, y) - slope(f - h, y)) / (2 * h);
        expect(Math.abs(curvature(f, y) - wanted), `f ${f}, y ${y}`).toBeLessThan(1e-6 * (1 + Math.abs(wanted)));
      }
    }
  });

  it("is a polynomial of its degree, where it claims one", () => {
    if (degree === undefined) return;
    // Differences of one order more than the degree are 0.
    const order = degree + 1;
    let values = grid.map((f) => value(f, 1));
    for (let k = 0; k < order; k++) values = values.slice(1).map((v, i) => v - values[i]);
    for (const v of values) expect(v).toBeCloseTo(0, 12);
  });
});

describe.each(joint.map((loss) => [loss.name, loss] as const))("contract of joint loss %s", (_, loss) => {
  const outputs = Float64Array.of(0.3, -1.2, 2.5, 0);
  const targets = [0, 1, 2, 3].map((label) => Float64Array.from({ length: 4 }, (__, k) => (k === label ? 1 : 0)));

  it("has the slopes of central differences", () => {
    const h = 1e-6;
    for (const target of targets) {
      const slopes = loss.slopes(outputs, target);
      outputs.forEach((_, k) => {
        const at = (move: number): number =>
          loss.value(
            outputs.map((f, j) => (j === k ? f + move : f)),
            target,
          );
        expect(slopes[k]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
      });
    }
  });

  it("is least for the class of the largest output, and stays finite", () => {
    const values = targets.map((target) => loss.value(outputs, target));
    expect(Math.min(...values)).toBe(values[2]);
    const far = Float64Array.of(1e4, -1e4, 0, 0);
    expect([loss.value(far, targets[1]), ...loss.slopes(far, targets[1])].every(Number.isFinite)).toBe(true);
  });
});

describe("by hand", () => {
  it("cross-entropy is ln Σ e^f − f of the class", () => {
    const { value, slopes } = crossEntropy;
    expect(value(Float64Array.of(0, 0, 0), Float64Array.of(0, 1, 0))).toBeCloseTo(Math.log(3), 14);
    expect(value(Float64Array.of(0, Math.LN2), Float64Array.of(1, 0))).toBeCloseTo(Math.log(3), 14);
    slopes(Float64Array.of(0, Math.LN2), Float64Array.of(1, 0)).forEach((slope, k) =>
      expect(slope).toBeCloseTo([-2 / 3, 2 / 3][k], 14),
    );
  });

  it("misread is the probability of the wrong outcome", () => {
    expect([misread.value(0.5, 1), misread.value(0.5, -1), misread.slope(0.5, 1)]).toEqual([0.25, 0.75, -0.5]);
  });

  it("mse is (f − y)²", () => {
    expect([mse.value(0.5, 1), mse.value(0.5, -1), mse.slope(0.5, -1)]).toEqual([0.25, 2.25, 3]);
  });

  it("hinge is 1 − yf inside [−1, 1], and flat beyond", () => {
    expect([hinge.value(0.25, 1), hinge.value(0.25, -1), hinge.value(1, 1)]).toEqual([0.75, 1.25, 0]);
    expect([hinge.slope(0.25, 1), hinge.slope(0.25, -1), hinge.slope(1, 1)]).toEqual([-1, 1, -1]);
    expect([hinge.value(1.5, 1), hinge.slope(1.5, 1)]).toEqual([0, 0]);
  });

  it("bce is −ln((1 + yf)/2)", () => {
    expect(bce.value(0, 1)).toBeCloseTo(Math.LN2, 15);
    expect(bce.value(0.5, 1)).toBeCloseTo(-Math.log(0.75), 15);
    expect(bce.value(0.5, -1)).toBeCloseTo(-Math.log(0.25), 15);
    expect(bce.slope(0.5, 1)).toBeCloseTo(-1 / 1.5, 15);
    expect(bce.slope(0.5, -1)).toBeCloseTo(1 / 0.5, 15);
  });

  it("bce is clamped at 1e-12, where it is flat", () => {
    expect(bce.value(-1, 1)).toBeCloseTo(12 * Math.LN10, 12);
    expect(bce.value(1, 1)).toBeCloseTo(1e-12, 15);
    expect(bce.value(-1 - 1e-9, 1)).toBe(bce.value(-1, 1)); // rounding beyond ±1 makes no NaN
    expect([bce.slope(-1, 1), bce.slope(1, 1)]).toEqual([0, 0]);
    expect(bce.slope(-1 + 4e-12, 1)).toBeCloseTo(-1 / 4e-12, -9);
  });
});

it.each([mse, hinge])("the slope of $name at an estimate of ±1 averages to the slope inside", ({ slope }) => {
  for (const f of [-0.6, 0, 0.3]) {
    for (const y of [-1, 1]) {
      const mean = ((1 + f) / 2) * slope(1, y) + ((1 - f) / 2) * slope(-1, y);
      expect(mean).toBeCloseTo(slope(f, y), 12);
    }
  }
});
