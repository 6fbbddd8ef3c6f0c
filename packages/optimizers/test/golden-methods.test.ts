import type { Random } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  cmaEs,
  cobyla,
  functionProblem,
  lbfgs,
  minimize,
  momentumQng,
  nelderMead,
  qng,
  qnspsa,
  rotoselect,
  rotosolve,
  spsa,
  strongWolfe,
  type Optimizer,
  type Problem,
  type StepInfo,
} from "../src/index.js";
import { circuitProblem, type Gate } from "./circuit.js";
import { recorded } from "./problems.js";

// Steps of other software on the same functions; the numbers were made once and are not computed here.

const value = ([x, y, z]: Float64Array): number => (1 - x) ** 2 + 10 * (y - x * x) ** 2 + 0.5 * (z - y) ** 2;
const gradient = ([x, y, z]: Float64Array): number[] => [
  -2 * (1 - x) - 40 * x * (y - x * x),
  20 * (y - x * x) - (z - y),
  z - y,
];
const valleyOfThree = functionProblem({ size: 3, value, gradient });
const start = [-1.2, 1, 0.5];

function path(optimizer: Optimizer, problem: Problem, from: number[], steps: number): StepInfo[] {
  const all: StepInfo[] = [];
  const { error } = minimize({ optimizer, problem, start: from, steps, onStep: (info) => all.push(info) });
  expect(error).toBeUndefined();
  return all;
}

function expectNear(found: ArrayLike<number>, wanted: readonly number[], within = 1e-10): void {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((w, i) => expect(Math.abs(found[i] - w), `${i}: ${found[i]} for ${w}`).toBeLessThan(within));
}

/** Chance that was decided before. */
function decided(...values: number[]): Random {
  const rest = [...values];
  const next = (): number => rest.shift()!;
  const none = (): never => {
    throw new Error("not asked for here");
  };
  return { uniform: () => (next() < 0 ? 0.25 : 0.75), normal: next, integer: none, permutation: none };
}

/** Steps with chance decided for each. */
function decidedPath(optimizer: Optimizer, problem: Problem, from: number[], chance: number[][]): StepInfo[] {
  const loaded = { ...optimizer };
  let count = 0;
  loaded.step = (theta, state) => optimizer.step(theta, state, decided(...chance[count++]));
  return path(loaded, problem, from, chance.length);
}

describe("strong-wolfe is SciPy 1.17.1's line_search along −η·g", () => {
  it.each([
    [
      0.1,
      0.1,
      [
        [[1.352, 1.83, 0.55], 1],
        [[1.052154293444, 1.158920403243, 1.19979868967], 5],
        [[1.069845880827, 1.150439153601, 1.199450932365], 3],
        [[1.070977413192, 1.149745114519, 1.198953381927], 2],
        [[1.06933938446, 1.149347086671, 1.195600506892], 2],
      ],
    ],
    [
      0.001,
      0.1,
      [
        [[-0.99584, 1.0664, 0.504], 4],
        [[-0.594864465738, 0.2548001352159, 0.7259567220146], 11],
        [[-0.4483412687069, 0.3195817815028, 0.7135109773483], 7],
        [[-0.3579786703719, 0.08759023435038, 0.6672971479808], 9],
        [[-0.1469885665497, 0.176606349259, 0.6301959055085], 7],
      ],
    ],
    [
      1,
      0.3,
      [
        [[1.352083743604, 1.83002723636, 0.5500016407446], 7],
        [[1.052393161724, 1.173458391626, 1.187672040011], 2],
        [[1.074159258255, 1.162827224157, 1.187556188929], 6],
        [[1.076295530096, 1.161436387787, 1.187334939532], 6],
        [[1.064340339543, 1.142966969087, 1.17350547897], 2],
      ],
    ],
  ] as [number, number, [number[], number][]][])(
    "at η = %d and c₂ = %d, trial by trial",
    (learningRate, curvature, wanted) => {
      const { problem, exchanges } = recorded(valleyOfThree);
      path(strongWolfe({ learningRate, curvature }), problem, start, 5).forEach(({ theta, report }, k) => {
        const [point, trials] = wanted[k];
        expectNear(theta, point);
        const own = exchanges.filter(({ place, request }) => place.step === k && request.kind === "values");
        expect(own).toHaveLength(trials);
        expect(report.raised).toBe(trials > 1);
      });
    },
  );
});

