import { named, type Lexer } from "./lexer.js";
import type { QasmSource } from "./source.js";

/** What belongs to OpenQASM but not to a circuit, and what to do instead. */
export const refused: Record<string, string> = {
  ...Object.fromEntries(
    ["if", "else", "for", "while", "switch", "break", "continue", "def", "return", "extern"].map((word) => [
      word,
      "Write the gates out without classical control.",
    ]),
  ),
  ...Object.fromEntries(
    ["defcal", "defcalgrammar", "cal", "box", "delay", "stretch", "duration"].map((word) => [
      word,
      "Remove timing and calibration.",
    ]),
  ),
  ...Object.fromEntries(
    ["int", "uint", "float", "angle", "bool", "complex", "array", "output", "mutable", "readonly"].map((word) => [
      word,
      "Declare numbers with const, and trained angles with input float.",
    ]),
  ),
};
/** Words of OpenQASM 3 only. */
export const three = new Set([
  ...["qubit", "bit", "input", "const", "let", "end", "nop", "pragma"],
  ...["gphase", "inv", "ctrl", "negctrl", "pow"],
]);
/** Words that cannot be names. */
export const keywords = new Set([
  ...three,
  ...Object.keys(refused),
  "gate",
  "measure",
  "barrier",
  "reset",
  "opaque",
  "include",
  "qreg",
  "creg",
]);

/** `OPENQASM 2.0;` or `OPENQASM 3;`. Without it: 2.0 where qelib1.inc is included, else 3.0. */
export function readVersion(lex: Lexer, { text }: QasmSource): 2 | 3 {
  if (!lex.accept("OPENQASM")) return /^\s*include\s*"qelib1\.inc"/m.test(text.slice(0, 10_000)) ? 2 : 3;
  const token = lex.take();
  if (token.kind !== "number" || !/^(2(\.0)?|3(\.\d+)?)$/.test(token.text)) {
    lex.refuse(token.at, `the version is ${named(token)}`, "2.0 and 3.0 are known", "Write OPENQASM 3.0;.");
  }
  lex.expect(";");
  return token.text.startsWith("2") ? 2 : 3;
}
