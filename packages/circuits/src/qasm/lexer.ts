import { printable, type Refuse, type Source } from "./source.js";

export interface Token {
  readonly kind: "name" | "number" | "string" | "symbol" | "end";
  readonly text: string;
  /** Where it begins in the source. */
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
}

const LONGEST_WORD = 1000;
const PAIRS = new Set(["->", "**", "==", "!=", "<=", ">=", "&&", "||", "++", "+=", "-=", "*=", "/="]);
const SINGLES = ";,()[]{}+-*/^@=:<>%&|!~#$.";

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number, char: string): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code > 127 && /\p{L}/u.test(char));

/** Errors: a character that no token begins with, an open comment or string, a malformed or overlong word. */
export function lexer({ text }: Source, refuse: Refuse): Lexer {
  let at = text.startsWith("\uFEFF") ? 1 : 0;

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
      if (!(isDigit(code) || code === 46 || exponent || isLetter(code, text[at]))) break;
      at++;
    }
    const written = word(from);
    const plain = written.replace(/(?<=\d)_(?=\d)/g, "");
    if (!/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)) {
      refuse(
        from,
        `"${printable(written)}" is no number that is understood`,
        "numbers are written as in 2, 0.5 or 1e-3",
        "Write angles in radians, without a unit.",
      );
    }
    return { kind: "number", text: plain, at: from };
  }

  function read(): Token {
    skip();
    const from = at;
    if (at >= text.length) return { kind: "end", text: "end of the file", at: text.length };
    const char = text[at];
    const code = text.charCodeAt(at);
    if (isLetter(code, char)) {
      while (at < text.length && (isLetter(text.charCodeAt(at), text[at]) || isDigit(text.charCodeAt(at)))) at++;
      return { kind: "name", text: word(from), at: from };
    }
    if (isDigit(code) || (char === "." && isDigit(text.charCodeAt(at + 1)))) return number(from);
    if (char === '"') {
      do at++;
      while (at < text.length && text[at] !== '"' && text[at] !== "\n");
      if (text[at] !== '"') refuse(from, "a string is open", 'it must end with "', "Close the string.");
      at++;
      return { kind: "string", text: word(from).slice(1, -1), at: from };
    }
    if (PAIRS.has(text.slice(at, at + 2))) {
      at += 2;
      return { kind: "symbol", text: text.slice(from, at), at: from };
    }
    if (!SINGLES.includes(char)) {
      const shown = printable(String.fromCodePoint(text.codePointAt(at)!));
      refuse(from, `there is the character "${shown}"`, "OpenQASM has no use for it here", "Remove it.");
    }
    at++;
    return { kind: "symbol", text: char, at: from };
  }

  let token = read();
  const self: Lexer = {
    get token() {
      return token;
    },
    refuse,
    take() {
      const taken = token;
      token = read();
      return taken;
    },
    accept(wanted) {
      if (token.text !== wanted || (token.kind !== "symbol" && token.kind !== "name")) return false;
      token = read();
      return true;
    },
    expect(symbol) {
      if (token.kind === "symbol" && token.text === symbol) return self.take();
      return refuse(token.at, `there is ${named(token)}`, `"${symbol}" must stand here`, "Correct the statement.");
    },
    expectName(what) {
      if (token.kind === "name") return self.take();
      return refuse(token.at, `there is ${named(token)}`, `${what} must stand here`, "Correct the statement.");
    },
  };
  return self;
}

/** A token as errors name it. */
export function named({ kind, text }: Token): string {
  return kind === "end" ? "the end of the file" : `"${printable(text).slice(0, 40)}"`;
}