it("strong-wolfe is SciPy 1.17.1's line_search on a line with many bends, at c₂ = 1e-3", () => {
  const wavy = functionProblem({
    size: 1,
    value: ([x]) => Math.sin(3 * x) + 0.3 * (x - 2) ** 2,
    gradient: ([x]) => [3 * Math.cos(3 * x) + 0.6 * (x - 2)],
  });
  const wanted = [
    [-3.0, 0.3, 3.5594596774209, 9],
    [-3.0, 1.0, 3.559409928751, 7],
    [-3.0, 2.5, 3.5594581085371, 12],
    [-1.1, 0.3, -0.35976145971364, 8],
    [-1.1, 1.0, 1.597645486798, 7],
    [-1.1, 2.5, 3.5594591773876, 12],
    [0.2, 0.3, -0.35976373371957, 12],
    [0.2, 1.0, -0.35974616835032, 6],
    [0.2, 2.5, -0.35974325781131, 5],
    [1.3, 0.3, 1.5976495159343, 5],
    [1.3, 1.0, 1.5976820986616, 8],
    [1.3, 2.5, 1.5976316156174, 7],
    [2.2, 1.0, 1.5976491500033, 8],
    [2.2, 2.5, 1.5978315918446, 6],
    [3.3, 0.3, 3.5594631679676, 11],
    [3.3, 1.0, 3.5594628480193, 11],
    [3.3, 2.5, 3.5594618389414, 12],
    [4.1, 0.3, 3.5594656195271, 5],
    [4.1, 1.0, 1.5976489243175, 9],
    [4.1, 2.5, 1.5976784997472, 7],
    [5.6, 1.0, 5.5009946569728, 7],
    [5.6, 2.5, 1.5976490856572, 9],
  ];
  for (const [from, learningRate, to, trials] of wanted) {
    const { problem, exchanges } = recorded(wavy);
    const [{ theta }] = path(strongWolfe({ learningRate, curvature: 1e-3 }), problem, [from], 1);
    expectNear(theta, [to], 1e-9);
    expect(exchanges.filter(({ request }) => request.kind === "values")).toHaveLength(trials);
  }
});

describe("lbfgs", () => {
  const wanted: [number[], number][] = [
    [[1.352, 1.83, 0.55], 1],
    [[1.30285371664, 1.708986107645, 0.6691035903524], 1],
    [[1.298432496082, 1.600143429416, 0.7556714531618], 2],
    [[0.9726736416798, 0.8832252724525, 1.316116735757], 1],
    [[1.062095870375, 1.145883671665, 1.142080363129], 1],
    [[1.057313756557, 1.122732390744, 1.155110346925], 1],
    [[1.058049456335, 1.121871879125, 1.154503209288], 1],
    [[1.058151047474, 1.121622259393, 1.153914506292], 1],
  ];

  it("is BFGS's inverse Hessian of the last three moves, multiplied out in numpy 2.4.6, with SciPy 1.17.1's line_search", () => {
    const { problem, exchanges } = recorded(valleyOfThree);
    const found = path(lbfgs({ learningRate: 0.1, memory: 3 }), problem, start, 8);
    found.forEach(({ theta, state }, k) => {
      expectNear(theta, wanted[k][0], 1e-9);
      expect((state as { pairs: unknown[] }).pairs).toHaveLength(Math.min(k + 1, 3));
      const own = exchanges.filter(({ place, request }) => place.step === k && request.kind === "values");
      expect(own).toHaveLength(wanted[k][1]);
    });
    const { pairs } = found[0].state as { pairs: { s: number[]; y: number[] }[] };
    expectNear(pairs[0].s, [wanted[0][0][0] + 1.2, wanted[0][0][1] - 1, wanted[0][0][2] - 0.5]);
    const slopes = [gradient(found[0].theta), gradient(Float64Array.from(start))];
    expectNear(
      pairs[0].y,
      slopes[0].map((g, i) => g - slopes[1][i]),
    );
  });

  it("goes the same way with reuse, for one gradient a step less", () => {
    const [own, reused] = [
      lbfgs({ learningRate: 0.1, memory: 3 }),
      lbfgs({ learningRate: 0.1, memory: 3, reuse: true }),
    ].map((optimizer) => path(optimizer, valleyOfThree, start, 8));
    expect(reused.map(({ theta }) => theta)).toEqual(own.map(({ theta }) => theta));
    expect(own[7].account.rounds - reused[7].account.rounds).toBe(7);
  });
});

