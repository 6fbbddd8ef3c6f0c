// Every preset of `uphill compare`, and the only list of them.
export { paper } from "./paper.js";
export { twoQubit } from "./two-qubit.js";
export { noisy } from "./noisy.js";
export { noisyPriced } from "./noisy-priced.js";
