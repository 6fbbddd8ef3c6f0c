import { existsSync } from "node:fs";
import { Command } from "commander";
import { reasonOf, UphillError } from "@uphill/core";
import { writeWhole } from "@uphill/studies/node";
import { print } from "../output.js";

const module = (
  name: string,
  call: string,
): string => `// An optimizer of your own. Try it: uphill optimizer check ${name}.mjs
import { number } from "@uphill/core";
import { ask, defineMethod, reportFigures } from "@uphill/optimizers";

/**
 * Gradient descent that tries its step first and halves its rate where the loss would rise.
 *   θ′ = θ − r·η·g    r ← r/2 where L(θ′) > L(θ), else θ ← θ′
 */
export const ${call} = defineMethod({
  name: "${name}",
  // All that it asks for: value, gradient, metric, overlap, frequencies, alternatives. Asking for anything else ends the run.
  needs: ["value", "gradient"],
  // Each option has a default, a range and a sentence; --set ${name}.learningRate=0.05 changes it. One called learningRate is
  // tuned by \`uphill compare\`; without it, options that declare a \`search\` are.
  options: {
    learningRate: number({ default: 0.1, above: 0, about: "Learning rate η" }),
  },
  // What is counted of the reports below: here the steps where \`raised\` is true.
  reports: { raised: reportFigures.raised },
  // The state before the first step, for \`size\` weights: plain data (objects, plain arrays, numbers, …), so that a run resumes.
  init: (size) => ({ factor: 1 }),
  // A step asks and returns. It must change nothing that it is given, remember nothing but its state, and draw its randomness
  // from \`random\` (uniform(), normal(), integer(n)). Every \`ask\` is charged, in the phase that it names.
  *step({ theta, state, options, random }) {
    const { value, gradient } = yield* ask.valueAndGradient(theta);
    const next = theta.map((t, i) => t - options.learningRate * state.factor * gradient[i]);
    const after = yield* ask.value(next, { phase: "tentative" });
    const raised = after.value > value;
    return {
      theta: raised ? theta : next,
      state: { factor: raised ? state.factor / 2 : state.factor },
      // Numbers and flags, and what goes wrong: signs: [{ code: "too-long", text: "A sentence." }]. {} will do.
      report: { value, raised },
    };
  },
});
`;

const test = (name: string, call: string): string => `// Run it: uphill optimizer test ${name}.test.mjs
import assert from "node:assert/strict";
import test from "node:test";
import { checkOptimizer, functionProblem, minimize } from "@uphill/optimizers";
import { ${call} } from "./${name}.mjs";

for (const { law, about, passed, detail } of checkOptimizer(${call})) {
  test(\`\${law}: \${about}\`, () => assert.ok(passed, detail));
}

// Work out a step of yours by hand.
test("takes one step as worked out by hand", () => {
  const problem = functionProblem({ size: 1, value: ([t]) => t * t, gradient: ([t]) => [2 * t] });
  const { theta, account } = minimize({ optimizer: ${call}({ learningRate: 0.25 }), problem, start: [2], steps: 1 });
  assert.deepEqual([...theta], [1]);
  // A gradient costs two evaluations here, the tried value one.
  assert.equal(account.circuits, 3);
});
`;

/** `uphill optimizer new NAME`. */
export function newCommand(): Command {
  return new Command("new")
    .summary("write the commented skeleton of an optimizer, and its test")
    .argument("<name>", "letters, digits and -")
    .action((name: string) => {
      const refuse = (got: string, wanted: string, todo: string): UphillError =>
        new UphillError({ code: "options", who: "optimizer new", got, wanted, todo });
      if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name))
        throw refuse(
          `the name is "${name}"`,
          "it starts with a letter and goes on with letters, digits or -",
          "For example uphill optimizer new mine.",
        );
      const call = name.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
      const files = { [`${name}.mjs`]: module(name, call), [`${name}.test.mjs`]: test(name, call) };
      for (const path of Object.keys(files)) {
        if (existsSync(path))
          throw refuse(`${path} is there already`, "nothing that is there may be lost", "Choose another name.");
      }
      for (const [path, text] of Object.entries(files)) {
        try {
          writeWhole(path, text);
        } catch (cause) {
          throw refuse(
            `${path} cannot be written (${reasonOf(cause)})`,
            "it must be possible here",
            "Go to a folder of yours, or make room.",
          );
        }
        print([`wrote ${path}`]);
      }
      print([
        "",
        `uphill optimizer check ${name}.mjs`,
        `uphill optimizer test ${name}.test.mjs`,
        `uphill compare --preset two-qubit --plugin ./${name}.mjs --optimizer sgd --optimizer ${name}`,
      ]);
    });
}