describe("nelder-mead is SciPy 1.17.1's, from the same first simplex", () => {
  it.each([
    [
      false,
      [
        [1, [-1.2, 1.5, 0.5], 5.376, 4, [5.376, 5.616, 6.776, 6.901]],
        [
          2,
          [-1.116666666667, 1.083333333333, 0.5833333333333],
          4.872963734568,
          6,
          [4.872963734568, 5.376, 5.616, 6.776],
        ],
        [
          3,
          [-1.102777777778, 1.097222222222, 0.7638888888889],
          4.61859396493,
          8,
          [4.61859396493, 4.872963734568, 5.376, 5.616],
        ],
        [
          4,
          [-0.9199074074074, 1.113425925926, 0.5578703703704],
          4.554304002401,
          10,
          [4.554304002401, 4.61859396493, 4.872963734568, 5.376],
        ],
        [
          5,
          [-0.8929012345679, 0.695987654321, 0.7700617283951],
          3.688405000029,
          12,
          [3.688405000029, 4.554304002401, 4.61859396493, 4.872963734568],
        ],
        [
          12,
          [0.02959533607682, 0.08762002743484, 1.034122085048],
          1.464863748642,
          25,
          [1.464863748642, 1.581255396966, 1.871348298454, 2.232208498],
        ],
        [
          25,
          [0.5523920855087, 0.3248033848501, 0.5998218932285],
          0.2420380956759,
          48,
          [0.2420380956759, 0.3629439015708, 0.3732103023243, 0.4183392346252],
        ],
      ],
    ],
    [
      true,
      [
        [1, [-1.2, 1.5, 0.5], 5.376, 4, [5.376, 5.616, 6.776, 6.901]],
        [
          2,
          [-1.130555555556, 1.069444444444, 0.5694444444444],
          5.099871542662,
          6,
          [5.099871542662, 5.376, 5.616, 6.776],
        ],
        [
          3,
          [-1.120910493827, 1.079089506173, 0.8013117283951],
          4.851374735206,
          8,
          [4.851374735206, 5.099871542662, 5.376, 5.616],
        ],
        [
          4,
          [-0.8877036179698, 1.090074159808, 0.5514939128944],
          4.620840258907,
          10,
          [4.620840258907, 4.851374735206, 5.099871542662, 5.376],
        ],
        [
          5,
          [-0.892779778235, 0.6590720736168, 0.7815000571559],
          3.780504495454,
          12,
          [3.780504495454, 4.620840258907, 4.851374735206, 5.099871542662],
        ],
        [
          12,
          [0.2268147795595, 0.009356397537805, 1.100311461223],
          1.210621318222,
          25,
          [1.210621318222, 1.635201794067, 1.990775337771, 2.414342085614],
        ],
        [
          25,
          [0.8146756374797, 0.6640655342692, 0.4145068002887],
          0.06548626283966,
          47,
          [0.06548626283966, 0.1145410797174, 0.265257350047, 0.2814184484357],
        ],
      ],
    ],
  ] as [boolean, [number, number[], number, number, number[]][]][])("adaptive: %s", (adaptive, wanted) => {
    const found = path(nelderMead({ size: 0.5, adaptive }), valleyOfThree, start, 25);
    // SciPy counts the first simplex as an iteration.
    for (const [iterations, point, , evaluations, values] of wanted.filter(([iterations]) => iterations > 1)) {
      const { theta, state, account } = found[iterations - 2];
      expectNear(theta, point, 1e-9);
      expect(account.circuits).toBe(evaluations);
      expectNear(
        (state as { simplex: { value: number }[] }).simplex.map((vertex) => vertex.value),
        values,
        1e-9,
      );
    }
  });
});

