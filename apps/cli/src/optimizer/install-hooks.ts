import { register } from "node:module";
import { pathToFileURL } from "node:url";

let hooked = "";

/** From here on `@uphill/…` is our own copy, whoever imports it. @param lifeline see hooks.ts */
export function installHooks(folder: string, lifeline?: number): void {
  if (hooked === folder) return;
  hooked = folder;
  const home = import.meta.url;
  register("./hooks.js", home, { data: { home, folder: pathToFileURL(`${folder}/`).href, lifeline } });
}
