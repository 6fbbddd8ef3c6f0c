import { defineEngine } from "../engine.js";
import { compileReference, memory } from "./engine.js";

/** Plain TypeScript: it is read first, runs anywhere, and is the truth that the other engines are tested against. */
export const reference = defineEngine({
  name: "reference",
  about: "plain TypeScript, runs anywhere",
  precision: "double",
  speed: 1,
  supports: () => true,
  memory,
  store: { name: "an array", most: () => Infinity },
  compile: compileReference,
});
