// Every rule (gradient in, step out), and the only list of them.
export { sgd } from "./sgd.js";
export { momentum } from "./momentum.js";
export { nesterov } from "./nesterov.js";
export { adagrad } from "./adagrad.js";
export { rmsprop } from "./rmsprop.js";
export { adam } from "./adam.js";
export { amsgrad } from "./amsgrad.js";
export { adamw } from "./adamw.js";
export { adabelief } from "./adabelief.js";
export { lion } from "./lion.js";
export { signSgd } from "./sign-sgd.js";
