import { readFileSync, statSync } from "node:fs";
import { isSystemError, reasonOf, UphillError } from "@uphill/core";

/** A graph or a Hamiltonian of this size is not meant. */
const MOST_BYTES = 2 ** 24;

/** A name with an ending, or a folder before it. */
const PATH = /^[^\s,:*]*(?:[/\\][^\s,:*]*|\.[A-Za-z]\w*)$/;

/**
 * What the file of this name says; undefined where a text is no file's name. A name has an ending or a folder (`./edges`), so that a
 * file that happens to be called `h2` or `ring` is never taken for what these words mean.
 * @throws UphillError "files" for a name that no file has, and for a file that cannot be read or is too large
 */
export function readText(text: string): string | undefined {
  const refuse = (got: string, wanted: string): UphillError =>
    new UphillError({ code: "files", who: "compare", got, wanted, todo: "Name another file." });
  if (!PATH.test(text)) return undefined;
  try {
    const found = statSync(text);
    if (!found.isFile()) return undefined;
    if (found.size > MOST_BYTES) throw refuse(`${text} has ${found.size} bytes`, `at most ${MOST_BYTES} are read`);
    return readFileSync(text, "utf8");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw refuse(`${text} cannot be read: ${reasonOf(error)}`, "it must be a file");
  }
}
