import { printable, type Refuse, type QasmSource, type Sources } from "./source.js";

export interface Token {
  readonly kind: "name" | "number" | "string" | "symbol" | "end";
  readonly text: string;
  /** Where it begins in the sources. */
  readonly at: number;
}

/** Tokens one at a time: a file of a million gates is never held as a list of tokens. */
export interface Lexer {
  /** The token to be read next. */
  readonly token: Token;
  readonly refuse: Refuse;
  /** Takes the token and reads the one after it. */
  take(): Token;
  /** Takes the token if it is this symbol or name. */
  accept(text: string): boolean;
  /** Takes the token, which must be this symbol. */
  expect(symbol: string): Token;
  expectName(what: string): Token;
  /** Takes the rest of the line, the token's first. */
  takeLine(): void;
  /** Reads another text up to its end, and then goes on behind the token before. */
  enter(source: QasmSource): void;
  /** Takes all that is left. */
  finish(): void;
}

const LONGEST_WORD = 1000;
const PAIRS = new Set(["->", "**", "==", "!=", "<=", ">=", "&&", "||", "++", "+=", "-=", "*=", "/="]);
const SINGLES = ";,()[]{}+-*/^@=:<>%&|!~#$.";

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isAscii = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/** Errors: a character that no token begins with, an open comment or string, a malformed or overlong word. */
export function lexer(source: QasmSource, sources: Sources): Lexer {
  const refuseAt: Refuse = sources.refuse;
  let text = source.text;
  /** The number of the text's first place. */
  let base = sources.add(source);
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  /** Where the token before ends, in the sources. */
  let before = 0;
  /** The texts that include this one, and how far they are read. */
  const outer: { text: string; base: number; at: number; token: Token }[] = [];

  /** Places in here are those of the text at hand. */
  const refuse: Refuse = (local, got, wanted, todo) => refuseAt(base + local, got, wanted, todo);

  /** How many units the letter at a place takes: two outside the basic plane; 0 if there is none. */
  function letter(place: number): number {
    const code = text.charCodeAt(place);
    if (isAscii(code)) return 1;
    if (!(code > 127)) return 0;
    const char = String.fromCodePoint(text.codePointAt(place)!);
    return /\p{L}|\p{Nl}/u.test(char) ? char.length : 0;
  }

  function skip(): void {
    for (;;) {
      const char = text[at];
      if (char === " " || char === "\n" || char === "\t" || char === "\r") at++;
      else if (char === "/" && text[at + 1] === "/") {
        const end = text.indexOf("\n", at);
        at = end < 0 ? text.length : end;
      } else if (char === "/" && text[at + 1] === "*") {
        const end = text.indexOf("*/", at + 2);
        if (end < 0) refuse(at, "a comment is open", "it must end with */", "Close the comment.");
        at = end + 2;
      } else return;
    }
  }

  function word(from: number): string {
    if (at - from > LONGEST_WORD) {
      refuse(from, `a word has ${at - from} characters`, `it may have ${LONGEST_WORD}`, "Shorten it.");
    }
    return text.slice(from, at);
  }

  function number(from: number): Token {
    for (;;) {
      const code = text.charCodeAt(at);
      const sign = code === 43 || code === 45;
      const exponent = sign && at > from && /[eE]/.test(text[at - 1]);
      const wide = letter(at);
      if (!(isDigit(code) || code === 46 || exponent || wide > 0)) break;
      at += Math.max(1, wide);
    }
    const written = word(from);
    const plain = written.replace(/(?<=[\da-fA-F])_(?=[\da-fA-F])/g, "");
    if (!/^((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)$/.test(plain)) {
      refuse(
        from,
        `"${printable(written)}" is no number that is understood`,
        "numbers are written as in 2, 0.5, 1e-3 or 0x1F",
        "Write angles in radians, without a unit.",
      );
    }
    return { kind: "number", text: plain, at: base + from };
  }

  function read(): Token {
    skip();
    const from = at;
    if (at >= text.length) {
      const back = outer.pop();
      if (!back) return { kind: "end", text: "end of the file", at: base + text.length };
      ({ text, base, at } = back);
      return back.token;
    }
    const char = text[at];
    const code = text.charCodeAt(at);
    const first = letter(at);
    if (first > 0) {
      at += first;
      for (;;) {
        const wide = isDigit(text.charCodeAt(at)) ? 1 : letter(at);
        if (wide === 0) break;
        at += wide;
      }
      return { kind: "name", text: word(from), at: base + from };
    }
    if (char === "$" && isDigit(text.charCodeAt(at + 1))) {
      do at++;
      while (isDigit(text.charCodeAt(at)));
      return { kind: "name", text: word(from), at: base + from };
    }
    if (isDigit(code) || (char === "." && isDigit(text.charCodeAt(at + 1)))) return number(from);
    if (char === '"') {
      do at++;
      while (at < text.length && text[at] !== '"' && text[at] !== "\n");
      if (text[at] !== '"') refuse(from, "a string is open", 'it must end with "', "Close the string.");
      at++;
      return { kind: "string", text: word(from).slice(1, -1), at: base + from };
    }
    if (PAIRS.has(text.slice(at, at + 2))) {
      at += 2;
      return { kind: "symbol", text: text.slice(from, at), at: base + from };
    }
    if (!SINGLES.includes(char)) {
      const shown = printable(String.fromCodePoint(text.codePointAt(at)!));
      refuse(from, `there is the character "${shown}"`, "OpenQASM has no use for it here", "Remove it.");
    }
    at++;
    return { kind: "symbol", text: char, at: base + from };
  }

  let token = read();
  function next(): Token {
    const taken = token;
    before = base + at;
    token = read();
    return taken;
  }
  const self: Lexer = {
    get token() {
      return token;
    },
    refuse: refuseAt,
    take: next,
    accept(wanted) {
      if (token.text !== wanted || (token.kind !== "symbol" && token.kind !== "name")) return false;
      next();
      return true;
    },
    expect(symbol) {
      if (token.kind === "symbol" && token.text === symbol) return next();
      const ends = symbol === ";" || symbol === ",";
      const broken = token.kind !== "end" && text.slice(Math.max(0, before - base), token.at - base).includes("\n");
      if (ends && broken) {
        return refuseAt(before, "a statement ends without a semicolon", '";" must stand here', "Add the semicolon.");
      }
      return refuseAt(token.at, `there is ${named(token)}`, `"${symbol}" must stand here`, "Correct the statement.");
    },
    expectName(what) {
      if (token.kind === "name") return next();
      return refuseAt(token.at, `there is ${named(token)}`, `${what} must stand here`, "Correct the statement.");
    },
    takeLine() {
      const end = text.indexOf("\n", token.at - base);
      at = end < 0 ? text.length : end;
      token = read();
    },
    enter(inner) {
      outer.push({ text, base, at, token });
      text = inner.text;
      base = sources.add(inner);
      at = text.startsWith("\uFEFF") ? 1 : 0;
      token = read();
    },
    finish() {
      token = { kind: "end", text: "end of the file", at: base + at };
    },
  };
  return self;
}

/** A token as errors name it. */
export function named({ kind, text }: Token): string {
  return kind === "end" ? "the end of the file" : `"${printable(text).slice(0, 40)}"`;
}