it("spsa is PennyLane 0.45.1's SPSAOptimizer (A = 10, a = 0.3, c = 0.2), in the same directions", () => {
  const chance = [
    [1, -1, 1],
    [-1, -1, 1],
    [1, 1, 1],
    [1, -1, -1],
    [-1, 1, 1],
  ];
  const wanted = [
    [0.1343930050606, -0.3343930050606, 1.834393005061],
    [0.9229187068521, 0.4541326967309, 1.045867303269],
    [0.4672124116712, -0.001573598449979, 0.5901610080883],
    [-0.06021134430205, 0.5258501575233, 1.117584764062],
    [0.574373834514, -0.1087350212927, 0.4829995852455],
  ];
  const found = decidedPath(spsa({ gain: 0.3 }), valleyOfThree, start, chance);
  found.forEach(({ theta, state }, k) => {
    expectNear(theta, wanted[k]);
    expect(state).toEqual({ count: k + 1, gain: 0.3 });
  });
});

it("cma-es is pycma 4.5.0's purecma with the symmetric root of C, on the same normal numbers", () => {
  const normals: number[][][] = [
    [
      [0.35, 0.82, 0.33],
      [-1.3, 0.91, 0.45],
      [-0.54, 0.58, 0.36],
      [0.29, 0.03, 0.55],
      [-0.74, -0.16, -0.48],
      [0.6, 0.04, -0.29],
      [-0.78, -0.26, 0.01],
    ],
    [
      [-0.28, 1.29, 1.01],
      [-2.71, -1.89, -0.17],
      [-0.42, 0.21, 0.22],
      [2.12, -1.11, -0.38],
      [2.04, 0.65, 0.66],
      [-0.51, -1.65, 0.17],
      [0.11, -1.23, -0.68],
    ],
    [
      [-0.07, -0.94, -0.1],
      [0.1, 0.04, -0.51],
      [0.59, 0.89, 0.32],
      [-0.82, 0.73, -0.5],
      [0.88, -1.07, 0.91],
      [-0.02, -1.25, -0.31],
      [0.05, 0.27, -0.98],
    ],
    [
      [-1.11, 0.2, -0.47],
      [0.24, 0.76, -1.65],
      [0.25, 1.22, -0.3],
      [-0.81, 0.75, 0.25],
      [0.9, -0.35, -1.48],
      [-0.11, -0.45, 0.78],
      [0.19, -1.63, -1.2],
    ],
    [
      [0.88, 0.68, -0.64],
      [0, 0.45, 0.47],
      [0.88, 0.26, -0.09],
      [-0.26, 1.06, -2.25],
      [-0.14, 0.03, -1.43],
      [0.33, -0.65, 0.86],
      [-0.13, 0.67, 1.22],
    ],
    [
      [0.38, -0.88, -1.51],
      [1.75, -0.11, -0.69],
      [0.14, -0.19, 0.85],
      [0.03, 0.01, -0.71],
      [0.47, -1.03, 0.67],
      [1.52, -1.52, -2.47],
      [0.62, 2.55, -1],
    ],
  ];
  const wanted = [
    [
      [-1.008463230627, 1.05274679994, 0.512528398272],
      0.3498532854401,
      [
        [0.9053176109996, 0.01369268516014, 0.0005165025075572],
        [0.01369268516014, 0.8596405838129, 0.002307755779486],
        [0.0005165025075572, 0.002307755779486, 0.8602601363939],
      ],
      [0.5831109009007, 0.1605813553898, 0.03814121762183],
      [0.6452652426481, 0.1776978737498, 0.04220672603725],
    ],
    [
      [-1.040584987096, 0.8895649126345, 0.4438112870897],
      0.3061141003483,
      [
        [0.7772042990813, -0.003192388116554, -0.007910100299145],
        [-0.003192388116554, 0.8103705726888, 0.04422671838107],
        [-0.007910100299145, 0.04422671838107, 0.7571806391639],
      ],
      [0.2284169024708, -0.517447143804, -0.234714973018],
      [0.1609646097162, -0.5501387458055, -0.2460608354455],
    ],
    [
      [-0.8920194686607, 0.7309481062045, 0.5090248438878],
      0.2865862995542,
      [
        [0.7312208919613, -0.09025700142708, 0.0225443001812],
        [-0.09025700142708, 0.8029951359278, -0.001301845293346],
        [0.0225443001812, -0.001301845293346, 0.6732258644882],
      ],
      [0.8042932705367, -1.011623935514, 0.1847608394107],
      [0.7250219591194, -0.940972140115, 0.1785167785002],
    ],
    [
      [-0.7634662342447, 0.6606239980808, 0.3138384593605],
      0.284477864382,
      [
        [0.7234310734364, -0.1506969800927, -0.08497656396434],
        [-0.1506969800927, 0.7470748926631, 0.06274598292652],
        [-0.08497656396434, 0.06274598292652, 0.7025260999036],
      ],
      [1.108733134425, -0.8894880434579, -0.9134480883054],
      [0.9243472502082, -0.7458257536664, -0.8390220381869],
    ],
    [
      [-0.7209581522481, 0.5806990214111, 0.3423948733826],
      0.2655744425024,
      [
        [0.6550429903709, -0.1750692622161, -0.0794763518986],
        [-0.1750692622161, 0.6953930740898, 0.05934563389935],
        [-0.0794763518986, 0.05934563389935, 0.6402170273545],
      ],
      [0.834134167792, -0.906696529015, -0.3614822376438],
      [0.6091788987357, -0.7076569307693, -0.2349054735451],
    ],
    [
      [-0.4376748473769, 0.2525369413348, 0.01343979472578],
      0.4096435771901,
      [
        [0.6878446413239, -0.2466939098164, -0.1710604666009],
        [-0.2466939098164, 0.7394518726854, 0.1526989484338],
        [-0.1710604666009, 0.1526989484338, 0.7412289748857],
      ],
      [1.795897623943, -2.112039163101, -1.957593930353],
      [0.2687689242479, -0.3122173017059, -0.1036399841749],
    ],
  ] as [number[], number, number[][], number[], number[]][];
  const found = decidedPath(
    cmaEs({ sigma: 0.4, population: 7 }),
    valleyOfThree,
    start,
    normals.map((rows) => rows.flat()),
  );
  found.forEach(({ theta, state }, k) => {
    const [mean, sigma, covariance, sigmaPath, path] = wanted[k];
    const own = state as { sigma: number; covariance: number[]; sigmaPath: number[]; path: number[] };
    expectNear(theta, mean);
    expectNear([own.sigma], [sigma]);
    expectNear(own.covariance, covariance.flat());
    expectNear(own.sigmaPath, sigmaPath);
    expectNear(own.path, path);
  });
});

