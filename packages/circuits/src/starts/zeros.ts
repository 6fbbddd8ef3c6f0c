import { defineStart } from "./start.js";

/** All weights 0. */
export const zeros = defineStart({ name: "zeros", options: {}, draw: ({ weights }) => new Float64Array(weights) });
