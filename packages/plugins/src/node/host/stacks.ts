/** The environment variable that makes a plug-in's process print the stack of an error. */
export const STACKS = "UPHILL_STACKS";

const MOST_LINES = 12;
const MOST_CHARACTERS = 2000;
const said = new Set<string>();

/** Says on standard error where something of a plug-in was thrown, once, where that was asked for. */
export function sayStack(error: unknown): void {
  if (process.env[STACKS] === undefined || !(error instanceof Error)) return;
  const { stack = "" } = error.cause instanceof Error ? error.cause : error;
  const text = stack.slice(0, MOST_CHARACTERS).split("\n").slice(0, MOST_LINES).join("\n");
  if (said.has(text)) return;
  said.add(text);
  process.stderr.write(`${text}\n`); // eslint-disable-line no-restricted-syntax -- in a process of its own, and cleaned by ours
}
