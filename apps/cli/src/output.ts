import { asciiControls, isUphillError, linesForTerminal, oneLine } from "@uphill/core";

// The one place where text leaves us for a terminal. Names, files, arguments and other people's errors may hold anything: what a
// terminal takes for a command is taken out, and what is too long is cut. Only progress bars write for themselves.

/** Characters of a line of results. */
const MOST_PRINTED = 20_000;
/** Characters of a mistake of ours. */
const MOST_TOLD = 500_000;
/** Lines of a mistake of ours. */
const MOST_LINES = 50;

/** Results for people, on standard output. @param text lines, each of which stays one; or a text whose line breaks are ours */
export function print(text: string | readonly string[]): void {
  process.stdout.write(`${linesForTerminal(text, MOST_PRINTED)}\n`);
}

/** Results for programs, on standard output: one JSON document, whole. */
export function printJson(value: unknown): void {
  process.stdout.write(`${asciiControls(JSON.stringify(value))}\n`);
}

/** What is ours alone, as it is: colours, and numbers, which are never cut. */
export function printOwn(text: string): void {
  process.stdout.write(text);
}

/** What goes on, for people, on standard error. @param text see {@link print} */
export function say(text: string | readonly string[]): void {
  if (text.length === 0) return;
  process.stderr.write(`${linesForTerminal(text)}\n`);
}

/** What went wrong, in one sentence where the user can mend it. */
export function sayError(error: unknown): void {
  if (isUphillError(error)) return say([sentence(error.parts)]);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say(`uphill: a mistake of ours: ${text.slice(0, MOST_TOLD).split("\n").slice(0, MOST_LINES).join("\n")}`);
}

/** Each part is cut by itself, so that a long one hides no other. */
function sentence({ who, got, wanted, todo }: { who: string; got: string; wanted: string; todo: string }): string {
  return `${oneLine(who, 500)}: ${oneLine(got)}, but ${oneLine(wanted)}. ${oneLine(todo)}`;
}
