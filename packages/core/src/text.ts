// Text that is not ours, before people or a terminal see it.

/** What a terminal takes for a command, what turns the direction of writing, what cannot be seen, and what breaks a line. */
const UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}";
const RUNS = new RegExp(`[${UNSEEN}]+`, "gu");
const BUT_LAYOUT = new RegExp(`(?![\\n\\t])[${UNSEEN}]`, "gu");

/**
 * Turns foreign text into one line: control characters become blanks, and a long text is cut.
 * @param text the text
 * @param most the most characters that are kept
 * @returns the line
 */
export function oneLine(text: string, most = 2000): string {
  return cut(text.slice(0, 2 * most).replace(RUNS, " "), most, text.length > 2 * most);
}

/**
 * Quotes a foreign text in a message: one line of at most 60 characters, in quotation marks.
 * @param text the text
 * @returns the quotation
 */
export function quoted(text: string): string {
  return `"${oneLine(text, 60)}"`;
}

/**
 * Takes control characters out of foreign text, so that a terminal can show it. Line breaks and tabs stay.
 * @param text the text
 * @param most the most characters that are kept of each line
 * @returns the clean text
 */
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

/**
 * Replaces control characters in JSON text by their escapes, such as `\u001b`. The JSON keeps its meaning, and a
 * terminal can show it.
 * @param json the JSON text
 * @returns the same JSON with escapes
 */
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

/**
 * Turns text into clean lines for a terminal.
 * @param text one text whose line breaks are ours, or a list of lines; line breaks inside a line of a list become
 *   blanks
 * @param most the most characters that are kept of each line
 * @returns the clean text
 */
export function linesForTerminal(text: string | readonly string[], most = MOST_SAID): string {
  // Blanks of a line stay, as it may be indented; breaks go.
  const whole = typeof text === "string" ? text : text.map((line) => line.replace(/[\r\n\t]+/g, " ")).join("\n");
  return forTerminal(whole, most);
}
