import { describe, expect, it } from "vitest";
import {
  adabelief,
  adagrad,
  adam,
  adamw,
  amsgrad,
  chain,
  clipByNorm,
  clipByValue,
  defineRule,
  lion,
  minimize,
  momentum,
  nesterov,
  nlr,
  rmsprop,
  schedules,
  scheduled,
  sgd,
  signSgd,
  type Optimizer,
} from "../src/index.js";
import { bowl } from "./problems.js";

// Five steps from (5, 6, 7) under these gradients, with all state, as the named libraries make them.
const gradients = [
  [1, -2, 0],
  [-1, 0.5, 0],
  [0.25, 3, 0],
  [2, -0.125, 0],
  [-0.5, 1, 1e-3],
];

/** θ and state after each step, one list of numbers for each name. */
function path({ rule }: Optimizer): Record<string, number[]>[] {
  let theta = Float64Array.of(5, 6, 7);
  let state = rule!.init(3);
  return gradients.map((gradient, count) => {
    const updated = rule!.update({ theta, gradient: Float64Array.from(gradient), state, count });
    theta = theta.map((t, i) => t - updated.step[i]);
    state = updated.state;
    return { theta: [...theta], ...(state as Record<string, number[]> | null) };
  });
}

function expectNear(found: number | readonly number[], wanted: number | readonly number[], about = ""): void {
  const [all, other] = [[found].flat(), [wanted].flat()];
  expect(all).toHaveLength(other.length);
  all.forEach((value, i) => expect(Math.abs(value - other[i]), `${about} ${i}`).toBeLessThan(1e-11));
}

