import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UphillError } from "@uphill/core";

/** Runs one of our own scripts (src/child/) in a fresh Node: its standard output and how long it took, start to end, in ms. */
export function runChild(
  name: "cold" | "memory" | "empty",
  args: readonly string[] = [],
): Promise<{ readonly output: string; readonly ms: number }> {
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject).on("close", (code) => {
      const ms = performance.now() - begin;
      if (code === 0) resolve({ output, ms });
      else
        reject(
          new UphillError({
            code: "bench-child",
            who: "bench",
            got: `the script ${name}.js ended with status ${code ?? "unknown"}`,
            wanted: "it must end well",
            todo: "Its own message stands above.",
          }),
        );
    });
  });
}
