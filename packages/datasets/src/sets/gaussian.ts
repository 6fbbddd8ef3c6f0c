import { choice, cos, dot, norm, number, sin, UphillError, type Random } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

const ANTIPODAL_FROM = 170; // degrees

/**
 * Two Gaussian classes whose means have the same length and a given angle between them.
 *   e₁, e₂ random orthonormal    μ₀ = length·e₁    μ₁ = length·(cos a·e₁ + sin a·e₂)
 *   row r, of class r mod 2:  x = μ + spread·u,  u₁ = z₁,  uᵢ = ρ·uᵢ₋₁ + √(1−ρ²)·zᵢ,  z standard normal
 * so that each feature has standard deviation `spread` and features i and j have correlation ρ^|i−j|.
 *
 * Defaults: with 64 features a spread of 0.2 adds noise of length 0.2·√64 = 1.6 to a mean of length 1: a row is more
 * noise than mean. The best linear rule errs on Φ(−length·sin(a/2)/spread), 2 rows in 10,000, so the classes can be
 * learnt from some hundred rows. Models that see a row's direction only, through a quadratic form with as many
 * eigenvalues +1 as −1, meet an overlap: the best of them errs on about 4 % of rows (at spread 0.15: 0.3 %).
 */
export const gaussian = defineDataset({
  name: "gaussian",
  about: "Two Gaussian classes with means at a chosen angle",
  options: {
    features: number({ default: 64, min: 2, max: 65536, integer: true, about: "Number of features" }),
    angle: number({ default: 90, above: 0, max: 180, about: "Angle between the two class means, in degrees" }),
    length: number({ default: 1, above: 0, about: "Length (Euclidean norm) of each class mean" }),
    spread: number({ default: 0.2, above: 0, about: "Standard deviation of each feature around its mean" }),
    correlation: number({
      default: 0,
      min: 0,
      below: 1,
      about: "Correlation of neighbouring features; features i and j have its |i−j|-th power",
    }),
    antipodal: choice({
      default: "refuse",
      values: ["refuse", "allow"],
      about: `What to do with an angle above ${ANTIPODAL_FROM} degrees, where the means are nearly opposite`,
    }),
  },
  generate({ features: width, angle, length, spread, correlation, antipodal }, streams) {
    if (angle > ANTIPODAL_FROM && antipodal === "refuse") {
      throw new UphillError({
        code: "options",
        who: "gaussian",
        got: `angle is ${angle}`,
        wanted: `above ${ANTIPODAL_FROM} degrees the means are nearly opposite, and models that see a row only up to its sign cannot tell a mean from its opposite`,
        todo: `Choose an angle up to ${ANTIPODAL_FROM}, or set antipodal to "allow" for models that see the sign.`,
      });
    }
    const [first, second] = orthonormalPair(width, (index) => streams.stream("gaussian-means").at(index));
    const radians = (angle * Math.PI) / 180;
    const means = [
      first.map((x) => length * x),
      first.map((x, i) => length * (cos(radians) * x + sin(radians) * second[i])),
    ];
    const noise = streams.stream("gaussian-rows");
    const fresh = Math.sqrt(1 - correlation * correlation);
    return {
      width,
      classes: ["0", "1"],
      fill(row, into) {
        const label = row % 2;
        const random = noise.at(row);
        let u = random.normal();
        for (let i = 0; i < width; i++) {
          if (i > 0) u = correlation * u + fresh * random.normal();
          into[i] = means[label][i] + spread * u;
        }
        return label;
      },
      notes: [
        `Two Gaussian classes of ${width} features: means of length ${length} at ${angle} degrees, spread ${spread}, correlation of neighbouring features ${correlation}.`,
      ],
    };
  },
});

/** Two random orthonormal directions, [width] each, by Gram–Schmidt on normal draws (uniform on the sphere). */
function orthonormalPair(width: number, at: (index: number) => Random): [Float64Array, Float64Array] {
  const draw = (index: number): Float64Array => {
    const random = at(index);
    return Float64Array.from({ length: width }, () => random.normal());
  };
  const first = unit(draw(0));
  let second = draw(1);
  // Twice: where the draws are nearly parallel, one subtraction leaves a rounding error that scaling would magnify.
  for (let pass = 0; pass < 2; pass++) {
    const along = dot(first, second);
    second = unit(second.map((x, i) => x - along * first[i]));
  }
  return [first, second];
}

function unit(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return vector.map((x) => x / length);
}
