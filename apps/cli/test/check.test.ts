import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

function check(step: string, ...args: string[]): ReturnType<typeof uphill> {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "mine.mjs"),
    `import { ask, defineMethod } from "@uphill/optimizers";
     let count = 0;
     export const mine = defineMethod({ name: "mine", needs: ["value"], options: {}, init: () => ({ k: 0 }),
       *step({ theta }) { yield* ask.value(theta); ${step} return { theta, state: { k: count }, report: {} }; } });`,
  );
  return uphill(folder, "optimizer", "check", "./mine.mjs", ...args);
}

test("--quick leaves out the slow laws, and progress goes to standard error", () => {
  const { stdout, stderr } = check("", "--quick", "--json");
  const [{ laws }] = (JSON.parse(stdout) as { optimizers: { laws: { law: string }[] }[] }).optimizers;
  const names = laws.map(({ law }) => law);
  expect(names).toContain("resume");
  expect(names).not.toContain("convergence");
  expect(stderr).toContain(`${names.length}/${names.length} laws tried on mine, done`);
});

test("says which field differs, with both values", () => {
  expect(check("count++;", "--quick").stdout).toMatch(
    /two runs with the same options and seed came to two results: state\.k is 24 and 36/,
  );
});

test("shows once where a step threw, cleaned and cut", () => {
  const { stderr } = check('throw new Error("\\u001b]0;x\\u0007boom" + "x".repeat(1e6));', "--quick");
  expect(stderr.match(/boom/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(stderr.length).toBeLessThan(5000);
  expect(check("throw new Error('short');", "--quick").stderr).toMatch(/Error: short\n +at .*mine\.mjs:4:/);
});
