import { UphillError } from "@uphill/core";

/** The text being read, and the name that errors give it. */
export interface QasmSource {
  readonly name: string;
  readonly text: string;
}

/** Refuses at one place of the text; the parts are those of an UphillError's message. */
export type Refuse = (at: number, got: string, wanted: string, todo: string) => never;

const SHOWN = 100;

/** All texts that are read, one behind the other: a place in one of them is a number. */
export class Sources {
  readonly #all: { readonly source: QasmSource; readonly base: number }[] = [];
  #length = 0;

  /** Adds a text. @returns the number of its first place */
  add(source: QasmSource): number {
    const base = this.#length;
    this.#all.push({ source, base });
    this.#length += source.text.length + 1;
    return base;
  }

  /** `name:line:column`. */
  placeOf(at: number): string {
    const { name, text, local, start } = this.#find(at);
    let line = 1;
    for (let from = text.indexOf("\n"); from >= 0 && from < start; from = text.indexOf("\n", from + 1)) line++;
    return `${name}:${line}:${local - start + 1}`;
  }

  /** Errors: who is `name:line:column`, and the message quotes the line, unless it is empty. */
  readonly refuse: Refuse = (at, got, wanted, todo) => {
    const { text, local, start } = this.#find(at);
    const end = text.indexOf("\n", start);
    const line = excerpt(text.slice(start, end < 0 ? text.length : end), local - start);
    throw new UphillError({
      code: "qasm",
      who: this.placeOf(at),
      got: line === "" ? got : `${got} in the line "${line}"`,
      wanted,
      todo,
    });
  };

  /** @returns the text that a place is in, the place there, and where its line begins */
  #find(at: number): { name: string; text: string; local: number; start: number } {
    const { source, base } = this.#all.findLast((one) => one.base <= at)!;
    const local = Math.min(at - base, source.text.length);
    return { ...source, local, start: source.text.slice(0, local).lastIndexOf("\n") + 1 };
  }
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
