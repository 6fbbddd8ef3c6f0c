import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { contentOf, hashOf } from "../hash.js";
import { UphillError } from "@uphill/core";

/** Splits a command as a shell does: at white space, but not within quotes. No shell runs it. @throws UphillError "command" */
export function words(text: string): string[] {
  const found = [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"),
  );
  if (found.length > 0) return found;
  throw new UphillError({
    code: "command",
    who: "--optimizer-command",
    got: "it is empty",
    wanted: "it must be a program with its arguments",
    todo: "For example --optimizer-command 'python3 mine.py'.",
  });
}

/** SHA-256 of the files that a command names: a script decides numbers as its name cannot. */
export function commandHash(command: readonly string[], folder: string): string {
  const files = command
    .map((word) => resolve(folder, word))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .map((path) => contentOf(path));
  return hashOf(files);
}
