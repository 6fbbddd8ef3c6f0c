import { register } from "node:module";
import { pathToFileURL } from "node:url";

let hooked = "";

/** From here on `@uphill/…` is our own copy, whoever imports it. */
export function installHooks(folder: string): void {
  if (hooked === folder) return;
  hooked = folder;
  const home = import.meta.url;
  register("./hooks.js", home, { data: { home, folder: pathToFileURL(`${folder}/`).href } });
}
