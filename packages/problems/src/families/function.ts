import { byName, choice, norm, number, parseOptions, UphillError } from "@uphill/core";
import { problemOf, testFunctions, type TestFunction } from "@uphill/optimizers";
import { defineProblem } from "../family.js";
import { startAt } from "../start.js";

const functions: Readonly<Record<string, TestFunction>> = byName(testFunctions);

const options = {
  /** Which function. */
  of: choice({ default: "rosenbrock", values: Object.keys(functions), about: "Which function" }),
  /** Number of weights; functions of a fixed number take no other. */
  size: number({
    default: 2,
    min: 1,
    max: 10_000,
    integer: true,
    about: "Number of weights; functions of a fixed number take no other",
  }),
};

/** A function in closed form, to compare optimizers without circuits. */
export const functionFamily = defineProblem<typeof options>({
  name: "function",
  about: "A function in closed form, for optimizers on their own",
  options,
  objective: "f",
  metrics: [
    { name: "f", better: "lower", unit: "", about: "The function's value f(θ)", shown: { digits: 4 } },
    {
      name: "gap",
      better: "lower",
      unit: "",
      about: "How far f(θ) is above its lowest value, where that is known",
      shown: { digits: 4 },
      possible: () => [0, Infinity],
    },
  ],
  circuits: false,

  plan({ options: given }) {
    const all = parseOptions("function", options, given);
    const { size } = functions[all.of];
    // A fixed number is no choice: it is what it is unless another was asked for.
    const asked = given.size === undefined && size !== undefined ? { ...all, size } : all;
    if (size !== undefined && asked.size !== size) {
      throw new UphillError({
        code: "options",
        who: "function",
        got: `size is ${asked.size}`,
        wanted: `${all.of} has ${size} weights`,
        todo: `Leave size out, or choose another function.`,
      });
    }
    return { name: "function", options: asked };
  },

  describe: ({ options: { of, size } }) => [of, `${size} weight${size > 1 ? "s" : ""}`],

  memory: ({ options: { size } }) => ({ bytes: 8 * size * size, what: `${size} weights`, smaller: "weights" }),

  instance({ options: { of, size } }, { seed }) {
    const fn = functions[of];
    const optimum = minimumOf(fn, size);
    return {
      problem: problemOf(fn, size),
      loss: (theta) => fn.value(theta),
      gradientNorm: (theta) => norm(fn.gradient(theta)),
      metrics(theta) {
        const value = fn.value(theta);
        return { f: value, ...(optimum !== null && { gap: value - optimum }) };
      },
      start: (name) => startAt("function", name, { weights: size, layers: 1, seed }),
      optimum,
      idle: { weights: 0, of: size },
      live: "",
    };
  },
});

/** What is known of the lowest value holds for as many weights as the function's own start has. */
function minimumOf({ start, minimum }: TestFunction, size: number): number | null {
  return start.length === size ? minimum : null;
}
