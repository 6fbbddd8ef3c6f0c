import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder, uphill } from "./run-cli.js";

test("the README's command prints what the README says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, command, output] = /```sh\nuphill (.*)\n```\s*```text\n([\s\S]*?)```/.exec(readme)!;
  const { status, stdout } = uphill(temporaryFolder(), ...command.split(" "));
  expect(status).toBe(0);
  expect(stdout.replace(/ +$/gm, "").trim()).toBe(output.trim());
});