it("cobyla asks for the points of Powell's own code (SciPy 1.15.3's COBYLA) from the same first simplex", () => {
  const asked: number[][] = [];
  const valley = functionProblem({
    size: 2,
    value([x, y]) {
      asked.push([x, y]);
      return (1 - x) ** 2 + 10 * (y - x * x) ** 2;
    },
  });
  // Three of the first simplex, trials at 1/4, 1/8, …, 1/100, and among them vertices that were mended.
  const wanted = [
    [0.62, 0.41],
    [0.87, 0.41],
    [0.62, 0.66],
    [0.415593362195, 0.2660627691622],
    [0.5177966810975, 0.3380313845811],
    [0.6667668566988, 0.3685378351444],
    [0.6488089748976, 0.4654643395827],
    [0.6109842669267, 0.5152191530877],
    [0.6770030475836, 0.4519863291443],
    [0.7060523755463, 0.4404668219972],
    [0.6837420528028, 0.4660833654872],
    [0.7143285987494, 0.4596782341802],
    [0.678323535707, 0.4807387500773],
    [0.6936328934117, 0.4646098418028],
    [0.702863967841, 0.4684552630907],
    [0.7102699270194, 0.461735756513],
  ];
  const found = path(cobyla({ radius: 0.25, smallest: 0.01 }), valley, [0.62, 0.41], 14);
  expectNear(asked.flat(), wanted.flat());
  expect(found.at(-1)!.state).toMatchObject({ radius: 0.01 });
});

