// One side of `bench engine --against`: does the work of cases with the packages of another checkout, and tells its times.
import { register } from "node:module";
import { pathToFileURL } from "node:url";

/** Where this program looks for our packages; these find each other by themselves. */
const parent = pathToFileURL(`${process.argv[2]}/apps/bench/package.json`).href;
const own = new URL(".", import.meta.url).href;
const hook = `
export const resolve = (name, context, next) => {
  const ours = name.startsWith("@uphill/") && context.parentURL.startsWith(${JSON.stringify(own)});
  return next(name, ours ? { ...context, parentURL: ${JSON.stringify(parent)} } : context);
};`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { serve } = await import("../trees/serve.js");
serve();
