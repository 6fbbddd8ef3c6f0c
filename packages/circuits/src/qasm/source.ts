import { UphillError } from "@uphill/core";

/** The text being read, and the name that errors give it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Refuses at one place of the text; the parts are those of an UphillError's message. */
export type Refuse = (at: number, got: string, wanted: string, todo: string) => never;

const SHOWN = 100;

/** Errors of this source: who is `name:line:column`, and the message quotes the line. */
export function refuser({ name, text }: Source): Refuse {
  return (at, got, wanted, todo) => {
    const before = text.slice(0, at);
    const start = before.lastIndexOf("\n") + 1;
    let line = 1;
    for (let from = before.indexOf("\n"); from >= 0; from = before.indexOf("\n", from + 1)) line++;
    const end = text.indexOf("\n", start);
    throw new UphillError({
      code: "qasm",
      who: `${name}:${line}:${at - start + 1}`,
      got: `${got} in the line "${excerpt(text.slice(start, end < 0 ? text.length : end), at - start)}"`,
      wanted,
      todo,
    });
  };
}

/** The line, or of a long one the part around the error; nothing that a terminal could take for a command. */
function excerpt(line: string, column: number): string {
  const from = line.length <= SHOWN ? 0 : Math.max(0, Math.min(column - SHOWN / 2, line.length - SHOWN));
  const part = line.slice(from, from + SHOWN);
  return `${from > 0 ? "…" : ""}${printable(part.trim())}${from + SHOWN < line.length ? "…" : ""}`;
}

export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "·");
}