describe("on a circuit of two qubits", () => {
  // RX(a) on 0, RY(b) on 1, CNOT, RY(c) on 0; ⟨Z₀X₁⟩ + ½⟨Z₁⟩.
  const gates: Gate[] = [["x", 0, 0], ["y", 1, 1], ["cnot"], ["y", 0, 2]];
  const problem = circuitProblem(3, gates, { zx: 1, iz: 0.5 });
  const from = [0.4, -0.7, 1.1];

  it("the problem itself is PennyLane 0.45.1's: value, gradient and metric", () => {
    const [value, slopes, metric]: [number, number[], number[][]] = [
      0.08308564191066,
      [-0.03512804597434, 0.6162250754287, 0.5288101709256],
      [
        [0.25, 0, 0],
        [0, 0.25, 0],
        [0, 0, 0.2342660377138],
      ],
    ];
    const asked = (kind: "gradient" | "metric") =>
      (
        problem.answer(
          { kind, thetas: [Float64Array.from(from)], phase: "loss" },
          { step: 0, phase: "loss", ask: 0 },
        ) as never[]
      )[0];
    expectNear([(asked("gradient") as { value: number }).value], [value]);
    expectNear((asked("gradient") as { gradient: number[] }).gradient, slopes);
    expectNear((asked("metric") as { metric: number[] }).metric, metric.flat());
  });

  it("qng is PennyLane 0.45.1's QNGOptimizer (full metric, λ = 1e-3)", () => {
    const wanted = [
      [0.41399523744, -0.9455079981788, 0.8752288532317],
      [0.3776292559414, -1.23019115655, 0.6212882399443],
      [0.289579387371, -1.505316265439, 0.3903206237963],
      [0.1883188114557, -1.718920849489, 0.2326017710689],
      [0.1110336438997, -1.856256193236, 0.1402221558621],
    ];
    path(qng({ learningRate: 0.1 }), problem, from, 5).forEach(({ theta }, k) => expectNear(theta, wanted[k]));
  });

  it("momentum-qng is its MomentumQNGOptimizer (μ = 0.8)", () => {
    const wanted = [
      [0.41399523744, -0.9455079981788, 0.8752288532317],
      [0.3888254458933, -1.426597555093, 0.4414713225297],
      [0.2444030321519, -2.041787805546, -0.08683714080313],
      [0.02140737905772, -2.531427003624, -0.4781573491689],
      [-0.1648224024251, -2.747428051402, -0.6861764352401],
    ];
    const found = path(momentumQng({ learningRate: 0.1, momentum: 0.8 }), problem, from, 5);
    found.forEach(({ theta, state }, k) => {
      expectNear(theta, wanted[k]);
      const { velocity } = state as { velocity: number[] };
      expectNear(
        velocity,
        (k ? wanted[k - 1] : from).map((t, i) => t - wanted[k][i]),
      );
    });
  });

  it.each([
    [
      0.1,
      false,
      [
        [
          [0.4249473980968, -0.7324876504014, 1.124947398097],
          [
            [0.6221474633433, 0, -0.1171969682938],
            [0, 0.3877535267557, 0],
            [-0.1171969682938, 0, 0.6221474633433],
          ],
        ],
        [
          [0.422409472938, -0.7360692172171, 1.127215913779],
          [
            [0.3450726181821, 2.194705225394e-16, -0.07735773484737],
            [2.118584675913e-16, 0.3413306756126, 0.07548676356262],
            [-0.07735773484737, 0.07548676356262, 0.4960461453073],
          ],
        ],
        [
          [0.4194671809437, -0.7390899423199, 1.129297717632],
          [
            [0.2084805074746, 2.137223229752e-16, -0.05744386251042],
            [2.368343177363e-16, 0.3210268889076, 0.1137170532269],
            [-0.05744386251042, 0.1137170532269, 0.4359146139284],
          ],
        ],
        [
          [0.4542102458077, -0.7869096090258, 1.159170158708],
          [
            [0.2214631924136, 9.67723959856e-17, 0.0009290379699726],
            [1.290163417318e-16, 0.2177505868991, 0.09007291344704],
            [0.0009290379699726, 0.09007291344704, 0.4016090193077],
          ],
        ],
        [
          [0.470219735426, -0.7499699803586, 1.14209148564],
          [
            [0.2306454334599, 8.982401402126e-17, -0.03725250410049],
            [1.056872926512e-16, 0.1515441534318, 0.07431758535234],
            [-0.03725250410049, 0.07431758535234, 0.3792806041645],
          ],
        ],
      ],
    ],
    [
      3,
      true,
      [
        [
          [0.4, -0.7, 1.1],
          [
            [0.6221474633433, 0, -0.1171969682938],
            [0, 0.3877535267557, 0],
            [-0.1171969682938, 0, 0.6221474633433],
          ],
        ],
        [
          [0.03848206608064, -1.208178998198, 1.422349631294],
          [
            [0.3440454332535, 5.50540254627e-18, -0.07735773484737],
            [2.896185857939e-17, 0.3423578605412, 0.07651394849122],
            [-0.07735773484737, 0.07651394849122, 0.497073330236],
          ],
        ],
        [
          [4.943883732434, 3.704448141941, -1.973831267077],
          [
            [0.2042934487703, -5.834175528437e-17, -0.05744386251042],
            [-6.066859173671e-17, 0.3252139476119, 0.1179041119312],
            [-0.05744386251042, 0.1179041119312, 0.4401016726327],
          ],
        ],
        [
          [11.76621297526, -4.250255552626, 3.533185870557],
          [
            [0.2058632225585, -4.122060240989e-17, -0.01135444974306],
            [-7.973490131921e-17, 0.2333505567541, 0.09338939558907],
            [-0.01135444974306, 0.09338939558907, 0.3926420137367],
          ],
        ],
        [
          [11.76621297526, -4.250255552626, 3.533185870557],
          [
            [0.2014880912411, -2.151967517059e-17, -0.03110131499074],
            [-5.637410140908e-17, 0.1807014956505, 0.07705395675666],
            [-0.03110131499074, 0.07705395675666, 0.3555960047544],
          ],
        ],
      ],
    ],
  ] as [number, boolean, [number[], number[][]][]][])(
    "qnspsa is its QNSPSAOptimizer in the same directions (η = %d, blocking: %s)",
    (learningRate, blocking, wanted) => {
      const chance = [
        [1, -1, 1, 1, 1, -1, -1, 1, 1],
        [-1, -1, 1, 1, -1, -1, 1, 1, 1],
        [1, 1, -1, -1, -1, -1, -1, 1, 1],
        [1, -1, 1, 1, 1, 1, -1, 1, -1],
        [-1, -1, 1, 1, 1, -1, -1, 1, 1],
      ];
      const optimizer = qnspsa({ learningRate, regularization: 1e-2, perturbation: 0.1, blocking });
      decidedPath(optimizer, problem, from, chance).forEach(({ theta, state, report }, k) => {
        expectNear(theta, wanted[k][0], 1e-9);
        expectNear((state as { metric: number[] }).metric, wanted[k][1].flat());
        if (blocking) expect(report.raised).toBe(wanted[k][0].every((t, i) => t === (k ? wanted[k - 1][0] : from)[i]));
      });
    },
  );

  it("rotosolve is its RotosolveOptimizer, also where a controlled rotation brings a second frequency", () => {
    const two: Gate[] = [["x", 0, 0], ["y", 1, 1], ["cnot"], ["cry", 2], ["x", 0, 3]];
    const richer = circuitProblem(4, two, { zx: 1, iz: 0.5, xi: 0.3 }, (weight) => (weight === 2 ? [0.5, 1] : [1]));
    const wanted: [number[], number][] = [
      [[1.440689085438, -1.005199441373, 0.6492042110335, 1.46077290034], -0.9475521923423],
      [[1.850690625288, 0.1249910695424, 0.6451821132176, 1.534977708374], -1.16356015397],
      [[2.127994296375, 0.05060544977203, 0.784114834856, 1.53929033617], -1.210608883829],
    ];
    const found = path(rotosolve(), richer, [0.4, -0.7, 1.1, 0.2], 3);
    found.forEach(({ theta, report, account }, k) => {
      // PennyLane finds the minimum over the third weight by brute force, to some 1e-5.
      expectNear([...theta].map(Math.cos), wanted[k][0].map(Math.cos), k ? 1e-3 : 1e-4);
      if (k > 0) expect(report.value).toBeCloseTo(wanted[k - 1][1], 7);
      // 3 values for a weight of one frequency, 5 for the one of two.
      expect(account).toMatchObject({ circuits: 14 * (k + 1), rounds: 4 * (k + 1) });
    });
    expectNear(found[0].theta.subarray(0, 2), wanted[0][0].slice(0, 2));
  });

  it("rotoselect is its RotoselectOptimizer of RX and RY: axes, angles, and 5 values a gate", () => {
    // RX and RY by two weights each stand where there is one gate of either axis.
    const pair = (qubit: 0 | 1, first: number): Gate[] => [
      ["x", qubit, first],
      ["y", qubit, first + 1],
    ];
    const gates: Gate[] = [...pair(0, 0), ...pair(1, 2), ["cnot"], ...pair(0, 4), ...pair(1, 6)];
    const groups = [0, 2, 4, 6].map((first) => [first, first + 1]);
    const problem: Problem = {
      ...circuitProblem(8, gates, { zx: 1, iz: 0.5, xi: 0.3 }),
      capabilities: ["value", "frequencies", "alternatives"],
      alternatives: () => groups,
    };
    const [x, y] = [0, 1];
    const wanted: [angles: number[], axes: number[], value: number][] = [
      [[1.91413610791, -0.2, 1.570796326795, 0.2], [y, x, y, x], -1.210942692413],
      [[2.245537269018, -0.2, 1.570796326795, 0.2], [y, x, y, x], -1.280624847487],
    ];
    // RX by 0.4, RY by −0.7, RY by 1.1, RX by 0.2.
    const found = path(rotoselect(), problem, [0.4, 0, 0, -0.7, 0, 1.1, 0.2, 0], 3);
    wanted.forEach(([angles, axes, value], k) => {
      const { theta, account } = found[k];
      const full = groups.flatMap((_, gate) => [x, y].map((axis) => (axes[gate] === axis ? angles[gate] : 0)));
      expectNear(theta, full);
      expect(found[k + 1].report.value).toBeCloseTo(value, 11);
      expect(account).toMatchObject({ circuits: (1 + 4 * 5) * (k + 1), rounds: 5 * (k + 1) });
    });
    expect(found[0].report.value).toBeCloseTo(0.32232133085708636, 14);
    expect(found[0].state).toEqual({ turning: new Array(8).fill({ base: 1, degree: 1 }), gates: groups });
  });
});
