import { forTerminal, linesForTerminal } from "@uphill/core";

// The one place where this package writes to a terminal.

/** What people should know, on standard error. */
export function say(lines: readonly string[]): void {
  process.stderr.write(`${linesForTerminal(lines)}\n`);
}

/** What a program that is not ours says for people, on standard error. */
export function sayForeign(text: string): void {
  process.stderr.write(forTerminal(text));
}
