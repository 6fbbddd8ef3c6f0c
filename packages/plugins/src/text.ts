// Text that is not ours, before people or a terminal see it.

/** One line of it, without control characters and not too long. */
export function oneLine(text: string, most = 2000): string {
  const line = text.slice(0, 2 * most).replace(/[\p{Cc}\p{Cf}]+/gu, " ");
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** A short quotation. */
export function quoted(text: string): string {
  return `"${oneLine(text, 60)}"`;
}

/** Lines of it, for a terminal. */
export function forTerminal(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, "");
}
