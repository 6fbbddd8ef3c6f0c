import { choice, cos, dot, exp, log, norm, number, sin, UphillError, type Random, type Streams } from "@uphill/core";
import { gaussianAccuracy, withLabelNoise } from "../bayes.js";
import type { KnownLimit } from "../dataset.js";
import { defineDataset } from "../synthetic.js";

const ANTIPODAL_FROM = 170; // degrees
const REFLECTIONS = 3;

/**
 * Gaussian classes. Their means have the same length and the same angle a to each other. All classes have the same
 * covariance.
 *     e₁, e₂, … random orthonormal    μ₀ = length·e₁    μ₁ = length·(cos a·e₁ + sin a·e₂)    and so on (Cholesky of cos a)
 *     row r, of class r mod classes:  x = μ + spread·B·u,  u₁ = z₁,  uᵢ = ρ·uᵢ₋₁ + √(1−ρ²)·zᵢ,  z standard normal
 *     B = 1 (isotropic), S (diagonal: standard deviations from 1 down to 1/stretch, at random), H·S (full: turned by H, three
 *     random reflections)
 * If the noise is isotropic, each feature has the standard deviation `spread`, and features i and j have the
 * correlation ρ^|i−j|.
 * With the defaults a row is more noise than mean, and the classes can still be learnt. With 64 features, a spread of
 * 0.2 adds noise of length 0.2·√64 = 1.6 to a mean of length 1. The best linear rule errs on
 * Φ(−length·sin(a/2)/spread), 2 rows in 10,000, so some hundred rows are enough to learn from. Some models see only the
 * direction of a row, through a quadratic form with as many eigenvalues +1 as −1. Example: amplitude encoding and one
 * ⟨Z⟩. The best such form errs on about 4 % of the rows (at spread 0.15: 0.3 %).
 * @example
 * ```ts
 * const data = gaussian({ rows: 400, seed: 7, features: 16, angle: 60 });
 * data.ceiling?.accuracy; // the best accuracy that any classifier can reach
 * ```
 */
export const gaussian = defineDataset({
  name: "gaussian",
  about: "Gaussian classes with means at a chosen angle",
  options: {
    /** Number of features. */
    features: number({ default: 64, min: 2, max: 65536, integer: true, about: "Number of features" }),
    /** Number of classes. */
    classes: number({ default: 2, min: 2, max: 64, integer: true, about: "Number of classes" }),
    /** Angle between any two class means, in degrees. */
    angle: number({ default: 90, above: 0, max: 180, about: "Angle between any two class means, in degrees" }),
    /** Length (Euclidean norm) of each class mean. */
    length: number({ default: 1, above: 0, about: "Length (Euclidean norm) of each class mean" }),
    /** Distance between any two class means; above 0 it decides the length, which is then ignored. */
    separation: number({
      default: 0,
      min: 0,
      about: "Distance between any two class means; above 0 it decides the length, which is then ignored",
    }),
    /** Standard deviation of each feature around its mean. */
    spread: number({ default: 0.2, above: 0, about: "Standard deviation of each feature around its mean" }),
    /** Correlation of neighbouring features; features i and j have its |i−j|-th power. */
    correlation: number({
      default: 0,
      min: 0,
      below: 1,
      about: "Correlation of neighbouring features; features i and j have its |i−j|-th power",
    }),
    /** Shape of the noise: alike in all features, stretched along them, or stretched along random directions. */
    covariance: choice({
      default: "isotropic",
      values: ["isotropic", "diagonal", "full"],
      about: "Shape of the noise: alike in all features, stretched along them, or stretched along random directions",
    }),
    /** Largest over smallest standard deviation of diagonal and full noise; spread is the largest. */
    stretch: number({
      default: 4,
      min: 1,
      max: 1000,
      about: "Largest over smallest standard deviation of diagonal and full noise; spread is the largest",
    }),
    /** Share of labels exchanged for another class. */
    labelNoise: number({ default: 0, min: 0, max: 1, about: "Share of labels exchanged for another class" }),
    /** What to do with an angle above 170 degrees, where the means are nearly opposite. */
    antipodal: choice({
      default: "refuse",
      values: ["refuse", "allow"],
      about: `What to do with an angle above ${ANTIPODAL_FROM} degrees, where the means are nearly opposite`,
    }),
  },
  generate(options, streams) {
    const { features: width, classes: count, angle, spread, correlation, covariance, stretch, labelNoise } = options;
    refuseAngle(options);
    const radians = (angle * Math.PI) / 180;
    const length = options.separation > 0 ? options.separation / (2 * sin(radians / 2)) : options.length;
    const means = meansAt(radians, length, width, count, streams);
    const noise = streams.stream("gaussian-rows");
    const flips = streams.stream("gaussian-labels");
    const fresh = Math.sqrt(1 - correlation * correlation);
    const shape = covariance === "isotropic" ? undefined : stretched(width, covariance, stretch, streams);
    const classNames = Array.from({ length: count }, (_, label) => String(label));
    const words = count === 2 ? "Two Gaussian classes" : `Gaussian classes (${count})`;
    return {
      width,
      classes: classNames,
      ceiling: ceilingOf(means, { ...options, shape }),
      fill(row, into) {
        const label = row % count;
        const random = noise.at(row);
        let u = random.normal();
        for (let i = 0; i < width; i++) {
          if (i > 0) u = correlation * u + fresh * random.normal();
          into[i] = shape ? spread * u : means[label][i] + spread * u;
        }
        if (shape) shape.forward(into).forEach((x, i) => (into[i] = means[label][i] + x));
        if (labelNoise === 0) return label;
        const flip = flips.at(row);
        return flip.uniform() < labelNoise ? (label + 1 + flip.integer(count - 1)) % count : label;
      },
      notes: [
        `${words} of ${width} features: means of length ${length} at ${angle} degrees, spread ${spread}, correlation of neighbouring features ${correlation}.`,
        ...(shape ? [`The noise is ${covariance}: standard deviations differ up to ${stretch}-fold.`] : []),
        ...(labelNoise ? [`A share of ${labelNoise} of the labels was exchanged for another class.`] : []),
      ],
    };
  },
});

