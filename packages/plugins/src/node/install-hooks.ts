import { realpathSync } from "node:fs";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

let hooked = "";

/**
 * From here on `@uphill/…` is our own copy, or that of the program that runs us, whoever imports it.
 * @param main the program's main file
 * @param lifeline see hooks.ts
 */
export function installHooks(folder: string, main = process.argv.at(1), lifeline?: number): void {
  if (hooked === folder) return;
  hooked = folder;
  const here = import.meta.url;
  const homes = [here, ...(main === undefined ? [] : [pathToFileURL(realpathSync(main)).href])];
  register("./hooks.js", here, { data: { homes, folder: pathToFileURL(`${folder}/`).href, lifeline } });
}
