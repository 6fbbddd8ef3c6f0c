import { byName, choice, norm, number, parseOptions, UphillError } from "@uphill/core";
import { testProblem, testFunctions, type TestFunction } from "@uphill/optimizers";
import { defineProblem } from "../family.js";
import { startAt } from "../start.js";
import { counted } from "../words.js";

const functions: Readonly<Record<string, TestFunction>> = byName(testFunctions);

const options = {
  /** Which function. */
  of: choice({ default: "rosenbrock", values: Object.keys(functions), about: "Which function" }),
  /** Number of weights; functions of a fixed number take no other. */
  size: number({
    default: 2,
    min: 1,
    max: 1000,
    integer: true,
    about: "Number of weights; functions of a fixed number take no other",
  }),
};

/** Minimises a function in closed form. Use it to compare optimizers without circuits. */
export const functionFamily = defineProblem<typeof options>({
  name: "function",
  about: "A function in closed form, for optimizers on their own",
  options,
  objective: "f",
  metrics: [
    {
      name: "f",
      better: "lower",
      unit: "",
      about: "The function's value f(θ)",
      shown: { digits: 4 },
      possible: ({ options: { of, size } }) => [minimumOf(functions[of], size), Infinity],
    },
    {
      name: "gap",
      better: "lower",
      unit: "",
      about: "How far f(θ) is above its lowest value",
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

  describe: ({ options: { of, size } }) => [of, counted(size, "weight")],

  memory: ({ options: { size } }) => ({ bytes: 8 * size * size, what: `${size} weights`, smaller: "weights" }),

  instance({ options: { of, size } }, { seed }) {
    const fn = functions[of];
    const optimum = minimumOf(fn, size);
    return {
      problem: testProblem(fn, size),
      loss: (theta) => fn.value(theta),
      gradientNorm: (theta) => norm(fn.gradient(theta)),
      metrics(theta) {
        const value = fn.value(theta);
        return { f: value, gap: value - optimum };
      },
      start: (name) => startAt("function", name, { weights: size, layers: 1, seed }),
      optimum,
      idle: { weights: 0, of: size },
      live: "",
    };
  },
});

/** The lowest value with so many weights. */
function minimumOf({ minimum, minimumAt }: TestFunction, size: number): number {
  return minimumAt?.(size) ?? minimum;
}
