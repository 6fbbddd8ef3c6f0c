export { bias } from "./bias.js";
export { linear } from "./linear.js";
export { probabilities } from "./probabilities.js";
export { scale } from "./scale.js";
export { tanh } from "./tanh.js";
