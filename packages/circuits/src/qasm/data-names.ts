import { shown, UphillError } from "@uphill/core";
import { listed } from "./names.js";

/** What a file declares, for names that somebody outside of it gives. */
interface Declared {
  /** The file's name. */
  readonly file: string;
  readonly inputs: readonly string[];
  /** Names of data that are inputs, an array's name among them. */
  readonly found: ReadonlySet<string>;
  /** What a name means that is no input: "qubits", "a constant". */
  readonly kindOf: (name: string) => string | undefined;
}

/** @throws UphillError "qasm" for a name of data that no input has */
export function checkDataNames(names: Iterable<string>, { file, inputs, found, kindOf }: Declared): void {
  for (const name of names) {
    if (found.has(name)) continue;
    const kind = kindOf(name);
    const isName = /^[\p{L}_][\p{L}\p{N}_]*(\[\d+\])?$/u.test(name);
    throw new UphillError({
      code: "qasm",
      who: file,
      got: isName
        ? `no input is called ${shown(name)}${kind === undefined ? "" : `, which is ${kind}`}`
        : `${shown(name)} is no name of an input`,
      wanted:
        inputs.length > 0
          ? `the inputs are ${listed(inputs)}`
          : "only inputs come with the data, and the file has none",
      todo: isName
        ? "Name inputs as the file declares them."
        : "Give the names alone, such as x,y; values are given when the circuit runs.",
    });
  }
}
