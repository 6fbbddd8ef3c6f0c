import * as encodings from "./encodings/index.js";

export { defineEncoding, type Encoder, type Encoding, type Loaded } from "./encoding.js";
export { statePreparation } from "./state-preparation.js";
export * from "./encodings/index.js";
export { encodings };
