/**
 * Writes any value as an error message names it. Long values are cut, so that a reader knows the value again and the
 * message stays short.
 * @param value any value
 * @returns the text
 */
export function shown(value: unknown): string {
  if (typeof value === "function") return value.name ? `the function ${cut(value.name)}` : "a function";
  if (typeof value === "bigint") return `${cut(String(value))}n`;
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Promise) return "a promise";
  if (ArrayBuffer.isView(value)) {
    return `a ${Object.prototype.toString.call(value).slice("[object ".length, -1)}`;
  }
  try {
    return cut(JSON.stringify(value));
  } catch {
    return "an object";
  }
}

const MOST = 80;
const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
