// Text that is not ours, before people or a terminal see it.

/** What a terminal takes for a command, what turns the direction of writing, what cannot be seen, and what breaks a line. */
const UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}";
const RUNS = new RegExp(`[${UNSEEN}]+`, "gu");
const BUT_LAYOUT = new RegExp(`(?![\\n\\t])[${UNSEEN}]`, "gu");

/** One line of it, without control characters and not too long. */
export function oneLine(text: string, most = 2000): string {
  return cut(text.slice(0, 2 * most).replace(RUNS, " "), most, text.length > 2 * most);
}

/** A short quotation. */
export function quoted(text: string): string {
  return `"${oneLine(text, 60)}"`;
}

/** Lines of it, for a terminal. @param most characters a line */
export function forTerminal(text: string, most = Infinity): string {
  return text
    .replace(BUT_LAYOUT, "")
    .split("\n")
    .map((line) => cut(line, most))
    .join("\n");
}

function cut(line: string, most: number, more = false): string {
  return more || line.length > most ? `${line.slice(0, most)}…` : line;
}

/** JSON with such characters by their numbers: it says the same, and a terminal shows it as it is. */
export function asciiControls(json: string): string {
  return json.replace(BUT_LAYOUT, (characters) =>
    Array.from(
      { length: characters.length },
      (_, k) => `\\u${characters.charCodeAt(k).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

/** A line of what is said beside results. */
const MOST_SAID = 10_000;

/** Lines for a terminal. @param text lines, each of which stays one; or a text whose line breaks are ours */
export function linesForTerminal(text: string | readonly string[], most = MOST_SAID): string {
  // Blanks of a line stay, as it may be indented; breaks go.
  const whole = typeof text === "string" ? text : text.map((line) => line.replace(/[\r\n\t]+/g, " ")).join("\n");
  return forTerminal(whole, most);
}
