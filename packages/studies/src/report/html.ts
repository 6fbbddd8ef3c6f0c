import { forTerminal } from "@uphill/core";

/** Text that is HTML already; everything else is escaped where it enters. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters of one name or sentence. */
const MOST_SHOWN = 20_000;

/** What HTML takes for markup is written as entities; what no page may hold or nobody can see is left out. */
export function escape(text: string): string {
  return forTerminal(text, MOST_SHOWN).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** html`<p>${anything}</p>`: what is put in is escaped unless it was made by this very function; lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, k) => (k === 0 ? "" : render(parts[k - 1])) + text).join(""));
}

export const nothing = new Html("");

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escape(String(part));
  return part.map(render).join("");
}

/** An id that any name can be turned into; `salt` keeps two names apart that look alike then. */
export function idOf(salt: string | number, name: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${salt}`;
}