const golden: [optimizer: Optimizer, source: string, steps: Record<string, number[]>[]][] = [
  [
    momentum({ learningRate: 0.1, momentum: 0.8 }),
    "PyTorch 2.15.0, SGD",
    [
      { theta: [4.9, 6.2, 7], velocity: [1, -2, 0] },
      { theta: [4.92, 6.31, 7], velocity: [-0.2, -1.1, 0] },
      { theta: [4.911, 6.098, 7], velocity: [0.09, 2.12, 0] },
      { theta: [4.7038, 5.9409, 7], velocity: [2.072, 1.571, 0] },
      { theta: [4.58804, 5.71522, 6.9999], velocity: [1.1576, 2.2568, 0.001] },
    ],
  ],
  [
    nesterov({ learningRate: 0.1, momentum: 0.8 }),
    "PyTorch 2.15.0, SGD with nesterov",
    [
      { theta: [4.82, 6.36, 7], velocity: [1, -2, 0] },
      { theta: [4.936, 6.398, 7], velocity: [-0.2, -1.1, 0] },
      { theta: [4.9038, 5.9284, 7], velocity: [0.09, 2.12, 0] },
      { theta: [4.53804, 5.81522, 7], velocity: [2.072, 1.571, 0] },
      { theta: [4.495432, 5.534676, 6.99982], velocity: [1.1576, 2.2568, 0.001] },
    ],
  ],
  [
    adagrad({ learningRate: 0.3, epsilon: 1e-3 }),
    "PyTorch 2.15.0, Adagrad",
    [
      { theta: [4.7002997003, 6.299850074963, 7], sum: [1, 4, 0] },
      { theta: [4.912281840647, 6.227124664457, 7], sum: [2, 4.25, 0] },
      { theta: [4.860094882194, 5.979943555223, 7], sum: [2.0625, 13.25, 0] },
      { theta: [4.616510731455, 5.99023670249, 7], sum: [6.0625, 13.265625, 0] },
      { theta: [4.676189209945, 5.910829319417, 6.85], sum: [6.3125, 14.265625, 1e-6] },
    ],
  ],
  [
    rmsprop({ learningRate: 0.1, decay: 0.8, epsilon: 1e-3 }),
    "PyTorch 2.15.0, RMSprop",
    [
      { theta: [4.77689208671, 6.223357076946, 7], square: [0.2, 0.8, 0] },
      { theta: [4.943281437792, 6.16323652704, 7], square: [0.36, 0.69, 0] },
      { theta: [4.897758923329, 5.967748795836, 7], square: [0.3005, 2.352, 0] },
      { theta: [4.701872537433, 5.976847295597, 7], square: [1.0404, 1.884725, 0] },
      { theta: [4.755045987295, 5.900384207038, 6.930901699437], square: [0.88232, 1.70778, 2e-7] },
    ],
  ],
  [
    adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
    "PyTorch 2.15.0, Adam",
    [
      { theta: [4.9000999001, 6.099950024988, 7], mean: [0.2, -0.4, 0], square: [0.05, 0.2, 0] },
      { theta: [4.9111999112, 6.142324928918, 7], mean: [-0.04, -0.22, 0], square: [0.0975, 0.2025, 0] },
      { theta: [4.906703651387, 6.101404049595, 7], mean: [0.018, 0.424, 0], square: [0.09575, 0.642375, 0] },
      { theta: [4.85070560114, 6.072098402089, 7], mean: [0.4144, 0.3142, 0], square: [0.2909625, 0.6110375, 0] },
      {
        theta: [4.820261133656, 6.031908774859, 6.979765268531],
        mean: [0.23152, 0.45136, 0.0002],
        square: [0.288914375, 0.630485625, 5e-8],
      },
    ],
  ],
  [
    amsgrad({ learningRate: 0.1, beta1: 0.8, beta2: 0.6, epsilon: 1e-3 }),
    "PyTorch 2.15.0, Adam with amsgrad",
    [
      { theta: [4.9000999001, 6.099950024988, 7], mean: [0.2, -0.4, 0], square: [0.4, 1.6, 0], largest: [0.4, 1.6, 0] },
      {
        theta: [4.9111999112, 6.138575656284, 7],
        mean: [-0.04, -0.22, 0],
        square: [0.64, 1.06, 0],
        largest: [0.64, 1.6, 0],
      },
      {
        theta: [4.907121976028, 6.101212866816, 7],
        mean: [0.018, 0.424, 0],
        square: [0.409, 4.236, 0],
        largest: [0.64, 4.236, 0],
      },
      {
        theta: [4.858950559103, 6.077100242585, 7],
        mean: [0.4144, 0.3142, 0],
        square: [1.8454, 2.54785, 0],
        largest: [1.8454, 4.236, 0],
      },
      {
        theta: [4.834623909775, 6.045789854865, 6.98206432412],
        mean: [0.23152, 0.45136, 0.0002],
        square: [1.20724, 1.92871, 4e-7],
        largest: [1.8454, 4.236, 4e-7],
      },
    ],
  ],
  [
    adamw({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.2 }),
    "PyTorch 2.15.0, AdamW",
    [
      { theta: [4.8000999001, 5.979950024988, 6.86], mean: [0.2, -0.4, 0], square: [0.05, 0.2, 0] },
      { theta: [4.715197913198, 5.902725928419, 6.7228], mean: [-0.04, -0.22, 0], square: [0.0975, 0.2025, 0] },
      { theta: [4.616397695121, 5.743750530527, 6.588344], mean: [0.018, 0.424, 0], square: [0.09575, 0.642375, 0] },
      {
        theta: [4.468071690972, 5.59956987241, 6.45657712],
        mean: [0.4144, 0.3142, 0],
        square: [0.2909625, 0.6110375, 0],
      },
      {
        theta: [4.348265789668, 5.447388847732, 6.307210846131],
        mean: [0.23152, 0.45136, 0.0002],
        square: [0.288914375, 0.630485625, 5e-8],
      },
    ],
  ],
  [
    adabelief({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
    "optax 0.2.8, adabelief with eps_root = eps",
    [
      { theta: [4.877059837899, 6.124437090125, 7], mean: [0.2, -0.4, 0], spread: [0.033, 0.129, 0.001] },
      { theta: [4.889434539564, 6.173753885996, 7], mean: [-0.04, -0.22, 0], spread: [0.07843, 0.14947, 0.00195] },
      {
        theta: [4.884459897378, 6.126159331561, 7],
        mean: [0.018, 0.424, 0],
        spread: [0.0781997, 0.4747853, 0.0028525],
      },
      {
        theta: [4.817095996006, 6.092448176072, 7],
        mean: [0.4144, 0.3142, 0],
        spread: [0.200996083, 0.461690867, 0.003709875],
      },
      {
        theta: [4.782108820563, 6.045126115715, 6.999791129396],
        mean: [0.23152, 0.45136, 0.0002],
        spread: [0.21870235437, 0.45465661613, 0.00452441325],
      },
    ],
  ],
  [
    lion({ learningRate: 0.1, beta1: 0.7, beta2: 0.9, weightDecay: 0.2 }),
    "optax 0.2.8, lion",
    [
      { theta: [4.8, 5.98, 6.86], momentum: [0.1, -0.2, 0] },
      { theta: [4.804, 5.7604, 6.7228], momentum: [-0.01, -0.13, 0] },
      { theta: [4.60792, 5.545192, 6.588344], momentum: [0.016, 0.183, 0] },
      { theta: [4.4157616, 5.33428816, 6.45657712], momentum: [0.2144, 0.1522, 0] },
      { theta: [4.227446368, 5.1276023968, 6.2274455776], momentum: [0.14296, 0.23698, 0.0001] },
    ],
  ],
  [
    signSgd({ learningRate: 0.1 }),
    "optax 0.2.8, sign_sgd",
    [
      { theta: [4.9, 6.1, 7] },
      { theta: [5, 6, 7] },
      { theta: [4.9, 5.9, 7] },
      { theta: [4.8, 6, 7] },
      { theta: [4.9, 5.9, 6.9] },
    ],
  ],
  [
    chain(
      clipByNorm(1.5),
      scheduled("cosine:5:0.1"),
      adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
    ),
    "optax 0.2.8, chain of clip_by_global_norm, and adam with cosine_decay_schedule",
    [
      {
        theta: [4.900148849307, 6.099925519915, 7],
        mean: [0.13416407865, -0.2683281573, 0],
        square: [0.0225, 0.09, 0],
      },
      {
        theta: [4.927616801519, 6.128935597539, 7],
        mean: [-0.09266873708001, -0.11466252584, 0],
        square: [0.071375, 0.098, 0],
      },
      {
        theta: [4.937624996977, 6.104538332759, 7],
        mean: [-0.04922134570789, 0.2072337068015, 0],
        square: [0.06858211206897, 0.204824137931, 0],
      },
      {
        theta: [4.919126241228, 6.094564320726, 7],
        mean: [0.2600386969786, 0.1470734795946, 0],
        square: [0.1772152632749, 0.1950206742251, 0],
      },
      {
        theta: [4.915788405116, 6.085957967563, 6.996237506428],
        mean: [0.1080309575828, 0.3176587836757, 0.0002],
        square: [0.1808545001111, 0.2352696405139, 5e-8],
      },
    ],
  ],
];

describe.each(golden)("$name", (optimizer, source, steps) => {
  it(`makes the steps of ${source}`, () => {
    path(optimizer).forEach((found, t) => {
      for (const [name, wanted] of Object.entries(steps[t])) expectNear(found[name], wanted, `step ${t}, ${name}`);
    });
  });
});

describe("schedules", () => {
  const factors = (text: string): number[] => [0, 1, 2, 3, 4, 5, 6, 7].map((t) => scheduled(text).factor!(t));

  it("are those of PyTorch 2.15.0: StepLR, ExponentialLR, LinearLR; and of optax 0.2.8: cosine_decay_schedule", () => {
    expectNear(factors("step:3:0.4"), [1, 1, 1, 0.4, 0.4, 0.4, 0.16, 0.16]);
    expectNear(factors("exponential:0.7"), [1, 0.7, 0.49, 0.343, 0.2401, 0.16807, 0.117649, 0.0823543]);
    expectNear(factors("warm-up:4"), [0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
    expectNear(
      factors("cosine:5:0.1"),
      [1, 0.9140576474687, 0.6890576474687, 0.4109423525313, 0.1859423525313, 0.1, 0.1, 0.1],
    );
    expectNear(factors("constant"), new Array<number>(8).fill(1));
  });

  it("multiply where several are named, and are the same in code", () => {
    expectNear(factors("warm-up:4, step:3:0.4"), [0.25, 0.5, 0.75, 0.4, 0.4, 0.4, 0.16, 0.16]);
    const inCode = scheduled(schedules.cosine({ steps: 5, final: 0.1 }));
    expect([0, 1, 2, 5, 9].map(inCode.factor!)).toEqual([0, 1, 2, 5, 9].map(scheduled("cosine:5:0.1").factor!));
    expect(inCode.options).toEqual({ schedule: [{ name: "cosine", steps: 5, final: 0.1 }] });
  });

  it("are named as their exports in kebab case, with options that say what they are", () => {
    for (const [key, family] of Object.entries(schedules)) {
      expect(family.name).toBe(key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
      expect(family().name).toBe(family.name);
      for (const { about } of Object.values(family.options)) expect(about).not.toBe("");
      expect([0, 1, 10, 1e9].every((t) => family().factor(t) >= 0 && family().factor(t) <= 1)).toBe(true);
    }
  });

  it("are refused where the text names none, or gives them what they do not take", () => {
    for (const schedule of ["cosin:5", "cosine:-5", "cosine:5:0.1:3", "step:x", "", "cosine:5;step"]) {
      expect(() => sgd({ schedule }), schedule).toThrow(
        `sgd: schedule is ${JSON.stringify(schedule)}, but it must be constant | step:every:factor | exponential:decay | `,
      );
    }
    expect(() => scheduled("cosin:5")).toThrow('Did you mean "cosine"?');
  });

  it("move the rate of a run, from the count of its steps", () => {
    const run = minimize({
      optimizer: sgd({ learningRate: 0.5, schedule: "step:2:0.5" }),
      problem: bowl(1),
      start: [64],
      steps: 4,
    });
    // 64 → 32 → 16 at ½, → 12 → 9 at ¼.
    expect(run.theta).toEqual(Float64Array.of(9));
  });
});

describe("clipping", () => {
  const clipped = [
    [
      [0.6708200932501, -1.3416401865, 0],
      [0.75, -0.75, 0],
    ],
    [
      [-1, 0.5, 0],
      [-0.75, 0.5, 0],
    ],
    [
      [0.1245681784013, 1.494818140816, 0],
      [0.25, 0.75, 0],
    ],
    [
      [1.497078120643, -0.09356738254019, 0],
      [0.75, -0.125, 0],
    ],
    [
      [-0.5, 1, 0.001],
      [-0.5, 0.75, 0.001],
    ],
  ];

  it("is PyTorch 2.15.0's clip_grad_norm_ at 1.5 and clip_grad_value_ at 0.75", () => {
    gradients.forEach((gradient, k) => {
      // PyTorch adds 1e-6 to the length.
      clipByNorm(1.5).gradient!(Float64Array.from(gradient)).forEach((g, i) =>
        expect(Math.abs(g - clipped[k][0][i])).toBeLessThan(2e-6),
      );
      expectNear([...clipByValue(0.75).gradient!(Float64Array.from(gradient))], clipped[k][1]);
    });
  });

  it("by hand: (3, 4) to length 1 is (0.6, 0.8); to value 3.5 is (3, 3.5); by value first", () => {
    const step = (options: Parameters<typeof sgd>[0]): number[] => {
      const { rule } = sgd({ learningRate: 1, ...options });
      const given = { theta: Float64Array.of(0, 0), gradient: Float64Array.of(3, -4), state: null, count: 0 };
      return [...rule!.update(given).step];
    };
    expectNear(step({ clipNorm: 1 }), [0.6, -0.8]);
    expect(step({ clipNorm: 5 })).toEqual([3, -4]);
    expect(step({ clipValue: 3.5 })).toEqual([3, -3.5]);
    expectNear(step({ clipValue: 3, clipNorm: 1 }), [Math.SQRT1_2, -Math.SQRT1_2]);
    expect(step({ clipNorm: 0, clipValue: 0, schedule: "constant" })).toEqual([3, -4]);
  });

  it("refuses a limit that is none", () => {
    for (const limit of [0, -1, NaN, Infinity]) {
      expect(() => clipByNorm(limit)).toThrow(`clipByNorm: the limit is ${limit}, but it must be a finite number > 0.`);
      expect(() => clipByValue(limit)).toThrow("clipByValue");
    }
  });
});

describe("chain", () => {
  const links = [clipByValue(0.7), clipByNorm(0.8), scheduled("warm-up:3,cosine:9")] as const;
  const options = { clipValue: 0.7, clipNorm: 0.8, schedule: "warm-up:3,cosine:9" };

  it("is what a rule's own options make, to the bit, with the rule's own state", () => {
    expect(path(chain(...links, adam()))).toEqual(path(adam(options)));
    expect(path(chain(...links, chain(momentum())))).toEqual(path(momentum(options)));
    expect(Object.keys(chain(...links, adam()).rule!.init(2) as object)).toEqual(
      Object.keys(adam().rule!.init(2) as object),
    );
  });

  it("may be a base: NLR's rate takes the place of the rule's and is scheduled and clipped", () => {
    const run = (base: Optimizer, learningRate: number): Float64Array =>
      minimize({ optimizer: nlr({ base, learningRate }), problem: bowl(1, 2), start: [3, -2], steps: 6 }).theta;
    const plain = minimize({
      optimizer: sgd({ ...options, learningRate: 0.2 }),
      problem: bowl(1, 2),
      start: [3, -2],
      steps: 6,
    });
    expect(run(chain(...links, sgd({ learningRate: 9 })), 0.2)).toEqual(plain.theta);
    expect(run(sgd({ ...options, learningRate: 9 }), 0.2)).toEqual(plain.theta);
  });

  it("says what it is made of, as plain data", () => {
    const { name, options } = chain(clipByNorm(2), sgd({ learningRate: 0.5 }));
    expect(name).toBe("sgd");
    expect(JSON.parse(JSON.stringify(options))).toEqual({
      learningRate: 0.5,
      schedule: "constant",
      clipNorm: 0,
      clipValue: 0,
      chain: [{ name: "clipByNorm", limit: 2 }],
    });
  });

  it("ends with a rule", () => {
    expect(() => chain(clipByNorm(1), nlr())).toThrow("chain: it ends with nlr, but the last link is a rule.");
  });
});

it("a rule that has an option of such a name keeps it for itself", () => {
  const mine = defineRule({
    name: "mine",
    options: { learningRate: sgd.options.learningRate, clipNorm: { ...sgd.options.clipNorm, default: 7 } },
    init: () => null,
    step: ({ gradient, options }) => ({ step: gradient.map((g) => g * options.clipNorm), state: null }),
  });
  const given = { theta: Float64Array.of(0), gradient: Float64Array.of(100), state: null, count: 0 };
  expect([...mine().rule!.update(given).step]).toEqual([700]);
  expect([...mine({ clipValue: 2 }).rule!.update(given).step]).toEqual([14]);
});
