import { dot, exp, number } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * Rows on a curved sheet of few dimensions. A small network on the coordinates of the sheet gives the class:
 *     c ~ N(0, 1) [manifold]    x = tanh(cᵀF/√manifold − b)    class 1 where v·tanh(Wc)/√manifold ≥ 0
 * F, W and v are standard normal, b is uniform in [−1, 1). They are drawn once for each seed.
 * Source: Goldt et al. 2020; Bowles, Ahmed & Schuld 2024, arXiv:2403.07059. Departure: there, the median score divides
 * the classes. The score is odd in c, so its median is 0. Here, a coordinate on the wrong side is turned to −c. So rows
 * depend on their number alone, and classes are balanced.
 */
export const hiddenManifold = defineDataset({
  name: "hidden-manifold",
  about: "Rows on a curved sheet of few dimensions, labelled by a small network on it",
  options: {
    /** Number of features. */
    features: number({ default: 10, min: 2, max: 4096, integer: true, about: "Number of features" }),
    /** Dimensions of the sheet. */
    manifold: number({ default: 6, min: 1, max: 256, integer: true, about: "Dimensions of the sheet" }),
  },
  citation: "Bowles, Ahmed & Schuld 2024, arXiv:2403.07059",
  generate({ features, manifold }, streams) {
    const fixed = streams.stream("hidden-manifold");
    const normals = (address: number, count: number): Float64Array => {
      const random = fixed.at(address);
      return Float64Array.from({ length: count }, () => random.normal());
    };
    const embedding = normals(0, features * manifold); // [features, manifold]
    const offsets = fixed.at(1);
    const biases = Float64Array.from({ length: features }, () => 2 * offsets.uniform() - 1);
    const hidden = normals(2, manifold * manifold); // [manifold, manifold]
    const output = normals(3, manifold);
    const scale = Math.sqrt(manifold);
    const row = (matrix: Float64Array, i: number): Float64Array => matrix.subarray(i * manifold, (i + 1) * manifold);
    const rows = streams.stream("hidden-manifold-rows");
    return {
      width: features,
      classes: ["0", "1"],
      ceiling: { accuracy: 1, reason: "The coordinates on the sheet decide the class, and features determine them." },
      fill(index, into) {
        const random = rows.at(index);
        const label = index % 2;
        let c = Float64Array.from({ length: manifold }, () => random.normal());
        const score = output.reduce((sum, weight, i) => sum + weight * tanh(dot(row(hidden, i), c)), 0);
        if (Number(score >= 0) !== label) c = c.map((x) => -x);
        for (let i = 0; i < features; i++) into[i] = tanh(dot(row(embedding, i), c) / scale - biases[i]);
        return label;
      },
      notes: [`Hidden manifold of ${manifold} dimensions in ${features} features.`],
    };
  },
});

function tanh(x: number): number {
  const size = 1 - 2 / (exp(2 * Math.abs(x)) + 1);
  return x < 0 ? -size : size;
}