function refuseAngle({
  angle,
  antipodal,
  classes,
  features,
}: {
  angle: number;
  antipodal: string;
  classes: number;
  features: number;
}): void {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "gaussian", got, wanted, todo });
  };
  if (angle > ANTIPODAL_FROM && antipodal === "refuse") {
    refuse(
      `angle is ${angle}`,
      `above ${ANTIPODAL_FROM} degrees the means are nearly opposite, and models that see a row only up to its sign cannot tell a mean from its opposite`,
      `Choose an angle up to ${ANTIPODAL_FROM}, or set antipodal to "allow" for models that see the sign.`,
    );
  }
  if (classes > features) {
    refuse(
      `there are ${classes} classes of ${features} features`,
      "means need a feature each",
      "Ask for more features.",
    );
  }
  // The means' mutual cosine c must leave Σμ a real length: 1 + (classes − 1)·c ≥ 0.
  if (classes > 2 && 1 + (classes - 1) * cos((angle * Math.PI) / 180) < 1e-12) {
    refuse(
      `angle is ${angle}`,
      `${classes} means cannot all stand so far apart`,
      "Choose a smaller angle (90 always fits) or fewer classes.",
    );
  }
}

/** Means of the given length with one angle between any two. */
function meansAt(radians: number, length: number, width: number, count: number, streams: Streams): Float64Array[] {
  const axes = orthonormal(width, count, (index) => streams.stream("gaussian-means").at(index));
  const cosine = cos(radians);
  const lower: number[][] = [[1], [cosine, sin(radians)]];
  for (let k = 2; k < count; k++) {
    const row: number[] = [];
    for (let j = 0; j < k; j++) row.push((cosine - dot(row, lower[j].slice(0, j))) / lower[j][j]);
    lower.push([...row, Math.sqrt(1 - dot(row, row))]);
  }
  return lower.map((row, k) =>
    k === 0
      ? axes[0].map((x) => length * x)
      : axes[0].map((_, i) => length * row.reduce((sum, factor, j) => sum + factor * axes[j][i], 0)),
  );
}

/** Random orthonormal directions, [width] each, by Gram–Schmidt on normal draws (uniform on the sphere). */
function orthonormal(width: number, count: number, at: (index: number) => Random): Float64Array[] {
  const axes: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const random = at(index);
    let axis: Float64Array = Float64Array.from({ length: width }, () => random.normal());
    if (index === 0) axis = unit(axis);
    // Twice: where the draws are nearly parallel, one subtraction leaves a rounding error that scaling would magnify.
    for (let pass = 0; pass < 2 && index > 0; pass++) {
      for (const before of axes) {
        const along = dot(before, axis);
        axis = axis.map((x, i) => x - along * before[i]);
      }
      axis = unit(axis);
    }
    axes.push(axis);
  }
  return axes;
}

interface Shape {
  /** B·u */
  forward(u: Float64Array): Float64Array;
  /** B⁻¹·x */
  inverse(x: Float64Array): Float64Array;
}

function stretched(width: number, covariance: "diagonal" | "full", stretch: number, streams: Streams): Shape {
  const random = streams.stream("gaussian-covariance").at(0);
  const deviations = random
    .permutation(width)
    .map((place) => exp(-log(stretch) * (width > 1 ? place / (width - 1) : 0)));
  const turns = Array.from({ length: covariance === "full" ? REFLECTIONS : 0 }, (_, index) => {
    const draw = streams.stream("gaussian-covariance").at(1, index);
    return unit(Float64Array.from({ length: width }, () => draw.normal()));
  });
  const reflect = (x: Float64Array, v: Float64Array): Float64Array => {
    const along = 2 * dot(x, v);
    return x.map((value, i) => value - along * v[i]);
  };
  return {
    forward: (u) =>
      turns.reduce(
        reflect,
        u.map((x, i) => deviations[i] * x),
      ),
    inverse: (x) =>
      [...turns]
        .reverse()
        .reduce(reflect, x)
        .map((value, i) => value / deviations[i]),
  };
}

/** Classes with one covariance: distances count in its standard deviations. Known where all are equal. */
function ceilingOf(
  means: readonly Float64Array[],
  {
    spread,
    correlation,
    labelNoise,
    shape,
  }: { spread: number; correlation: number; labelNoise: number; shape?: Shape },
): KnownLimit | undefined {
  const fresh = Math.sqrt(1 - correlation * correlation);
  const distances = means.flatMap((mean, k) =>
    means.slice(0, k).map((other) => {
      const apart = mean.map((x, i) => (x - other[i]) / spread);
      const u = shape ? shape.inverse(apart) : apart;
      return norm(u.map((x, i) => (i === 0 ? x : (x - correlation * u[i - 1]) / fresh)));
    }),
  );
  const distance = distances[0];
  if (distances.some((other) => Math.abs(other - distance) > 1e-9 * distance)) return undefined;
  const accuracy = withLabelNoise(gaussianAccuracy(distance, means.length), labelNoise, means.length);
  return {
    accuracy,
    reason: `Bayes: the means are ${distance.toPrecision(4)} standard deviations apart${labelNoise ? `, and ${labelNoise} of the labels are wrong` : ""}.`,
  };
}

function unit(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return vector.map((x) => x / length);
}
